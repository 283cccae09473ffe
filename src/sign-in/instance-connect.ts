import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { utils } from 'ssh2';
import { problem, ProblemError } from '../shared/problem.js';
import { awsCall } from '../aws/call.js';
import type { Clients } from '../aws/clients.js';

/** Codes of SendSSHPublicKey that are about the instance, not about the caller (API reference). */
const REFUSALS = /EC2Instance(NotFound|StateInvalid|TypeInvalid|Unavailable)|InvalidArgs|SerialConsole/;

/**
 * Makes a key and has EC2 Instance Connect let it in for one user of an instance, for 60 s. The key is in memory only.
 *
 * @param node its id, and its name for words
 * @returns the private key in OpenSSH's format; the caller wipes it
 * @throws ProblemError `instance-connect.hybrid`, `instance-connect.failed`, or AWS's own such as `aws.access-denied`
 */
export async function pushKey(
  clients: Clients,
  node: { readonly id: string; readonly label: string },
  user: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!node.id.startsWith('i-'))
    throw new ProblemError(
      problem('instance-connect.hybrid', { node: node.label }, { remedies: ['change-sign-in'] }),
    );
  const pair = utils.generateKeyPairSync('ed25519');
  const command = new SendSSHPublicKeyCommand({
    InstanceId: node.id,
    InstanceOSUser: user,
    SSHPublicKey: pair.public,
  });
  try {
    await awsCall(
      clients,
      'ec2-instance-connect:SendSSHPublicKey',
      (options) => clients.instanceConnect.send(command, options),
      node.label,
    );
  } catch (error) {
    throw refusal(error, node.label);
  }
  return new TextEncoder().encode(pair.private) as Uint8Array<ArrayBuffer>;
}

function refusal(error: unknown, node: string): unknown {
  if (!(error instanceof ProblemError) || error.problem.code !== 'aws.refused') return error;
  const { details, params } = error.problem;
  if (!REFUSALS.test(String(params.error))) return error;
  return new ProblemError(
    problem('instance-connect.failed', { node }, { details, remedies: ['retry', 'change-sign-in'] }),
  );
}
