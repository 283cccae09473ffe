import type { Statement } from './policy.js';

export type NodeRoleSid = 'BeManagedAndOpenChannels' | 'DecryptSessions';

/**
 * The least that a node's own role needs for Session Manager: “Add Session Manager permissions to an existing IAM role”
 * of the Systems Manager user guide. AWS's managed policy AmazonSSMManagedInstanceCore has all of it and more.
 *
 * @param kmsKeyArn the key of the account's session preferences; null where sessions are not encrypted with one
 */
export function nodeRoleStatements(kmsKeyArn: string | null): (Statement & { readonly Sid: NodeRoleSid })[] {
  const base = {
    Sid: 'BeManagedAndOpenChannels' as const,
    Effect: 'Allow' as const,
    Action: [
      'ssm:UpdateInstanceInformation',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    // None of these actions knows a narrower resource.
    Resource: ['*'],
  };
  if (kmsKeyArn === null) return [base];
  return [base, { Sid: 'DecryptSessions', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] }];
}
