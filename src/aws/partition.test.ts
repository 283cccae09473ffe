import { describe, expect, it } from 'vitest';
import { iamEndpoint } from './partition.js';

describe('a partition’s IAM', () => {
  it.each([
    ['ap-northeast-2', 'iam.amazonaws.com', 'us-east-1'],
    ['us-gov-east-1', 'iam.us-gov.amazonaws.com', 'us-gov-west-1'],
    ['cn-northwest-1', 'iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['us-iso-west-1', 'iam.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['eu-isoe-west-1', 'iam.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
  ])('%s has it at %s, signed for %s', (region, host, signedFor) => {
    expect(iamEndpoint(region, false)).toEqual({ host, region: signedFor });
  });

  it('has an endpoint for FIPS in the largest partition', () => {
    expect(iamEndpoint('us-east-1', true).host).toBe('iam-fips.amazonaws.com');
  });
});
