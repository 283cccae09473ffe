import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyFile } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../test-support/nodes.js';
import { click, find, press, render, type } from '../test-support/render.js';
import { ConnectSheet } from './ConnectSheet.js';

const node = makeNode({ id: 'i-0a', name: 'web-1', keyPair: 'prod' });
const key = (name: string, given: Partial<KeyFile> = {}): KeyFile => ({
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
const tooOpen = key('open.pem', { mode: '0644', problem: problem('key.too-open', { mode: '0644' }) });
const mended = { ...tooOpen, mode: '0400', problem: null };

const onSubmit = vi.fn();
const onClose = vi.fn();

const draw = (suggestedKeys: KeyFile[], suggestedUser: string | null = 'ubuntu') =>
  render(
    <ConnectSheet
      node={node}
      resolved={{ signIn: null, from: null, suggestedUser, suggestedKeys }}
      purpose="connect"
      onSubmit={onSubmit}
      onClose={onClose}
    />,
  );
const connect = () => find('button[type="submit"]') as HTMLButtonElement;
const user = () => find('input:not([type="radio"])') as HTMLInputElement;
const checked = () => document.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value;

beforeEach(() => {
  vi.clearAllMocks();
});

describe('ConnectSheet', () => {
  it('is a dialog with the guessed user and the first key that works', async () => {
    await draw([tooOpen, key('good.pem')]);
    expect(find('[role="dialog"]').textContent).toContain('Connect to web-1');
    expect(user().value).toBe('ubuntu');
    expect(find('[role="dialog"]').textContent).toContain('guessed from the image');
    expect(checked()).toBe('/home/min/keys/good.pem');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(
      { user: 'ubuntu', identity: { kind: 'key-file', path: '/home/min/keys/good.pem' } },
      'node',
    );
  });

  it('does not connect with a key that others can read until it is mended', async () => {
    const { calls } = fakeBridge({ 'keys.mend': () => mended });
    await draw([tooOpen]);
    expect(connect().disabled).toBe(true);
    const warning = find('[data-problem="key.too-open"]');
    expect(warning.textContent).toContain('0644');
    expect(warning.textContent).toContain('chmod 400 /home/min/keys/open.pem');
    await press(user(), 'Enter');
    expect(onSubmit).not.toHaveBeenCalled();
    await click(find('button', 'Make it private'));
    expect(calls).toEqual([{ name: 'keys.mend', args: { path: tooOpen.path } }]);
    expect(document.querySelector('[data-problem]')).toBeNull();
    expect(connect().disabled).toBe(false);
  });

  it('says why mending failed, and stays shut', async () => {
    fakeBridge({
      'keys.mend': () => {
        throw new ProblemError(problem('key.unreadable'));
      },
    });
    await draw([tooOpen]);
    await click(find('button', 'Make it private'));
    expect(find('[data-problem="key.unreadable"]')).toBeTruthy();
    expect(connect().disabled).toBe(true);
  });

  it('connects with a key that has a passphrase, which is asked for then', async () => {
    await draw([key('locked', { encrypted: true })]);
    expect(find('[role="dialog"]').textContent).toContain('has a passphrase');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(
      expect.objectContaining({ identity: { kind: 'key-file', path: '/home/min/keys/locked' } }),
      'node',
    );
  });

  it('takes any other file, and keeps the choice when the file dialog is cancelled', async () => {
    fakeBridge({ 'keys.choose': () => key('other.pem') });
    await draw([key('good.pem')]);
    await click(find('button', 'Choose a file…'));
    expect(checked()).toBe('/home/min/keys/other.pem');
    expect(document.querySelectorAll('input[type="radio"]')).toHaveLength(2);
    fakeBridge({ 'keys.choose': () => null });
    await click(find('button', 'Choose a file…'));
    expect(checked()).toBe('/home/min/keys/other.pem');
  });

  it('shows why a chosen file is not a key', async () => {
    fakeBridge({
      'keys.choose': () => {
        throw new ProblemError(problem('key.public', { path: '/home/min/id.pub' }));
      },
    });
    await draw([]);
    expect(find('[role="dialog"]').textContent).toContain('No private keys were found');
    await click(find('button', 'Choose a file…'));
    expect(find('[data-problem="key.public"]').textContent).toContain('/home/min/id.pub');
    expect(connect().disabled).toBe(true);
  });

  it('wants a user', async () => {
    await draw([key('good.pem')], null);
    expect(connect().disabled).toBe(true);
    await type(user(), '  admin ');
    expect(find('[role="dialog"]').textContent).not.toContain('guessed from the image');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(expect.objectContaining({ user: 'admin' }), 'node');
  });
});
