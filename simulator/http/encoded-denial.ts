import { callerArn, type Ruling } from '../iam/iam.js';
import type { OperationContext } from './operation.js';
import { ServiceError } from './service-error.js';

/** EC2's denial whose reason only DecodeAuthorizationMessage can read. Here it is hidden from nobody, but as opaque. */
export function encodedDenial(
  context: OperationContext,
  action: string,
  resource: string,
  { decision }: Ruling,
): ServiceError {
  const decoded = {
    allowed: false,
    explicitDeny: decision === 'explicit-deny',
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: context.userId, name: context.userName, arn: callerArn(context) },
      action,
      resource,
      conditions: { items: [] },
    },
  };
  const encoded = Buffer.from(JSON.stringify(decoded)).toString('base64url');
  return new ServiceError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
    403,
  );
}

/** What is inside such a message; STS's error where that is not one. */
export function decodeDenial(encoded: string): string {
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  if (!text.startsWith('{"allowed":')) {
    throw new ServiceError('InvalidAuthorizationMessageException', 'Message cannot be decoded', 400);
  }
  return text;
}
