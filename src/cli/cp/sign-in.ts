import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SignIn } from '../../shared/contract/index.js';
import { SettingsStore } from '../../settings/settings.js';
import { knownSignIn } from '../../sign-in/known.js';
import { sshConfigFor } from '../../sign-in/ssh-config.js';
import { UsageError } from '../command.js';
import { settingsFile } from '../data-folder.js';
import { lastList } from '../last-list.js';
import type { FoundNode } from '../target.js';

/** The files that OpenSSH tries where nothing is configured, those that are still made today first. */
const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

interface Asked {
  readonly user: string | null;
  /** A private key file. */
  readonly identity: string | null;
}

/**
 * How to sign in to a node: as asked, else as the app's settings say of this node, its key pair or a tag, else as
 * ~/.ssh/config does, else with the first of the usual key files, else with a password.
 *
 * @throws UsageError when nobody knows the user
 */
export async function chooseSignIn(
  { place, target, node }: FoundNode,
  asked: Asked,
  env: NodeJS.ProcessEnv,
): Promise<SignIn> {
  const settings = await SettingsStore.load(settingsFile(env));
  const known = node ?? (await lastList(place))?.nodes.find(({ id }) => id === target.id);
  const saved = knownSignIn(settings.value, target.id, known)?.signIn;
  const configured = await sshConfigFor(
    known ?? { id: target.id, name: '', privateIp: null },
    join(homedir(), '.ssh', 'config'),
    asked.user ?? saved?.user,
    env,
  );
  const user = asked.user ?? saved?.user ?? configured.user;
  if (user === null) throw new UsageError(`say as whom, such as ec2-user@${target.label}:`);
  const identity =
    asked.identity === null
      ? (saved?.identity ?? configured.identity ?? (await usualIdentity()))
      : { kind: 'key-file' as const, path: resolve(asked.identity) };
  const port = saved?.port ?? configured.port ?? undefined;
  return { user, identity, ...(port === undefined ? {} : { port }) };
}

async function usualIdentity(): Promise<SignIn['identity']> {
  for (const name of DEFAULT_KEYS) {
    const path = join(homedir(), '.ssh', name);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return { kind: 'key-file', path };
  }
  return { kind: 'password' };
}
