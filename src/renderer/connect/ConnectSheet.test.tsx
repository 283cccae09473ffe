import { act } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyFile } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeKeyFile } from '../test-support/key-file.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, click, find, press, render, type } from '../test-support/render.js';
import { ConnectSheet } from './ConnectSheet.js';

const node = makeNode({ id: 'i-0a', name: 'web-1', keyPair: 'prod' });
const tooOpen = makeKeyFile('open.pem', {
  mode: '0644',
  others: [
    { who: 'group', name: '', may: ['read'] },
    { who: 'others', name: '', may: ['read', 'write'] },
  ],
  mendCommand: 'chmod 400 /home/min/keys/open.pem',
  problem: problem('key.too-open', { mode: '0644' }),
});
const mended = { ...tooOpen, mode: '0400', others: [], mendCommand: null, problem: null };

const onSubmit = vi.fn();
const onClose = vi.fn();
const onOpenShell = vi.fn();

const draw = (suggestedKeys: KeyFile[], suggestedUser: string | null = 'ubuntu') =>
  render(
    <ConnectSheet
      node={node}
      resolved={{ signIn: null, from: null, suggestedUser, suggestedKeys }}
      purpose="connect"
      onSubmit={onSubmit}
      onOpenShell={onOpenShell}
      onClose={onClose}
    />,
  );
const noMatches = { 'keys.match': () => ({ matches: [] }) };
const answered = (reply: () => void) =>
  act(() => {
    reply();
    return Promise.resolve();
  });
const send = (target: Element, name: string, given: object) =>
  act(() => {
    target.dispatchEvent(Object.assign(new Event(name, { bubbles: true, cancelable: true }), given));
    return Promise.resolve();
  });
const focus = (element: HTMLElement) =>
  act(() => {
    element.focus();
    return Promise.resolve();
  });
const clipboard = (text: string) => ({ clipboardData: { files: [], getData: () => text } });
const connect = () => find('button[type="submit"]') as HTMLButtonElement;
const user = () => find('input:not([type="radio"])') as HTMLInputElement;
const checked = () => document.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value;

beforeEach(() => {
  vi.clearAllMocks();
});

