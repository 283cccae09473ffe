import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import ssh2, { type ParsedKey, type ServerHostKeyAlgorithm } from 'ssh2';
import { ALGORITHMS } from '../algorithms.js';
import { openSsh } from './open-ssh.js';

const CERTIFICATE = 'ssh-ed25519-cert-v01@openssh.com';

let folder: string;
const file = (name: string) => join(folder, name);
const keygen = (...args: string[]) => execFileSync('ssh-keygen', ['-q', ...args]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-host-certificates-'));
  for (const name of ['ca', 'host', 'thief']) keygen('-t', 'ed25519', '-N', '', '-f', file(name));
  keygen('-s', file('ca'), '-h', '-I', 'web-1', '-n', 'web-1', file('host.pub'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that shows the host's certificate, and signs with a key that may be another. */
async function serverSigningWith(keyName: string) {
  const [, blob = ''] = readFileSync(file('host-cert.pub'), 'utf8').split(' ');
  const key = ssh2.utils.parseKey(readFileSync(file(keyName))) as ParsedKey;
  Object.assign(key, { type: CERTIFICATE, getPublicSSH: () => Buffer.from(blob, 'base64') });
  const server = new ssh2.Server(
    { hostKeys: [{ key: key as unknown as Buffer, passphrase: '' }] },
    (client) => {
      client.on('authentication', (attempt) => attempt.accept());
      client.on('error', () => undefined);
      const protocol = (client as unknown as { _protocol: { _kex: unknown } })._protocol;
      let current: unknown;
      Object.defineProperty(protocol, '_kex', {
        get: () => current,
        set: (exchange: { negotiated: { serverHostKey: string }; finish(): unknown }) => {
          current = exchange;
          const finish = exchange.finish.bind(exchange);
          // As sshd: the signature has the name of the plain key's algorithm.
          exchange.finish = () => {
            exchange.negotiated.serverHostKey = 'ssh-ed25519';
            return finish();
          };
        },
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function signIn(keyName: string): Promise<void> {
  const server = await serverSigningWith(keyName);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const { client, ready } = openSsh(
    socket,
    {
      names: { node: 'web-1', user: 'ec2-user', key: '', port: 22, identity: 'password' },
      algorithms: { ...ALGORITHMS, serverHostKey: [CERTIFICATE as ServerHostKeyAlgorithm] },
    },
    () => Promise.resolve({ kind: 'password' }),
    { ask: () => Promise.resolve(null), passwordAccepted: () => undefined },
    () => Promise.resolve(),
  );
  try {
    await ready;
  } finally {
    client.on('error', () => undefined).end();
    server.close();
  }
}

it('a host certificate is taken from whoever has its key', async () => {
  await signIn('host');
});

it('a host certificate without its key proves nothing', async () => {
  await expect(signIn('thief')).rejects.toMatchObject({
    problem: { details: expect.stringContaining('signature verification failed') as string },
  });
});
