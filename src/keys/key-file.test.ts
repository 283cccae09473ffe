import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { utils } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MadeKeys, toldByKeygen } from '../../test/support/made-keys.js';
import { inspectKey, loadKey } from './key-file.js';
import { suggestKeys } from './suggestions.js';

const run = promisify(execFile);
const FIXTURES = join(
  dirname(createRequire(import.meta.url).resolve('ssh2/package.json')),
  'test',
  'fixtures',
);

let keys: MadeKeys;

beforeAll(async () => {
  keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-keys-')));
});
afterAll(() => rm(keys.folder, { recursive: true, force: true }));

/** The key as it goes to a connection must sign what the public key, as ssh-keygen wrote it, verifies. */
async function expectUsable(path: string, passphrase?: string, publicLine?: string): Promise<void> {
  const { privateKey, file } = await loadKey(path, passphrase);
  const parsed = utils.parseKey(Buffer.from(privateKey));
  if (parsed instanceof Error) throw parsed;
  expect(parsed.isPrivateKey()).toBe(true);
  const verifier = publicLine === undefined ? parsed : utils.parseKey(publicLine);
  if (verifier instanceof Error) throw verifier;
  expect(verifier.verify('data', parsed.sign('data'))).toBe(true);
  expect(file.type).toBe(parsed.type);
}

