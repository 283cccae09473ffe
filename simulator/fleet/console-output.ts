import { createHash } from 'node:crypto';
import type { SimulatedNode } from './node.js';

/** What GetConsoleOutput shows of an instance. Undefined where nothing of it is kept. */
export function consoleOutput(node: SimulatedNode): string | undefined {
  if (node.consoleOutput !== undefined) return node.consoleOutput === '' ? undefined : node.consoleOutput;
  return firstBoot(node);
}

/** What an instance writes to its console at its first boot: cloud-init lists the host keys and their fingerprints. */
export function firstBoot(node: SimulatedNode): string | undefined {
  const keys = node.sshd?.hostKeys;
  if (keys === undefined) return undefined;
  const host = node.computerName.split('.', 1)[0] ?? '';
  const line = (text: string) => `[   14.213370] cloud-init[1604]: ${text}`;
  return [
    `[    0.000000] Linux version 6.1.134-152.225.amzn2023.x86_64 (${node.platformName} ${node.platformVersion})`,
    `[    0.000000] Command line: BOOT_IMAGE=(hd0,gpt1)/boot/vmlinuz root=UUID=5d5a3a5e ro console=tty0 console=ttyS0`,
    line(
      `Cloud-init v. 22.2.2 running 'modules:config' at ${node.launchTime.toUTCString()}. Up 13.91 seconds.`,
    ),
    'ci-info: no authorized SSH keys fingerprints found for user root.',
    '<14>cloud-init: #############################################################',
    '<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...keys.map((key) => `<14>cloud-init: ${fingerprintLine(key, host)}`),
    '<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
    '<14>cloud-init: #############################################################',
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys,
    '-----END SSH HOST KEY KEYS-----',
    line('Cloud-init v. 22.2.2 finished. Datasource DataSourceEc2. Up 14.21 seconds'),
    '',
    `${host} login: `,
  ].join('\r\n');
}

/** As `ssh-keygen -l` prints a public key: bits, SHA-256 fingerprint, comment, type. */
function fingerprintLine(publicKey: string, host: string): string {
  const [type = '', blob = ''] = publicKey.split(' ');
  const fingerprint = createHash('sha256')
    .update(Buffer.from(blob, 'base64'))
    .digest('base64')
    .replace(/=+$/, '');
  const [bits, name] =
    type === 'ssh-rsa' ? [3072, 'RSA'] : type === 'ssh-ed25519' ? [256, 'ED25519'] : [256, 'ECDSA'];
  return `${bits} SHA256:${fingerprint} root@${host} (${name})`;
}
