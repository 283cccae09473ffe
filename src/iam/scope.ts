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
  | {
      readonly kind: 'nodes';
      readonly ids: readonly string[];
      /** The regions of nodes by their ids, for those that are not in the policy's one. */
      readonly regions?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'all' };

/** The ARN of a node: instances belong to EC2, hybrid nodes (`mi-*`) to Systems Manager. */
export function nodeArn({ partition, region, accountId }: Place, id: string): string {
  return id.startsWith('mi-')
    ? `arn:${partition}:ssm:${region}:${accountId}:managed-instance/${id}`
    : `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`;
}

const hybridPattern = ({ partition, region, accountId }: Place): string =>
  `arn:${partition}:ssm:${region}:${accountId}:managed-instance/*`;

/** The ARNs that a scope names: instances (`ec2`), hybrid nodes (`ssm`); or the patterns of such. */
export function arnsOf(place: Place, scope: NodeScope): { ec2: string[]; hybrid: string[] } {
  if (scope.kind !== 'nodes') return { ec2: [nodeArn(place, '*')], hybrid: [hybridPattern(place)] };
  const arns = (ids: readonly string[]) =>
    ids.map((id) => nodeArn({ ...place, region: scope.regions?.[id] ?? place.region }, id));
  return {
    ec2: arns(scope.ids.filter((id) => !id.startsWith('mi-'))),
    hybrid: arns(scope.ids.filter((id) => id.startsWith('mi-'))),
  };
}
