import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm';
import { awsCall } from '../../aws/call.js';
import type { Clients } from '../../aws/clients.js';
import type { Check } from '../../shared/contract/preflight.js';
import { problem } from '../../shared/problem.js';
import { failed, passed, unknown } from './verdicts.js';

/**
 * Whether the node's agent listens for sessions now: GetConnectionStatus, which starts none.
 *
 * @param node its name, for words
 */
export async function connectionCheck(clients: Clients, nodeId: string, node: string): Promise<Check> {
  try {
    const command = new GetConnectionStatusCommand({ Target: nodeId });
    const { Status } = await awsCall(
      clients,
      'ssm:GetConnectionStatus',
      (options) => clients.ssm.send(command, options),
      node,
    );
    if (Status === 'connected') return passed('connection');
    return failed(
      'connection',
      problem('node.not-connected', { node }, { remedies: ['show-node-help', 'show-node-role', 'retry'] }),
    );
  } catch (error) {
    return unknown('connection', error);
  }
}
