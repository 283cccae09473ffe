import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { utils } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectKey, loadKey, mendKey } from './key-file.js';
import { suggestKeys } from './suggestions.js';

const run = promisify(execFile);
const FIXTURES = join(
  dirname(createRequire(import.meta.url).resolve('ssh2/package.json')),
  'test',
  'fixtures',
);

let folder: string;
const at = (name: string): string => join(folder, name);

/** ssh-keygen is the oracle: it makes the keys and says what they are. */
async function keygen(name: string, ...options: string[]): Promise<string> {
  await run('ssh-keygen', ['-q', '-N', '', '-C', `${name} comment`, '-f', at(name), ...options]);
  return at(name);
}

async function fingerprintByKeygen(path: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-l', '-f', path]);
  return stdout.split(' ')[1] ?? '';
}

async function write(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
  await writeFile(at(name), content, { mode });
  return at(name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a private key file', () => {
  it.each([
    ['ed25519', ['-t', 'ed25519'], 'OpenSSH', 'ssh-ed25519'],
    ['rsa', ['-t', 'rsa', '-b', '2048'], 'OpenSSH', 'ssh-rsa'],
    ['ecdsa', ['-t', 'ecdsa', '-b', '384'], 'OpenSSH', 'ecdsa-sha2-nistp384'],
    ['rsa-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'PKCS#1', 'ssh-rsa'],
    ['rsa-pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], 'PKCS#8', 'ssh-rsa'],
    ['ecdsa-pem', ['-t', 'ecdsa', '-b', '256', '-m', 'PEM'], 'SEC1', 'ecdsa-sha2-nistp256'],
    ['ecdsa-pkcs8', ['-t', 'ecdsa', '-b', '521', '-m', 'PKCS8'], 'PKCS#8', 'ecdsa-sha2-nistp521'],
  ])('%s is told as ssh-keygen tells it, and can sign in', async (name, options, format, type) => {
    const path = await keygen(name, ...options);
    const key = await inspectKey(path);
    expect(key).toMatchObject({ path, name, format, type, encrypted: false, mode: '0600', problem: null });
    expect(key.fingerprint).toBe(await fingerprintByKeygen(path));
    if (format === 'OpenSSH') expect(key.comment).toBe(`${name} comment`);
    await expectUsable(path);
  });

  it('may be Ed25519 as openssl writes it, which ssh2 does not read itself', async () => {
    const path = at('ed25519-openssl.pem');
    await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path]);
    await chmod(path, 0o600);
    expect(await inspectKey(path)).toMatchObject({ format: 'PKCS#8', type: 'ssh-ed25519', problem: null });
    await expectUsable(path);
    const { stdout } = await run('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER'], {
      encoding: 'buffer',
    });
    const { privateKey } = await loadKey(path);
    const parsed = utils.parseKey(Buffer.from(privateKey));
    expect((parsed as { getPublicSSH(): Buffer }).getPublicSSH().subarray(-32)).toEqual(stdout.subarray(-32));
  });

  it('may be PuTTY’s', async () => {
    const path = at('id_rsa.ppk');
    await copyFile(join(FIXTURES, 'id_rsa.ppk'), path);
    await chmod(path, 0o600);
    expect(await inspectKey(path)).toMatchObject({
      format: 'PPK',
      type: 'ssh-rsa',
      encrypted: false,
      problem: null,
    });
    await expectUsable(path);
  });

  it('of PuTTY’s newest format is told, and that it cannot be used', async () => {
    const text = await readFile(join(FIXTURES, 'id_rsa.ppk'), 'utf8');
    const path = await write('v3.ppk', text.replace('User-Key-File-2', 'User-Key-File-3'));
    expect(await inspectKey(path)).toMatchObject({ type: 'ssh-rsa', problem: { code: 'key.unsupported' } });
  });

  it('may have Windows line ends, a byte-order mark, and a certificate before it', async () => {
    const plain = await readFile(await keygen('crlf', '-t', 'ed25519'), 'utf8');
    await expectUsable(await write('crlf-key', `\uFEFF${plain.replaceAll('\n', '\r\n')}\r\n`));
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    await expectUsable(await write('with-certificate', certificate + plain));
  });

  it('with a passphrase tells what is in the clear, and asks for nothing yet', async () => {
    for (const [name, options, type] of [
      ['enc-openssh', ['-t', 'ed25519'], 'ssh-ed25519'],
      ['enc-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'ssh-rsa'],
      ['enc-pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], null],
    ] as const) {
      await run('ssh-keygen', ['-q', '-N', 'secret', '-f', at(name), ...options]);
      const key = await inspectKey(at(name));
      expect(key).toMatchObject({ encrypted: true, type, problem: { code: 'key.encrypted' } });
      expect(key.fingerprint).toBe(
        name === 'enc-openssh' ? await fingerprintByKeygen(at(`${name}.pub`)) : null,
      );
      await expect(loadKey(at(name))).rejects.toMatchObject({ problem: { code: 'key.encrypted' } });
    }
  });

  it('is refused when others may read it, before anything else is said of it', async () => {
    const path = await keygen('open', '-t', 'ed25519');
    await chmod(path, 0o644);
    const link = at('link');
    await symlink(path, link);
    for (const each of [path, link]) {
      expect(await inspectKey(each)).toMatchObject({
        mode: '0644',
        problem: {
          code: 'key.too-open',
          params: { path: each, mode: '0644' },
          remedies: ['mend-key', 'choose-key'],
        },
      });
    }
    await expect(loadKey(path)).rejects.toMatchObject({ problem: { code: 'key.too-open' } });
    expect(await mendKey(link)).toMatchObject({ mode: '0400', problem: null });
    expect((await stat(path)).mode & 0o777).toBe(0o400);
    await expectUsable(path);
  });
});

/** The key as it goes to a connection must sign what its public half verifies. */
async function expectUsable(path: string): Promise<void> {
  const { privateKey, file } = await loadKey(path);
  const parsed = utils.parseKey(Buffer.from(privateKey));
  if (parsed instanceof Error) throw parsed;
  expect(parsed.isPrivateKey()).toBe(true);
  const signature = parsed.sign('data');
  expect(parsed.verify('data', signature)).toBe(true);
  expect(file.type).toBe(parsed.type);
}

describe('a file that is no private key', () => {
  it.each([
    ['key.public', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq me\n'],
    ['key.public', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n'],
    ['key.public', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n'],
    ['key.certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
    ['key.certificate', 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5 me\n'],
    ['key.not-a-key', 'hello'],
    ['key.not-a-key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN RSA PRIVATE KEY-----\ncut off'],
    ['key.not-a-key', 'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n'],
    ['key.empty', ' \n'],
    ['key.empty', ''],
  ])('is %s: %j', async (code, content) => {
    const path = await write('wrong', content);
    await expect(inspectKey(path)).rejects.toMatchObject({
      problem: { code, params: { path }, remedies: ['choose-key'] },
    });
  });

  it('is missing, a folder, or too large to be read at all', async () => {
    await mkdir(at('folder'));
    const large = await write('large', Buffer.alloc(1024 * 1024 + 1, 0x41));
    for (const [path, code] of [
      [at('nothing'), 'key.missing'],
      [join(large, 'below'), 'key.missing'],
      [at('folder'), 'key.directory'],
      [large, 'key.too-large'],
      ['/dev/null', 'key.not-a-key'],
    ] as const)
      await expect(inspectKey(path)).rejects.toMatchObject({ problem: { code } });
  });

  it.skipIf(process.getuid?.() === 0)('cannot be read', async () => {
    const path = await write('unreadable', 'x', 0o000);
    await expect(inspectKey(path)).rejects.toMatchObject({ problem: { code: 'key.unreadable' } });
  });

  it('is not touched by mending', async () => {
    const path = await write('notes.txt', 'hello', 0o644);
    await expect(mendKey(path)).rejects.toMatchObject({ problem: { code: 'key.not-a-key' } });
    expect((await stat(path)).mode & 0o777).toBe(0o644);
  });

  it('of a kind that servers no longer take is unsupported', async () => {
    const path = at('dsa');
    await copyFile(join(FIXTURES, 'id_dsa'), path);
    await chmod(path, 0o600);
    expect((await inspectKey(path)).problem?.code).toBe('key.unsupported');
  });
});

describe('suggestions', () => {
  it('are the keys used before, then those in the folder, without what is no key', async () => {
    const ssh = at('dot-ssh');
    await mkdir(ssh);
    await Promise.all([keygen('dot-ssh/b', '-t', 'ed25519'), keygen('dot-ssh/a', '-t', 'ed25519')]);
    await Promise.all([
      write('dot-ssh/config', 'Host *\n'),
      write('dot-ssh/known_hosts', ''),
      write('dot-ssh/notes', 'hello'),
    ]);
    const elsewhere = await keygen('elsewhere', '-t', 'ed25519');
    const keys = await suggestKeys([elsewhere, at('gone'), join(ssh, 'b')], ssh);
    expect(keys.map(({ path }) => path)).toEqual([elsewhere, join(ssh, 'b'), join(ssh, 'a')]);
  });

  it('are none where there is no such folder', async () => {
    expect(await suggestKeys([], at('no-such-folder'))).toEqual([]);
  });
});
