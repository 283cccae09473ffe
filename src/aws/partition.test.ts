import { describe, expect, it } from 'vitest';
import { dnsSuffix, iamEndpoint } from './partition.js';

describe('the partition of a region', () => {
  it.each([
    ['eu-central-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-northwest-1', 'amazonaws.com.cn'],
    ['us-iso-east-1', 'c2s.ic.gov'],
    ['us-isob-east-1', 'sc2s.sgov.gov'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ])('%s has hosts that end with %s', (region, suffix) => {
    expect(dnsSuffix(region)).toBe(suffix);
  });

  it.each([
    ['ap-northeast-2', 'iam.amazonaws.com', 'us-east-1'],
    ['us-gov-east-1', 'iam.us-gov.amazonaws.com', 'us-gov-west-1'],
    ['cn-northwest-1', 'iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['us-iso-west-1', 'iam.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
  ])('%s has its IAM at %s, signed for %s', (region, host, signedFor) => {
    expect(iamEndpoint(region, false)).toEqual({ host, region: signedFor });
  });

  it('has an endpoint for FIPS in the largest partition', () => {
    expect(iamEndpoint('us-east-1', true).host).toBe('iam-fips.amazonaws.com');
  });
});
