/** One statement of an IAM policy, in IAM's own form. */
export interface Statement {
  /** Letters and digits only, unique in its policy. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An IAM policy document, as it is pasted into the console or given to the AWS CLI. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Statements as a whole policy. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** A policy as text, in the form that IAM's console shows. */
export function policyText(policy: PolicyDocument): string {
  // A list of one on one line: half the length, and no harder to read.
  return JSON.stringify(policy, null, 2).replace(/\[\s+("(?:[^"\\]|\\.)*")\s+\]/g, '[$1]');
}

/** The most characters that a managed policy may have, white space not counted (IAM user guide, “IAM and AWS STS quotas”). */
export const MANAGED_POLICY_LIMIT = 6_144;

/** A policy's size as IAM counts it: characters without white space. */
export function policySize(policy: PolicyDocument): number {
  return JSON.stringify(policy).length;
}
