import { matchesAny } from '../filters.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { ServiceError } from '../service-error.js';
import type { Ec2Options } from './options.js';
import { filtersOf, listOf } from './query-lists.js';
import { respond } from './respond.js';
import { shortHash } from './short-hash.js';

/** DescribeKeyPairs. */
export function describeKeyPairs(
  options: Ec2Options,
  params: QueryParams,
  context: OperationContext,
): string {
  const wanted = listOf(params, 'KeyName');
  for (const name of wanted) {
    if (!options.keyPairs.some((pair) => pair.keyPairName === name)) {
      throw new ServiceError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
    }
  }
  const withPublicKey = params.get('IncludePublicKey') === 'true';
  const filters = filtersOf(params);
  const pairs = options.keyPairs
    .filter((pair) => wanted.length === 0 || wanted.includes(pair.keyPairName))
    .filter((pair) =>
      filters.every(({ name, values }) => {
        if (name === 'key-name') return matchesAny(pair.keyPairName, values);
        if (name === 'fingerprint') return matchesAny(pair.fingerprint, values);
        throw new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
    );
  return respond('DescribeKeyPairs', context, {
    keySet: pairs.map((pair) => ({
      keyPairId: pair.keyPairId ?? `key-${shortHash(pair.keyPairName)}`,
      keyName: pair.keyPairName,
      keyType: pair.keyType,
      keyFingerprint: pair.fingerprint,
      publicKey: withPublicKey ? pair.publicKey : undefined,
      tagSet: [],
      createTime: new Date(Date.UTC(2025, 0, 15, 9, 30)),
    })),
  });
}
