import { partition } from '@aws-sdk/core/client';
import { describe, expect, it } from 'vitest';
import { dnsSuffix, partitionOf } from './partition.js';

describe('the partition of a region', () => {
  it.each([
    'eu-central-1',
    'us-gov-west-1',
    'cn-northwest-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
    'eusc-de-east-1',
    'xx-unknown-1',
  ])('%s is that of AWS’s own metadata, and so are its hosts', (region) => {
    const known = partition(region);
    expect([partitionOf(region), dnsSuffix(region)]).toEqual([known.name, known.dnsSuffix]);
  });
});
