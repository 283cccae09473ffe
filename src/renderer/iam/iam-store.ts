import { create } from 'zustand';
import type { Extra } from '../../iam/allow.js';
import type { RemedyActions } from '../problems/ProblemView.js';

/** Which of the policies is shown. */
export type PolicyKind = 'allow' | 'deny' | 'node-role';

interface IamRequest {
  readonly kind: PolicyKind;
  /** The nodes that the policy is first shown for; empty for all of them. */
  readonly nodeIds: readonly string[];
  /** The source whose account and region it is for, where it is about no node; null for all. */
  readonly sourceId: string | null;
  /** What it is to allow beside the usual. */
  readonly extra: Extra | null;
}

/** The policies that are being shown, if any. */
export const useIamRequest = create<{ readonly request: IamRequest | null }>(() => ({ request: null }));

/** Shows the IAM policies, for some nodes or for all; `extra` is allowed beside what most teams want. */
export const showPolicies = (
  kind: PolicyKind,
  nodeIds: readonly string[],
  extra: Extra | null = null,
): void => useIamRequest.setState({ request: { kind, nodeIds, sourceId: null, extra } });

export const closePolicies = (): void => useIamRequest.setState({ request: null });

/** The remedies of Problems about permissions, for the nodes that the Problem is about. */
export const policyRemedies = (nodeIds: readonly string[], extra: Extra | null = null): RemedyActions => ({
  'show-policy': () => showPolicies('allow', nodeIds, extra),
  'show-node-role': () => showPolicies('node-role', nodeIds),
});

/** The remedies of Problems about permissions that a source has met, in its own account and region. */
export const sourcePolicyRemedies = (sourceId: string | null): RemedyActions => ({
  'show-policy': () =>
    useIamRequest.setState({ request: { kind: 'allow', nodeIds: [], sourceId, extra: null } }),
});
