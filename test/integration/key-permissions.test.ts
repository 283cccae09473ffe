import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { inspectKey } from '../../src/keys/key-file.js';
import { octal } from '../../src/keys/permissions.js';
import { MadeKeys } from '../support/made-keys.js';

const run = promisify(execFile);
/** Processes at a time. */
const WORKERS = 4;

let keys: MadeKeys;
let sshd: RunningSshd;

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-modes-')));
  const path = await keys.keygen('for-ssh', '-t', 'ed25519');
  sshd = await startSshd({ user: 'ec2-user', authorizedKeys: [await keys.publicLine(path)] });
});
afterAll(async () => {
  await sshd.close();
  await rm(keys.folder, { recursive: true, force: true });
});

/** Whether we would use the key as it is. */
const accepts = async (path: string): Promise<boolean> => {
  try {
    return (await inspectKey(path)).problem === null;
  } catch {
    // Without the right to read one's own file there is nothing to judge.
    return false;
  }
};

describe('our verdict of one’s own key file is OpenSSH’s', () => {
  it('for each mode from 0000 to 0777, as ssh-keygen judges it by the same function', async () => {
    const modes = Array.from({ length: 0o1000 }, (_, mode) => mode);
    const verdicts = new Map<string, [boolean, boolean]>();
    await Promise.all(
      Array.from({ length: WORKERS }, async (_, worker) => {
        const path = await keys.keygen(`worker-${worker}`, '-t', 'ed25519');
        for (let mode = modes.pop(); mode !== undefined; mode = modes.pop()) {
          await chmod(path, mode);
          const theirs = await run('ssh-keygen', ['-y', '-P', '', '-f', path]).then(
            () => true,
            () => false,
          );
          verdicts.set(octal(mode), [await accepts(path), theirs]);
        }
      }),
    );
    expect(verdicts.size).toBe(512);
    expect([...verdicts].filter(([, [ours, theirs]]) => ours !== theirs)).toEqual([]);
    // Owner bits alone are never refused; root can read what it owns whatever the mode.
    const accepted = [...verdicts].filter(([, [ours]]) => ours).map(([mode]) => mode);
    const readable = ['0400', '0500', '0600', '0700'];
    const root = userInfo().uid === 0 ? ['0000', '0100', '0200', '0300'] : [];
    expect(accepted.sort()).toEqual([...root, ...readable]);
  });

  it('for a sample of modes, as ssh itself signs in or does not', async () => {
    const path = keys.at('for-ssh');
    for (const mode of [0o400, 0o600, 0o700, 0o604, 0o640, 0o601, 0o610, 0o602, 0o644, 0o666]) {
      await chmod(path, mode);
      const options = ['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none'];
      const trust = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
      const target = ['-p', String(sshd.port), `${sshd.user}@127.0.0.1`, 'true'];
      const theirs = await run('ssh', ['-F', 'none', '-i', path, ...options, ...trust, ...target]).then(
        () => true,
        () => false,
      );
      expect(await accepts(path), octal(mode)).toBe(theirs);
    }
  });
});
