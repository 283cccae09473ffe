import type { KeyFile } from '../../shared/contract/index.js';

/** A private key file that can be used, but for what is given. */
export const makeKeyFile = (name: string, given: Partial<KeyFile> = {}): KeyFile => ({
  path: `/home/min/keys/${name}`,
  name,
  format: 'OpenSSH',
  type: 'ssh-ed25519',
  fingerprint: `SHA256:${name.padEnd(43, 'x')}`,
  fingerprintMd5: 'MD5:aa:bb',
  bits: 256,
  target: null,
  certificate: null,
  comment: '',
  encrypted: false,
  mode: '0600',
  others: [],
  mendCommand: null,
  problem: null,
  ...given,
});
