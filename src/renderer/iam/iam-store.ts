import { create } from 'zustand';
import type { RemedyActions } from '../problems/ProblemView.js';

/** Which of the policies is shown. */
export type PolicyKind = 'allow' | 'deny' | 'node-role';

interface IamRequest {
  readonly kind: PolicyKind;
  /** The nodes that the policy is first shown for; empty for all of them. */
  readonly nodeIds: readonly string[];
}

/** The policies that are being shown, if any. */
export const useIamRequest = create<{ readonly request: IamRequest | null }>(() => ({ request: null }));

/** Shows the IAM policies, for some nodes or for all. */
export const showPolicies = (kind: PolicyKind, nodeIds: readonly string[]): void =>
  useIamRequest.setState({ request: { kind, nodeIds } });

export const closePolicies = (): void => useIamRequest.setState({ request: null });

/** The remedies of Problems about permissions, for the nodes that the Problem is about; for all where it is about none. */
export const policyRemedies = (nodeIds: readonly string[]): RemedyActions => ({
  'show-policy': () => showPolicies('allow', nodeIds),
  'show-node-role': () => showPolicies('node-role', nodeIds),
});
