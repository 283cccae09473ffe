/** Where a policy holds. `*` stands for any. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Twelve digits, or `*`. */
  readonly accountId: string;
  readonly region: string;
}

/** Which nodes a policy is about. */
export type NodeScope =
  | { readonly kind: 'nodes'; readonly ids: readonly string[] }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'all' };

/**
 * The partition of a region, by the rules of AWS's partition metadata.
 *
 * @param region such as `cn-north-1`
 */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

/** The ARN of a node: instances belong to EC2, hybrid nodes (`mi-*`) to Systems Manager. */
export function nodeArn({ partition, region, accountId }: Place, id: string): string {
  return id.startsWith('mi-')
    ? `arn:${partition}:ssm:${region}:${accountId}:managed-instance/${id}`
    : `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`;
}

/** The ARN of an instance, or a pattern of such. */
function instanceArns(place: Place, scope: NodeScope): string[] {
  if (scope.kind !== 'nodes') return [nodeArn(place, '*')];
  return scope.ids.filter((id) => !id.startsWith('mi-')).map((id) => nodeArn(place, id));
}

function hybridArns({ partition, region, accountId }: Place, scope: NodeScope): string[] {
  if (scope.kind !== 'nodes') return [`arn:${partition}:ssm:${region}:${accountId}:managed-instance/*`];
  return scope.ids
    .filter((id) => id.startsWith('mi-'))
    .map((id) => nodeArn({ partition, region, accountId }, id));
}

/** The ARNs that a scope names: instances (`ec2`), hybrid nodes (`ssm`). */
export function arnsOf(place: Place, scope: NodeScope): { ec2: string[]; hybrid: string[] } {
  return { ec2: instanceArns(place, scope), hybrid: hybridArns(place, scope) };
}
