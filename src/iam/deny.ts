import { sshDocumentArn } from './allow.js';
import type { Statement } from './policy.js';

export type DenySid = 'DenySsh';

/**
 * Forbids SSH through Session Manager, whatever else allows it; shells without SSH stay as they are. From “Allow and
 * control permissions for SSH connections through Session Manager”.
 *
 * @param partition such as `aws`
 */
export function denyStatements(partition: string): (Statement & { readonly Sid: DenySid })[] {
  return [
    { Sid: 'DenySsh', Effect: 'Deny', Action: ['ssm:StartSession'], Resource: [sshDocumentArn(partition)] },
  ];
}