describe('ConnectSheet', () => {
  it('is a dialog with the guessed user and the first key that works', async () => {
    await draw([tooOpen, makeKeyFile('good.pem')]);
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
    const { calls } = fakeBridge({ ...noMatches, 'keys.mend': () => mended, 'keys.undoMend': () => tooOpen });
    await draw([tooOpen]);
    expect(connect().disabled).toBe(true);
    const warning = find('[data-problem="key.too-open"]');
    expect(warning.textContent).toContain('0644');
    expect(warning.textContent).toContain('Its group may read it.All other users may read, write it.');
    expect(warning.textContent).toContain('does not take back what was read');
    expect(warning.textContent).toContain('chmod 400 /home/min/keys/open.pem');
    await press(user(), 'Enter');
    expect(onSubmit).not.toHaveBeenCalled();
    await click(find('button', 'Make it private'));
    expect(calls.slice(1)).toEqual([{ name: 'keys.mend', args: { path: tooOpen.path } }]);
    expect(document.querySelector('[data-problem]')).toBeNull();
    expect(connect().disabled).toBe(false);
    await click(find('button', 'Undo'));
    expect(calls.at(-1)).toEqual({ name: 'keys.undoMend', args: { path: tooOpen.path } });
    expect(find('[data-problem="key.too-open"]')).toBeTruthy();
    expect(connect().disabled).toBe(true);
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
    await draw([makeKeyFile('locked', { encrypted: true })]);
    expect(find('[role="dialog"]').textContent).toContain('has a passphrase');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(
      expect.objectContaining({ identity: { kind: 'key-file', path: '/home/min/keys/locked' } }),
      'node',
    );
  });

  it('offers a private copy where the permissions cannot be changed', async () => {
    const copy = makeKeyFile('open-copy', { mode: '0400' });
    fakeBridge({
      ...noMatches,
      'keys.mend': () => {
        throw new ProblemError(problem('key.cannot-mend', { path: tooOpen.path }));
      },
      'keys.copyPrivate': () => copy,
    });
    await draw([tooOpen]);
    await click(find('button', 'Make it private'));
    expect(find('[data-problem="key.cannot-mend"]')).toBeTruthy();
    expect(connect().disabled).toBe(true);
    await click(find('button', 'Copy it to ~/.ssh'));
    expect(checked()).toBe(copy.path);
    expect(find('[role="status"]').textContent).toContain(`The copy ${copy.path} is yours alone.`);
    expect(document.body.textContent).not.toContain('Undo');
    expect(connect().disabled).toBe(false);
  });

  it('puts the key that the node was launched with first, and chooses it unless the person has chosen', async () => {
    const answer = (paths: readonly string[]) => ({
      matches: paths.map((path) => ({
        path,
        match: path.endsWith('own') ? ('this-key' as const) : ('another-key' as const),
        why: null,
      })),
    });
    let reply: () => void = () => undefined;
    fakeBridge({
      'keys.match': ({ paths }) => new Promise((resolve) => (reply = () => resolve(answer(paths)))),
    });
    await draw([makeKeyFile('first'), makeKeyFile('own'), makeKeyFile('last')]);
    expect(checked()).toBe('/home/min/keys/first');
    await answered(reply);
    expect(checked()).toBe('/home/min/keys/own');
    const names = [...document.querySelectorAll('.key')].map((each) => each.textContent);
    expect(names[0]).toContain('the key this node was launched with');
    expect(names.join()).toMatch(/own.*first.*last/);
    await click(document.querySelectorAll<HTMLElement>('input[type="radio"]')[2]!);
    expect(find('[data-match="another-key"]').textContent).toContain('launched with another key (prod)');
  });

  it('leaves the choice to the person when the answer comes late, and says why none can be told', async () => {
    let reply: () => void = () => undefined;
    fakeBridge({
      'keys.match': ({ paths }) =>
        new Promise((resolve) => {
          const [first, second] = paths as [string, string];
          reply = () =>
            resolve({
              matches: [
                { path: first, match: 'this-key', why: null },
                { path: second, match: 'cannot-tell', why: 'not-allowed' },
              ],
            });
        }),
    });
    await draw([makeKeyFile('own'), makeKeyFile('other')]);
    await click(document.querySelectorAll<HTMLElement>('input[type="radio"]')[1]!);
    await answered(reply);
    expect(checked()).toBe('/home/min/keys/other');
    expect(find('[data-match="cannot-tell"]').textContent).toContain('ec2:DescribeKeyPairs');
  });

  it('takes a key that is dropped on it, or whose path is pasted, and leaves pasted text to its field', async () => {
    const { calls } = fakeBridge({ ...noMatches, 'keys.inspect': ({ path }) => makeKeyFile('x', { path }) });
    await draw([makeKeyFile('good.pem')]);
    const area = find('.key-drop');
    const file = new File(['x'], 'dropped.pem');
    const transfer = { files: [file], types: ['Files'], dropEffect: 'none' };
    await send(area, 'dragover', { dataTransfer: transfer });
    expect(document.querySelector('.key-drop-veil')).not.toBeNull();
    await send(area, 'drop', { dataTransfer: transfer });
    expect(document.querySelector('.key-drop-veil')).toBeNull();
    expect(checked()).toBe('/dropped/dropped.pem');
    await focus(find('button', 'Choose a file…'));
    // Where Chromium sends it while a button has the focus.
    await send(document.body, 'paste', clipboard(' "C:\\keys\\a b.ppk"\n'));
    expect(checked()).toBe('C:\\keys\\a b.ppk');
    await send(document.body, 'paste', clipboard('no path'));
    await focus(user());
    await send(user(), 'paste', clipboard('/home/min/x'));
    expect(calls.filter(({ name }) => name === 'keys.inspect')).toHaveLength(2);
  });

  it('tells more of the chosen key on demand: fingerprints, certificate, link', async () => {
    fakeBridge(noMatches);
    const certificate = {
      keyId: 'min',
      serial: '7',
      principals: ['ubuntu'],
      validAfter: null,
      validBefore: 1,
    };
    await draw([
      makeKeyFile('own', {
        bits: 2048,
        type: 'ssh-rsa',
        certificate,
        target: '/mnt/own',
        fingerprintMd5: 'MD5:aa:bb',
      }),
    ]);
    const option = find('.key').textContent;
    expect(option).toContain('RSA 2048');
    expect(option).toMatch(/certificate for ubuntu, expired .*1970/);
    expect(option).toContain('link to /mnt/own');
    expect(document.body.textContent).not.toContain('aa:bb');
    await click(find('button', 'Details of own'));
    expect(document.body.textContent).toContain('aa:bb');
    expect(document.body.textContent).toContain('min (serial 7)');
  });

  it('takes any other file, and keeps the choice when the file dialog is cancelled', async () => {
    fakeBridge({ ...noMatches, 'keys.choose': () => makeKeyFile('other.pem') });
    await draw([makeKeyFile('good.pem')]);
    await click(find('button', 'Choose a file…'));
    expect(checked()).toBe('/home/min/keys/other.pem');
    expect(document.querySelectorAll<HTMLElement>('input[type="radio"]')).toHaveLength(2);
    fakeBridge({ ...noMatches, 'keys.choose': () => null });
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

  it('brings into sight what was just chosen, or why it is no key, until another key is chosen', async () => {
    const seen: Element[] = [];
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
      seen.push(this);
    });
    fakeBridge({
      ...noMatches,
      'keys.inspect': ({ path }) => {
        if (path === '/new.pem') return makeKeyFile('new.pem', { path });
        throw new ProblemError(problem('key.public', { path }));
      },
    });
    await draw([makeKeyFile('first'), makeKeyFile('second')]);
    await focus(find('button', 'Choose a file…'));
    const paste = (path: string) => send(document.body, 'paste', clipboard(path));
    await paste('/new.pem');
    expect(seen.at(-1)?.textContent).toContain('new.pem');
    await paste('/id.pub');
    expect(seen.at(-1)).toBe(find('[role="alert"]'));
    expect(checked()).toBe('/new.pem');
    await click(document.querySelectorAll<HTMLElement>('input[type="radio"]')[2]!);
    expect(document.querySelector('[data-problem]')).toBeNull();
    vi.restoreAllMocks();
  });

  it('follows ~/.ssh/config when another user is typed, unless a key was chosen', async () => {
    const [usual, ofRoot] = [makeKeyFile('usual'), makeKeyFile('of-root')];
    const signIn = { user: 'root', identity: { kind: 'key-file' as const, path: ofRoot.path } };
    fakeBridge({
      ...noMatches,
      'signIn.resolve': ({ user: asked }) => ({
        signIn: asked === 'root' ? signIn : null,
        from: asked === 'root' ? 'ssh-config' : null,
        suggestedUser: 'root',
        suggestedKeys: [],
      }),
      'keys.inspect': () => ofRoot,
    });
    await draw([usual, makeKeyFile('other')]);
    await type(user(), 'root');
    await answered(() => user().blur());
    expect(checked()).toBe(ofRoot.path);
    await click(find(`[value="${usual.path}"]`));
    await answered(() => user().focus());
    await answered(() => user().blur());
    expect(checked()).toBe(usual.path);
  });

  it('wants a user', async () => {
    await draw([makeKeyFile('good.pem')], null);
    expect(connect().disabled).toBe(true);
    await type(user(), '  admin ');
    expect(find('[role="dialog"]').textContent).not.toContain('guessed from the image');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(expect.objectContaining({ user: 'admin' }), 'node');
  });

  it('signs in with a password or a one-minute key, which need no choice', async () => {
    fakeBridge(noMatches);
    await draw([]);
    await click(find('button', 'Password'));
    await click(connect());
    expect(onSubmit).toHaveBeenLastCalledWith({ user: 'ubuntu', identity: { kind: 'password' } }, 'node');
    await click(find('button', 'One-minute key'));
    expect(find('[role="dialog"]').textContent).toContain('valid for 60 seconds');
    await click(connect());
    const identity = { kind: 'instance-connect' };
    expect(onSubmit).toHaveBeenLastCalledWith({ user: 'ubuntu', identity }, 'node');
  });

  it('says how many nodes wait to be asked about, and can be given up for all', async () => {
    fakeBridge(noMatches);
    const onCancelAll = vi.fn();
    await render(
      <ConnectSheet
        node={node}
        resolved={{ signIn: null, from: null, suggestedUser: 'ubuntu', suggestedKeys: [] }}
        purpose="connect"
        onSubmit={onSubmit}
        onOpenShell={onOpenShell}
        onClose={onClose}
        others={{ count: 29, onCancelAll }}
      />,
    );
    expect(find('.connect-others').textContent).toContain('29 more nodes wait');
    await click(find('button', 'Skip'));
    expect(onClose).toHaveBeenCalledOnce();
    await click(find('button', 'Cancel all'));
    expect(onCancelAll).toHaveBeenCalledOnce();
  });

  it('leads to a shell without SSH where there is no key at all, but not where a sign-in is only kept', async () => {
    fakeBridge(noMatches);
    await draw([]);
    await click(find('button', 'Open a Session Manager shell'));
    expect(onOpenShell).toHaveBeenCalledOnce();
    expect(onSubmit).not.toHaveBeenCalled();
    await clear();
    await render(
      <ConnectSheet
        node={node}
        resolved={{ signIn: null, from: null, suggestedUser: 'ubuntu', suggestedKeys: [] }}
        purpose="save"
        onSubmit={onSubmit}
        onOpenShell={onOpenShell}
        onClose={onClose}
      />,
    );
    expect(find('[role="dialog"]').textContent).not.toContain('Session Manager shell');
  });

  it('offers a hybrid node no one-minute key, though one is remembered for its tag', async () => {
    fakeBridge(noMatches);
    await render(
      <ConnectSheet
        node={makeNode({ id: 'mi-0a', name: 'till-1', kind: 'hybrid', keyPair: null })}
        resolved={{
          signIn: { user: 'min', identity: { kind: 'instance-connect' } },
          from: 'tag',
          fromTag: { key: 'Env', value: 'prod' },
          suggestedUser: null,
          suggestedKeys: [makeKeyFile('good.pem')],
        }}
        purpose="connect"
        onSubmit={onSubmit}
        onOpenShell={onOpenShell}
        onClose={onClose}
      />,
    );
    const ways = [...document.querySelectorAll('.way')].map((way) => way.textContent);
    expect(ways).toEqual(['Key file', 'SSH agent', 'Password']);
    expect(checked()).toBe('/home/min/keys/good.pem');
  });

  it('takes another port, and none that is no port', async () => {
    fakeBridge(noMatches);
    await draw([makeKeyFile('good.pem')]);
    const port = find('.port-field input') as HTMLInputElement;
    expect(port.value).toBe('22');
    await type(port, '70000');
    expect(connect().disabled).toBe(true);
    await type(port, '2222');
    await click(connect());
    expect(onSubmit).toHaveBeenCalledWith(expect.objectContaining({ port: 2222 }), 'node');
  });
});
