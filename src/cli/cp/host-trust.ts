import { join } from 'node:path';
import { consoleOutput } from '../../aws/console-output.js';
import { ConsoleKeys } from '../../host-keys/console.js';
import type { HostIdentity, HostKey } from '../../host-keys/host-identity.js';
import { HostKeys, type Verified } from '../../host-keys/host-keys.js';
import { PinFile } from '../../host-keys/pin-file.js';
import { defaultKnownHostsFiles, UserKnownHosts } from '../../host-keys/user-known-hosts.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fingerprintOf } from '../../ssh/public-key.js';
import { askAtTerminal } from '../ask.js';
import type { Place } from '../aws/place.js';
import { dataFolder } from '../data-folder.js';
import { SILENT } from '../silent-log.js';

/** The app's host keys and the person's own, with a question at the first contact instead of trust. */
export class HostTrust {
  public readonly keys: HostKeys;
  private readonly asked = new Map<string, Promise<string | null>>();

  public constructor(place: Place) {
    this.keys = new HostKeys({
      pins: new PinFile(join(dataFolder(place.env), 'known_hosts')),
      user: new UserKnownHosts(defaultKnownHostsFiles(), SILENT),
      console: new ConsoleKeys(async (nodeId) => consoleOutput(await place.clients(), nodeId), SILENT),
      changed: () => undefined,
    });
  }

  /**
   * Compares a key as the app does; one that nothing is known of is asked about first.
   *
   * @throws ProblemError as `HostKeys.verify`; `ssh.host-key-unknown` when nobody agrees to it
   */
  public async verify(host: HostIdentity, key: HostKey): Promise<Verified> {
    const { types, certificates } = await this.keys.expect(host);
    if (types.length === 0 && !certificates) await this.agree(host, key);
    return this.keys.verify(host, key);
  }

  private async agree(host: HostIdentity, key: HostKey): Promise<void> {
    const offered = fingerprintOf(Buffer.from(key.blob, 'base64'));
    const question =
      `Nothing is known of the host key of ${host.label}.\n` +
      `${key.type} key fingerprint is ${offered}.\nTrust it and go on (yes/no)? `;
    // Several connections to the same server begin at once: one question for all.
    const asking = this.asked.get(offered) ?? askAtTerminal(question, true);
    this.asked.set(offered, asking);
    if (/^yes$/i.test((await asking)?.trim() ?? '')) return;
    throw new ProblemError(problem('ssh.host-key-unknown', { node: host.label, offered }));
  }
}
