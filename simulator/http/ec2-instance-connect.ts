import { appendFile, readFile, writeFile } from 'node:fs/promises';
import type { Fleet } from '../fleet/node.js';
import { requiredString } from './json-params.js';
import type { JsonOperation, JsonParams, OperationContext } from './operation.js';
import { ServiceError } from './service-error.js';

/** A pushed key can be signed in with for so long (EC2 Instance Connect API reference). */
const KEY_LIFE_MS = 60_000;

/** EC2 Instance Connect: a public key for one user of one instance, for a minute. */
export class InstanceConnect {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly fleet: Fleet) {}

  operations(): Record<string, JsonOperation> {
    return {
      SendSSHPublicKey: {
        resource: (params, context) =>
          `arn:aws:ec2:${context.region}:${context.accountId}:instance/${String(params.InstanceId)}`,
        conditions: (params) => ({ 'ec2:osuser': String(params.InstanceOSUser) }),
        run: (params, context) => this.sendPublicKey(params, context),
      },
    };
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async sendPublicKey(params: JsonParams, context: OperationContext): Promise<object> {
    const instanceId = requiredString(params, 'InstanceId');
    const user = requiredString(params, 'InstanceOSUser');
    const key = requiredString(params, 'SSHPublicKey').trim();
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId))
      throw new ServiceError('InvalidArgsException', 'Invalid InstanceId');
    if (!/^(ssh-|ecdsa-)\S+ [A-Za-z0-9+/=]+/.test(key)) {
      throw new ServiceError('InvalidArgsException', 'SSHPublicKey is not a valid OpenSSH public key');
    }
    const node = this.fleet.get(instanceId);
    if (node?.resourceType !== 'EC2Instance') {
      throw new ServiceError('EC2InstanceNotFoundException', `Instance ${instanceId} not found`);
    }
    if ((node.state ?? 'running') !== 'running') {
      throw new ServiceError('EC2InstanceStateInvalidException', `Instance ${instanceId} is not running`);
    }
    const file = node.sshd?.instanceConnect;
    // A key for a user that the node does not have is taken all the same, and is of no use.
    if (file?.user === user) await this.keepForAMinute(file.keysFile, key);
    return { RequestId: context.requestId, Success: true };
  }

  private async keepForAMinute(file: string, key: string): Promise<void> {
    await appendFile(file, `${key}\n`);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // The file may be gone with its server by then.
      void removeLine(file, key).catch(() => undefined);
    }, KEY_LIFE_MS);
    timer.unref();
    this.timers.add(timer);
  }
}

/** Removes the first line that is this text. */
async function removeLine(file: string, text: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const index = lines.indexOf(text);
  if (index >= 0) lines.splice(index, 1);
  await writeFile(file, lines.join('\n'));
}
