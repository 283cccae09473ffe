import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';

/**
 * What an instance has written to its console (GetConsoleOutput, at most 64 KB of it); empty while there is nothing,
 * as in the first minutes of an instance.
 *
 * @throws ProblemError, such as `aws.access-denied`
 */
export async function consoleOutput(clients: Clients, instanceId: string): Promise<string> {
  const { Output = '' } = await awsCall(clients, 'ec2:GetConsoleOutput', (options) =>
    clients.ec2.send(new GetConsoleOutputCommand({ InstanceId: instanceId }), options),
  );
  return Buffer.from(Output, 'base64').toString('utf8');
}
