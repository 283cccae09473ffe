import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';

/**
 * The account that the credentials belong to (STS GetCallerIdentity, which no policy can deny), or null where it
 * cannot be had: a listing does not fail for want of it.
 */
export async function accountIdOf(clients: Clients): Promise<string | null> {
  try {
    const credentials = await clients.credentials();
    if (credentials.accountId !== undefined) return credentials.accountId;
    const { Account } = await awsCall(clients, 'sts:GetCallerIdentity', (options) =>
      clients.sts.send(new GetCallerIdentityCommand(), options),
    );
    return Account ?? null;
  } catch {
    return null;
  }
}
