import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDemoHome } from './demo-home.js';
import { demoNodes, ED25519_KEY_NAME, RSA_KEY_NAME, type DemoNode } from './demo-nodes.js';
import type { SimulatedNode } from './node.js';
import { makeShell } from './shell.js';
import { amazonPrompt, debianPrompt, guardedDirectory, startSshd, type RunningSshd } from './sshd.js';
import { ed25519KeyPair, rsaKeyPair, type DemoKeyPair } from './ssh-keygen.js';

export type { DemoKeyPair } from './ssh-keygen.js';

export interface DemoFleet {
  nodes: SimulatedNode[];
  /** EC2 key pairs of the account, with their private key files. */
  keys: DemoKeyPair[];
  /** The one temporary directory that everything is in. */
  directory: string;
  /** The nodes with a real SSH server, and the user to sign in as. */
  servers: { node: SimulatedNode; sshd: RunningSshd }[];
  /** False where libnss_wrapper is missing and all servers know the present user only. */
  renamed: boolean;
  close(): Promise<void>;
}

/** Starts the SSH servers of the demo fleet, and makes the shells of its agents. They vanish with their files when this process ends, however it ends. */
export async function startDemoFleet(): Promise<DemoFleet> {
  const now = Date.now();
  const { path: directory, guard } = await guardedDirectory('sallyport-demo-fleet-');
  try {
    const keyDirectory = join(directory, 'keys');
    await mkdir(keyDirectory, { mode: 0o700 });
    const keys = await Promise.all([
      ed25519KeyPair(ED25519_KEY_NAME, keyDirectory),
      rsaKeyPair(RSA_KEY_NAME, keyDirectory),
    ]);
    const fleet = demoNodes(now);
    const servers = await Promise.all(
      fleet.filter(({ real }) => real).map((entry) => startServer(entry, keys, directory, now)),
    );
    await Promise.all(
      fleet.map(async ({ node }) => {
        if (node.platformType === 'Windows') return;
        node.shell = (await makeShell({ parent: directory, directoryName: node.instanceId })).program;
      }),
    );
    return {
      nodes: fleet.map(({ node }) => node),
      keys,
      directory,
      servers,
      renamed: servers.every(({ sshd }) => sshd.renamed),
      close: () => guard.finish(),
    };
  } catch (error) {
    await guard.finish();
    throw error;
  }
}

async function startServer(
  { node, user, prompt, app }: DemoNode,
  keys: readonly DemoKeyPair[],
  directory: string,
  now: number,
): Promise<{ node: SimulatedNode; sshd: RunningSshd }> {
  const name = node.name ?? node.instanceId;
  const authorized = keys.filter((key) => node.keyName === undefined || key.keyPairName === node.keyName);
  const sshd = await startSshd({
    parent: directory,
    directoryName: node.instanceId,
    user,
    authorizedKeys: authorized.map((key) => key.publicKey),
    prompt: prompt === 'amazon' ? amazonPrompt(user, name) : debianPrompt(user, name),
    motd: `\n  ${node.platformName} ${node.platformVersion} · ${name} · ${app}\n\n`,
  });
  await writeDemoHome(sshd.home, name, now);
  node.sshd = {
    port: sshd.port,
    hostKeys: sshd.hostKeys,
    instanceConnect: { user: sshd.user, keysFile: sshd.instanceConnectKeysFile },
  };
  return { node, sshd };
}
