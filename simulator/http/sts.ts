import { anyResource, type QueryOperation } from './operation.js';
import { xmlElement } from './xml.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The STS operation that says who is calling. It needs no permission. */
export function stsOperations(): Record<string, QueryOperation> {
  return {
    GetCallerIdentity: {
      resource: anyResource,
      run: (_params, { accountId, userName, userId, requestId }) =>
        xmlElement(
          'GetCallerIdentityResponse',
          {
            GetCallerIdentityResult: {
              Arn: `arn:aws:iam::${accountId}:user/${userName}`,
              UserId: userId,
              Account: accountId,
            },
            ResponseMetadata: { RequestId: requestId },
          },
          NAMESPACE,
        ),
    },
  };
}