// Making RSA keys takes seconds on a busy machine.
describe('a private key file', { timeout: 30_000 }, () => {
  it.each([
    ['ed25519', ['-t', 'ed25519'], 'OpenSSH', 'ssh-ed25519'],
    ['rsa', ['-t', 'rsa', '-b', '2048'], 'OpenSSH', 'ssh-rsa'],
    ['ecdsa', ['-t', 'ecdsa', '-b', '384'], 'OpenSSH', 'ecdsa-sha2-nistp384'],
    ['rsa-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'PKCS#1', 'ssh-rsa'],
    ['rsa-pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], 'PKCS#8', 'ssh-rsa'],
    ['ecdsa-pem', ['-t', 'ecdsa', '-b', '256', '-m', 'PEM'], 'SEC1', 'ecdsa-sha2-nistp256'],
    ['ecdsa-pkcs8', ['-t', 'ecdsa', '-b', '521', '-m', 'PKCS8'], 'PKCS#8', 'ecdsa-sha2-nistp521'],
  ])('%s is told as ssh-keygen tells it, and can sign in', async (name, options, format, type) => {
    const path = await keys.keygen(name, ...options);
    const key = await inspectKey(path);
    expect(key).toMatchObject({ path, name, format, type, encrypted: false, mode: '0600', problem: null });
    expect(key).toMatchObject(await toldByKeygen(path));
    expect(key.fingerprintMd5).toBe((await toldByKeygen(path, 'md5')).fingerprint);
    if (format === 'OpenSSH') expect(key.comment).toBe(`${name} comment`);
    await expectUsable(path, undefined, await keys.publicLine(path));
  });

  it('may be Ed25519 as openssl writes it, which ssh2 does not read itself', async () => {
    const path = await keys.openssl('ed25519-openssl.pem', 'genpkey', '-algorithm', 'ed25519');
    expect(await inspectKey(path)).toMatchObject({ format: 'PKCS#8', type: 'ssh-ed25519', problem: null });
    await expectUsable(path);
    const { stdout } = await run('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER'], {
      encoding: 'buffer',
    });
    const { privateKey } = await loadKey(path);
    const parsed = utils.parseKey(Buffer.from(privateKey));
    expect((parsed as { getPublicSSH(): Buffer }).getPublicSSH().subarray(-32)).toEqual(stdout.subarray(-32));
  });

  it.each([
    ['rsa', '2048'],
    ['ecdsa', '256'],
    ['ecdsa', '521'],
    ['ed25519', '256'],
  ])('may be PuTTY’s, of both versions, with and without a passphrase: %s %s', async (type, bits) => {
    const source = await keys.keygen(`putty-${type}-${bits}`, '-t', type, '-b', bits);
    const told = await toldByKeygen(source);
    for (const version of [2, 3] as const) {
      for (const passphrase of ['geheim-비밀', '']) {
        // Little memory and few passes, for the time that the tests take; the next test has puttygen's own.
        const parameters = version === 3 ? ['memory=256', 'passes=2'] : [];
        const name = `${type}-${bits}-v${version}-${passphrase.length}.ppk`;
        const path = await keys.puttygen(source, name, version, passphrase, parameters);
        expect(await inspectKey(path)).toMatchObject({
          format: `PPK v${version}`,
          comment: `putty-${type}-${bits} comment`,
          encrypted: passphrase !== '',
          problem: null,
          ...told,
        });
        await expectUsable(path, passphrase, await keys.publicLine(source));
        if (passphrase === '') continue;
        await expect(loadKey(path, 'another')).rejects.toMatchObject({
          problem: { code: 'key.passphrase-wrong', params: { path } },
        });
      }
    }
  });

  it('may be PuTTY’s, locked just as puttygen does it unasked', async () => {
    const source = await keys.keygen('putty-default', '-t', 'ed25519');
    const path = await keys.puttygen(source, 'putty-default.ppk', 3, 'secret');
    await expectUsable(path, 'secret', await keys.publicLine(source));
  });

  it.each(['argon2i', 'argon2d'])('may be PuTTY’s, locked with %s in several lanes', async (variant) => {
    const source = await keys.keygen(`for-${variant}`, '-t', 'ed25519');
    const parameters = [`kdf=${variant}`, 'memory=1024', 'passes=3', 'parallelism=3'];
    const path = await keys.puttygen(source, `${variant}.ppk`, 3, 'secret', parameters);
    await expectUsable(path, 'secret', await keys.publicLine(source));
  });

  it('of PuTTY’s that was tampered with is none, and one that would take minutes to unlock is not tried', async () => {
    const source = await keys.keygen('tampered', '-t', 'ed25519');
    const text = await readFile(await keys.puttygen(source, 'plain.ppk', 3), 'utf8');
    const tampered = await keys.write('tampered.ppk', text.replace('tampered comment', 'another comment'));
    await expect(inspectKey(tampered)).rejects.toMatchObject({ problem: { code: 'key.not-a-key' } });
    const locked = await readFile(await keys.puttygen(source, 'locked.ppk', 3, 'x', ['passes=1']), 'utf8');
    const slow = await keys.write('slow.ppk', locked.replace('Argon2-Passes: 1', 'Argon2-Passes: 99999999'));
    await expect(loadKey(slow, 'x')).rejects.toMatchObject({ problem: { code: 'key.unsupported' } });
  });

  it('may have Windows line ends, a byte-order mark, UTF-16, and a certificate before it', async () => {
    const plain = await readFile(await keys.keygen('crlf', '-t', 'ed25519'), 'utf8');
    const windows = plain.replaceAll('\n', '\r\n');
    await expectUsable(await keys.write('crlf-key', `\uFEFF${windows}\r\n`));
    await expectUsable(await keys.write('utf16le', Buffer.from(`\uFEFF${windows}`, 'utf16le')));
    await expectUsable(await keys.write('utf16be', Buffer.from(`\uFEFF${windows}`, 'utf16le').swap16()));
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    await expectUsable(await keys.write('with-certificate', certificate + plain));
  });

  it('of PuTTY’s may have a comment in a Windows code page', async () => {
    const source = await keys.keygen('code-page', '-t', 'ed25519', '-C', 'caf\u00e9');
    const path = await keys.puttygen(source, 'code-page.ppk', 2);
    // puttygen signs the bytes of the comment, whatever they mean: é in Windows-1252 is one byte.
    await run('puttygen', [
      path,
      '-o',
      path,
      '-O',
      'private',
      '-C',
      Buffer.from('caf\u00e9').toString('utf8'),
    ]);
    await chmod(path, 0o600);
    await expectUsable(path);
  });

  it.each([
    ['openssh', ['-t', 'ed25519', '-a', '2'], 'ssh-ed25519'],
    ['openssh-gcm', ['-t', 'ecdsa', '-a', '2', '-Z', 'aes256-gcm@openssh.com'], 'ecdsa-sha2-nistp256'],
    ['openssh-3des', ['-t', 'rsa', '-b', '2048', '-a', '2', '-Z', '3des-cbc'], 'ssh-rsa'],
    ['pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'ssh-rsa'],
    ['sec1', ['-t', 'ecdsa', '-m', 'PEM'], 'ecdsa-sha2-nistp256'],
    ['pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], 'ssh-rsa'],
  ])('with a passphrase (%s) can be picked, and is unlocked with it alone', async (name, options, type) => {
    const path = await keys.keygen(`enc-${name}`, ...options, '-N', 'se cret');
    const told = await toldByKeygen(`${path}.pub`);
    // The .pub beside it tells what a locked PEM does not.
    expect(await inspectKey(path)).toMatchObject({ encrypted: true, type, problem: null, ...told });
    const publicLine = await keys.publicLine(path);
    await rename(`${path}.pub`, `${path}.elsewhere`);
    const alone = await inspectKey(path);
    expect(alone.fingerprint).toBe(name.startsWith('openssh') ? told.fingerprint : null);
    await expect(loadKey(path)).rejects.toMatchObject({ problem: { code: 'key.encrypted' } });
    for (const wrong of ['', 'se cret ', 'x']) {
      await expect(loadKey(path, wrong)).rejects.toMatchObject({ problem: { code: 'key.passphrase-wrong' } });
    }
    await expectUsable(path, 'se cret', publicLine);
    expect((await loadKey(path, 'se cret')).file).toMatchObject({ encrypted: true, type, ...told });
  });

  it('locked by openssl in its older and newer ways is unlocked, or said to be unsupported', async () => {
    const plain = await keys.keygen('for-openssl', '-t', 'rsa', '-b', '2048', '-m', 'PEM');
    const publicLine = await keys.publicLine(plain);
    const pass = ['-passout', 'pass:secret'];
    for (const [name, ...args] of [
      ['des3.pem', 'rsa', '-traditional', '-des3'],
      ['aes128.pem', 'rsa', '-traditional', '-aes128'],
      ['aes256.pem', 'rsa', '-traditional', '-aes256'],
      ['pbes2-sha1.pem', 'pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'],
      ['pbes2-3des.pem', 'pkcs8', '-topk8', '-v2', 'des3'],
      ['pkcs12-3des.pem', 'pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES'],
    ] as const) {
      const path = await keys.openssl(name, ...args, '-in', plain, ...pass);
      await expectUsable(path, 'secret', publicLine);
      await expect(loadKey(path, 'wrong')).rejects.toMatchObject({
        problem: { code: 'key.passphrase-wrong' },
      });
    }
    for (const [name, ...args] of [
      ['scrypt.pem', 'pkcs8', '-topk8', '-scrypt'],
      // Node's own OpenSSL would do this one; Electron's BoringSSL does not.
      ['pbes2-sha512.pem', 'pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512'],
      ['camellia.pem', 'rsa', '-traditional', '-camellia256'],
    ] as const) {
      const path = await keys.openssl(name, ...args, '-in', plain, ...pass);
      expect((await inspectKey(path)).problem).toMatchObject({ code: 'key.unsupported' });
      await expect(loadKey(path, 'secret')).rejects.toMatchObject({ problem: { code: 'key.unsupported' } });
    }
  });

  it('locked with a cipher that Electron’s crypto has not got says how to lock it anew', async () => {
    const path = await keys.keygen(
      'chacha',
      '-t',
      'ed25519',
      '-N',
      'x',
      '-Z',
      'chacha20-poly1305@openssh.com',
    );
    expect((await inspectKey(path)).problem).toMatchObject({
      code: 'key.unsupported',
      details: 'chacha20-poly1305@openssh.com',
    });
  });

  it('brings the certificate beside it, with what that says, if it is for this key', async () => {
    const authority = await keys.keygen('authority', '-t', 'ed25519');
    const sign = (key: string, ...options: string[]) =>
      run('ssh-keygen', ['-q', '-s', authority, '-I', 'min @ office', ...options, `${key}.pub`]);
    for (const type of ['ed25519', 'rsa', 'ecdsa']) {
      const path = await keys.keygen(`certified-${type}`, '-t', type);
      await sign(path, '-n', 'ubuntu,ec2-user', '-z', '77', '-V', '20250102030405Z:20260102030405Z');
      const { stdout } = await run('ssh-keygen', ['-L', '-f', `${path}-cert.pub`]);
      expect(stdout).toContain('Serial: 77');
      expect((await inspectKey(path)).certificate).toEqual({
        keyId: 'min @ office',
        serial: '77',
        principals: ['ubuntu', 'ec2-user'],
        validAfter: Date.UTC(2025, 0, 2, 3, 4, 5),
        validBefore: Date.UTC(2026, 0, 2, 3, 4, 5),
      });
      const line = await readFile(`${path}-cert.pub`, 'utf8');
      const { certificate } = await loadKey(path);
      expect(Buffer.from(certificate ?? []).toString('base64')).toBe(line.split(' ')[1]);
    }
    const forEver = await keys.keygen('certified-for-ever', '-t', 'ed25519');
    await sign(forEver);
    expect((await inspectKey(forEver)).certificate).toMatchObject({
      principals: [],
      validAfter: null,
      validBefore: null,
    });
    const other = await keys.keygen('other-key', '-t', 'ed25519');
    await copyFile(`${forEver}-cert.pub`, `${other}-cert.pub`);
    expect(await inspectKey(other)).toMatchObject({ certificate: null });
    expect(await loadKey(other)).toMatchObject({ certificate: null });
    const host = await keys.keygen('a-host', '-t', 'ed25519');
    await sign(host, '-h');
    expect(await inspectKey(host)).toMatchObject({ certificate: null });
  });

  it('is refused when others may read it, by the target of a link as ssh does, and never loaded', async () => {
    const path = await keys.keygen('open', '-t', 'ed25519');
    await chmod(path, 0o644);
    const link = keys.at('link');
    await symlink(path, link);
    for (const [each, target] of [
      [path, null],
      [link, path],
    ] as const) {
      expect(await inspectKey(each)).toMatchObject({
        path: each,
        target,
        mode: '0644',
        others: [
          { who: 'group', name: '', may: ['read'] },
          { who: 'others', name: '', may: ['read'] },
        ],
        mendCommand: `chmod 400 ${each}`,
        problem: {
          code: 'key.too-open',
          params: { path: each, mode: '0644' },
          remedies: ['mend-key', 'choose-key'],
        },
      });
      await expect(loadKey(each)).rejects.toMatchObject({ problem: { code: 'key.too-open' } });
    }
    const locked = await keys.keygen('open-locked', '-t', 'ed25519', '-N', 'secret');
    await chmod(locked, 0o640);
    await expect(loadKey(locked, 'secret')).rejects.toMatchObject({ problem: { code: 'key.too-open' } });
  });
});

describe('a file that is no private key', () => {
  it.each([
    ['key.public', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIitbpskKeWmsdOav1wnWz7szrtv0/4wLUC2E4NHwOBq me\n'],
    ['key.public', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n'],
    ['key.public', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n'],
    ['key.certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
    ['key.certificate', 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5 me\n'],
    ['key.gpg', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYB\n-----END PGP PRIVATE KEY BLOCK-----\n'],
    ['key.not-a-key', 'hello'],
    ['key.not-a-key', '{"Version": 1, "AccessKeyId": "…"}'],
    ['key.not-a-key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['key.not-a-key', '-----BEGIN RSA PRIVATE KEY-----\ncut off'],
    ['key.not-a-key', 'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n'],
    ['key.not-a-key', 'PuTTY-User-Key-File-9: ssh-rsa\nEncryption: none\n'],
    ['key.empty', ' \n'],
    ['key.empty', ''],
  ])('is %s: %j', async (code, content) => {
    const path = await keys.write('wrong', content);
    await expect(inspectKey(path)).rejects.toMatchObject({
      problem: { code, params: { path }, remedies: ['choose-key'] },
    });
  });

  it('is what the tools make beside a key: its public half in PuTTY’s form, a certificate, a shortcut to it', async () => {
    const path = await keys.keygen('beside', '-t', 'rsa', '-b', '2048');
    await run('puttygen', [path, '-O', 'public', '-o', keys.at('ssh2.pub')]);
    const request = ['req', '-x509', '-key', path, '-subj', '/CN=x', '-days', '1'];
    await keys.keygen('beside-pem', '-t', 'rsa', '-b', '2048', '-m', 'PEM');
    await keys.openssl('x509.pem', ...request.map((each) => (each === path ? keys.at('beside-pem') : each)));
    // The first bytes of every .lnk file ([MS-SHLLINK] 2.1), written by hand.
    await keys.write('key.lnk', Buffer.from('4c0000000114020000000000c000000000000046', 'hex'));
    for (const [file, code] of [
      ['beside.pub', 'key.public'],
      ['ssh2.pub', 'key.public'],
      ['x509.pem', 'key.certificate'],
      ['key.lnk', 'key.shortcut'],
    ] as const)
      await expect(inspectKey(keys.at(file))).rejects.toMatchObject({ problem: { code } });
  });

  it('is missing, a folder, a link to nowhere, too large to be read, or nothing that may be opened', async () => {
    await mkdir(keys.at('folder'));
    const large = await keys.write('large', Buffer.alloc(10 * 1024 * 1024, 0x41));
    await symlink('gone', keys.at('dangling'));
    await symlink('folder', keys.at('to-folder'));
    await run('mkfifo', [keys.at('pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(keys.at('socket'), resolve));
    for (const [path, code] of [
      [keys.at('nothing'), 'key.missing'],
      [join(large, 'below'), 'key.missing'],
      [keys.at('folder'), 'key.directory'],
      [keys.at('to-folder'), 'key.directory'],
      [keys.at('dangling'), 'key.dangling-link'],
      [large, 'key.too-large'],
      [keys.at('pipe'), 'key.special'],
      [keys.at('socket'), 'key.special'],
      ['/dev/zero', 'key.special'],
    ] as const)
      await expect(inspectKey(path)).rejects.toMatchObject({ problem: { code } });
    await new Promise((resolve) => server.close(resolve));
  });

  it('says where a link to nowhere points', async () => {
    await symlink('/no/such/key', keys.at('dangling-2'));
    await expect(inspectKey(keys.at('dangling-2'))).rejects.toMatchObject({
      problem: { details: '/no/such/key' },
    });
  });

  it.skipIf(process.getuid?.() === 0)('cannot be read', async () => {
    const path = await keys.write('unreadable', 'x', 0o000);
    await expect(inspectKey(path)).rejects.toMatchObject({ problem: { code: 'key.unreadable' } });
  });

  it('of a kind that servers no longer take is unsupported', async () => {
    const path = keys.at('dsa');
    await copyFile(join(FIXTURES, 'id_dsa'), path);
    await chmod(path, 0o600);
    expect((await inspectKey(path)).problem?.code).toBe('key.unsupported');
  });
});

describe('suggestions', () => {
  it('are the keys used before, then those in the folder, without what is no key', async () => {
    const ssh = keys.at('dot-ssh');
    await mkdir(ssh);
    await Promise.all([
      keys.keygen('dot-ssh/b', '-t', 'ed25519'),
      keys.keygen('dot-ssh/a', '-t', 'ed25519'),
      writeFile(join(ssh, 'config'), 'Host *\n'),
      writeFile(join(ssh, 'known_hosts'), ''),
      writeFile(join(ssh, 'notes'), 'hello'),
    ]);
    await run('mkfifo', [join(ssh, 'agent-pipe'), join(ssh, 'control')]);
    const elsewhere = await keys.keygen('elsewhere', '-t', 'ed25519');
    const found = await suggestKeys([elsewhere, keys.at('gone'), join(ssh, 'b')], ssh);
    expect(found.map(({ path }) => path)).toEqual([elsewhere, join(ssh, 'b'), join(ssh, 'a')]);
  });

  it('are none where there is no such folder', async () => {
    expect(await suggestKeys([], keys.at('no-such-folder'))).toEqual([]);
  });
});
