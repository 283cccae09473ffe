import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { inspectKey } from '../../src/keys/key-file.js';
import { octal } from '../../src/keys/permissions.js';
import { MadeKeys } from '../support/made-keys.js';

const run = promisify(execFile);
/** ssh takes no more than 100 (readconf.h, SSH_MAX_IDENTITY_FILES). */
const KEYS_AT_ONCE = 64;

let keys: MadeKeys;
let sshd: RunningSshd;

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-modes-')));
  const path = await keys.keygen('for-ssh', '-t', 'ed25519');
  sshd = await startSshd({
    user: 'ec2-user',
    authorizedKeys: [await keys.publicLine(path)],
    extraConfig: [`MaxAuthTries ${KEYS_AT_ONCE * 2}`],
  });
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

/** Signs in with `ssh` by key files that the server knows: those that ssh refuses, up to the one that it uses. */
async function signIn(paths: readonly string[]): Promise<{ refused: string[]; isIn: boolean }> {
  const identities = paths.flatMap((path) => ['-i', path]);
  const options = ['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none'];
  const trust = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const target = ['-p', String(sshd.port), `${sshd.user}@127.0.0.1`, 'true'];
  const { stderr, isIn } = await run('ssh', [
    '-F',
    'none',
    ...identities,
    ...options,
    ...trust,
    ...target,
  ]).then(
    (ended) => ({ ...ended, isIn: true }),
    (error: unknown) => ({ ...(error as { stderr: string }), isIn: false }),
  );
  return { refused: [...stderr.matchAll(/^Load key "(.+)": /gm)].map(([, path]) => path!), isIn };
}

describe('our verdict of one’s own key file is OpenSSH’s', () => {
  it('for each mode from 0000 to 0777, as ssh signs in with it or does not', async () => {
    const modes = Array.from({ length: 0o1000 }, (_, mode) => octal(mode));
    const pathOf = (mode: string): string => keys.at(`mode-${mode}`);
    const ours: string[] = [];
    for (const mode of modes) {
      await copyFile(keys.at('for-ssh'), pathOf(mode));
      await chmod(pathOf(mode), Number.parseInt(mode, 8));
      if (await accepts(pathOf(mode))) ours.push(mode);
    }
    const theirs: string[] = [];
    for (let left = modes; left.length > 0;) {
      const tried = left.slice(0, KEYS_AT_ONCE);
      const { refused, isIn } = await signIn(tried.map(pathOf));
      expect(refused).toEqual(tried.slice(0, isIn ? refused.length : undefined).map(pathOf));
      theirs.push(...tried.slice(refused.length, refused.length + 1));
      left = left.slice(refused.length + (isIn ? 1 : 0));
    }
    expect(ours).toEqual(theirs);
    // Owner bits alone are never refused; root can read what it owns whatever the mode.
    const readable = ['0400', '0500', '0600', '0700'];
    const root = userInfo().uid === 0 ? ['0000', '0100', '0200', '0300'] : [];
    expect(ours).toEqual([...root, ...readable]);
  });
});
