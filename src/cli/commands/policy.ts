import { allowStatements } from '../../iam/allow.js';
import { denyStatements } from '../../iam/deny.js';
import { policyOf, policyText } from '../../iam/policy.js';
import type { NodeScope } from '../../iam/scope.js';
import { partitionOf } from '../../shared/partition.js';
import type { Place } from '../aws/place.js';
import { Places } from '../aws/places.js';
import { UsageError, type Arguments, type Run } from '../command.js';
import { ExitCode } from '../exit-codes.js';

/** Prints a policy as JSON. @throws ProblemError where profile or region cannot be told */
export const run: Run = async (args, io) => {
  const [kind, ...ids] = args.words;
  const place = await (await Places.of(args, io)).first();
  const { region } = place.source;
  const partition = partitionOf(region);
  if (kind === 'deny') {
    if (ids.length > 0) throw new UsageError('deny is about all nodes');
    io.stdout.write(`${policyText(policyOf(denyStatements(partition)))}\n`);
    return ExitCode.ok;
  }
  if (kind !== 'allow') throw new UsageError('say allow or deny');
  const statements = allowStatements({
    place: { partition, region, accountId: await accountOf(args, place) },
    scope: scopeOf(args, ids),
    caller: args.options.federated === true ? 'federated' : 'iam-user',
    extras: new Set(),
    osUser: null,
    kmsKeyArn: null,
  });
  io.stdout.write(`${policyText(policyOf(statements))}\n`);
  return ExitCode.ok;
};

async function accountOf({ options }: Arguments, place: Place): Promise<string> {
  const { account } = options;
  if (typeof account === 'string') {
    if (!/^\d{12}$/.test(account)) throw new UsageError('--account is twelve digits');
    return account;
  }
  try {
    const [{ accountIdOf }, clients] = await Promise.all([import('../../aws/identity.js'), place.clients()]);
    return (await accountIdOf(clients)) ?? '*';
  } catch {
    // Without credentials, too, a policy can be written.
    return '*';
  }
}

function scopeOf({ options }: Arguments, ids: readonly string[]): NodeScope {
  const wrong = ids.find((id) => !/^m?i-[0-9a-f]+$/.test(id));
  if (wrong !== undefined) throw new UsageError(`${wrong} is not the id of a node`);
  if (typeof options.tag !== 'string') return ids.length === 0 ? { kind: 'all' } : { kind: 'nodes', ids };
  if (ids.length > 0) throw new UsageError('either ids or a tag');
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(options.tag) ?? [];
  if (key === undefined || value === undefined) throw new UsageError('--tag is KEY=VALUE');
  return { kind: 'tag', key, value };
}
