/** Whether a policy forbids what was asked, none allows it, AWS does not say, or says it in a form not to be read here. */
export const denials = ['explicit', 'implicit', 'unknown', 'encoded'] as const;
export type DenialKind = (typeof denials)[number];

/**
 * The kinds of policies that AWS names in a denial (IAM user guide, “Troubleshoot access denied error messages”), by
 * whose they are: of one's own user, group or role; of the resource; a permissions boundary; of the session; a service
 * control or resource control policy of the organization; of the VPC endpoint on the way; of the role to be taken on.
 */
export const policyKinds = [
  'identity',
  'resource',
  'boundary',
  'session',
  'service-control',
  'resource-control',
  'endpoint',
  'trust',
] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** Which words a denial has: those of its kind of policy, where that is known. */
export type DenialWords = DenialKind | `${'explicit' | 'implicit'}-${PolicyKind}`;

/**
 * Which words say why something was denied.
 *
 * @param params of a Problem `aws.access-denied`; null where it does not tell
 */
export function denialWords(params: Readonly<Record<string, string | number>>): DenialWords | null {
  const denial = denials.find((each) => each === params.denial);
  const policy = policyKinds.find((each) => each === params.policy);
  if (denial === undefined) return null;
  return (denial !== 'explicit' && denial !== 'implicit') || policy === undefined
    ? denial
    : `${denial}-${policy}`;
}

/** Which words say what can be done about a denial, for those that say why. */
export function denialRemedyWords(words: DenialWords): DenialKind | Exclude<PolicyKind, 'identity'> {
  const [kind, ...policy] = words.split('-');
  const known = policyKinds.find((each) => each === policy.join('-'));
  if (known !== undefined && known !== 'identity') return known;
  return denials.find((each) => each === kind) ?? 'unknown';
}
