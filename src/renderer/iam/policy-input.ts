import { allowStatements, type AllowInput, type Caller, type Extra } from '../../iam/allow.js';
import { denyStatements } from '../../iam/deny.js';
import { nodeRoleStatements } from '../../iam/node-role.js';
import type { Statement } from '../../iam/policy.js';
import type { NodeScope } from '../../iam/scope.js';
import type { FleetSource } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { partitionOf } from '../../shared/partition.js';
import type { PolicyKind } from './iam-store.js';

/** What the person has chosen in the sheet. */
export interface PolicyChoices {
  readonly kind: PolicyKind;
  readonly caller: Caller;
  readonly scope: NodeScope;
  readonly extras: ReadonlySet<Extra>;
  readonly osUser: string;
  readonly kmsKeyArn: string;
}

/** Where the nodes are: the account and region of their source, `*` where they differ or are not known. */
export function placeOf(nodes: readonly ManagedNode[], sources: readonly FleetSource[]): AllowInput['place'] {
  const ids = new Set(nodes.map(({ sourceId }) => sourceId));
  const used = nodes.length === 0 ? sources : sources.filter(({ id }) => ids.has(id));
  const only = (values: readonly (string | null)[]): string => {
    const different = new Set(values);
    const [first] = different;
    return different.size === 1 ? (first ?? '*') : '*';
  };
  const region = only(used.map((source) => source.region));
  const partition = only(used.map((source) => (source.region === null ? null : partitionOf(source.region))));
  return {
    partition: partition === '*' ? 'aws' : partition,
    accountId: only(used.map((source) => source.accountId)),
    region,
  };
}

/** An account, and what of some nodes and sources is in it. */
export interface AccountPart {
  /** Its number; empty while that is not known. */
  readonly id: string;
  readonly name: string | null;
  readonly nodes: readonly ManagedNode[];
  readonly sources: readonly FleetSource[];
}

/** The accounts that some nodes are in, or all sources where there are no nodes: a policy holds in one account only. */
export function accountsOf(nodes: readonly ManagedNode[], sources: readonly FleetSource[]): AccountPart[] {
  const used =
    nodes.length === 0 ? sources : sources.filter(({ id }) => nodes.some((n) => n.sourceId === id));
  return [...new Set(used.map(({ accountId }) => accountId ?? ''))].map((id) => {
    const own = used.filter(({ accountId }) => (accountId ?? '') === id);
    const ids = new Set(own.map((source) => source.id));
    return {
      id,
      name: own.find(({ accountName }) => accountName !== null)?.accountName ?? null,
      nodes: nodes.filter(({ sourceId }) => ids.has(sourceId)),
      sources: own,
    };
  });
}

/** Just these nodes, each in its own region; all there are where none is given. */
export function scopeOf(nodes: readonly ManagedNode[], sources: readonly FleetSource[]): NodeScope {
  if (nodes.length === 0) return { kind: 'all' };
  const regionOf = (node: ManagedNode) => sources.find(({ id }) => id === node.sourceId)?.region ?? null;
  const regions = nodes.flatMap((node) => {
    const region = regionOf(node);
    return region === null ? [] : [[node.id, region] as const];
  });
  return { kind: 'nodes', ids: nodes.map(({ id }) => id), regions: Object.fromEntries(regions) };
}

/** The tags that all of some nodes share, as choices for a policy; AWS's own tags cannot be set, and are left out. */
export function sharedTags(nodes: readonly ManagedNode[]): { key: string; value: string }[] {
  const [first, ...others] = nodes;
  if (first === undefined) return [];
  return Object.entries(first.tags)
    .filter(([key, value]) => !key.startsWith('aws:') && others.every(({ tags }) => tags[key] === value))
    .filter(([key]) => key !== 'Name')
    .map(([key, value]) => ({ key, value }));
}

/** The statements of the policy that is asked for. */
export function statementsOf(choices: PolicyChoices, place: AllowInput['place']): readonly Statement[] {
  const kmsKeyArn = choices.kmsKeyArn.trim() === '' ? null : choices.kmsKeyArn.trim();
  switch (choices.kind) {
    case 'deny':
      return denyStatements(place.partition);
    case 'node-role':
      return nodeRoleStatements(kmsKeyArn);
    case 'allow': {
      const { scope, caller, extras, osUser } = choices;
      const user = osUser.trim() === '' ? null : osUser.trim();
      return allowStatements({ place, scope, caller, extras, osUser: user, kmsKeyArn });
    }
  }
}
