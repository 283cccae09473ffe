import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeKeyFile } from '../test-support/key-file.js';
import { click, find, render, type } from '../test-support/render.js';
import { ConnectSheet } from './ConnectSheet.js';
import type { ResolvedSignIn } from './sign-in-store.js';

const node = makeNode({
  id: 'i-0a',
  name: 'web-1',
  keyPair: 'prod',
  tags: { Name: 'web-1', Env: 'prod', App: 'shop', 'aws:autoscaling:groupName': 'web' },
});
const keys = [makeKeyFile('first'), makeKeyFile('second', { comment: 'min@laptop', mode: '0400' })];

const onSubmit = vi.fn();
let bridge: FakeBridge;

beforeEach(() => {
  vi.clearAllMocks();
  bridge = fakeBridge({
    'keys.match': ({ paths }) => ({
      matches: paths.map((path) => ({
        path,
        match: path.endsWith('first') ? 'this-key' : 'another-key',
        why: null,
      })),
    }),
    'signIn.agentKeys': () => ({
      keys: ['aaa', 'bbb'].map((name) => ({
        fingerprint: `SHA256:${name}`,
        type: 'ssh-ed25519',
        comment: name,
      })),
    }),
    'signIn.matchAgentKeys': () => ({ matches: [] }),
  });
});

const draw = (resolved: Partial<ResolvedSignIn>, purpose: 'connect' | 'save' = 'connect') =>
  render(
    <ConnectSheet
      node={node}
      resolved={{ signIn: null, from: null, suggestedUser: 'ubuntu', suggestedKeys: keys, ...resolved }}
      purpose={purpose}
      onSubmit={onSubmit}
      onOpenShell={() => undefined}
      onClose={() => undefined}
    />,
  );
const dialog = () => find('[role="dialog"]').textContent;
const user = () => find('input:not([type="radio"])') as HTMLInputElement;
const submit = () => click(find('button[type="submit"]'));
const checked = () => document.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value;
const openScopes = () => click(find('.select button'));
const scopes = () => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent);

describe('a sign-in that is known', () => {
  it('is what the sheet begins with: user, port, and the key, though the node was launched with another', async () => {
    const signIn = {
      user: 'min',
      port: 2222,
      identity: { kind: 'key-file' as const, path: '/home/min/keys/second' },
    };
    await draw({ signIn, from: 'node' }, 'save');
    expect(dialog()).toContain('web-1');
    expect(dialog()).not.toContain('Connect to web-1');
    expect(user().value).toBe('min');
    expect(dialog()).not.toContain('guessed');
    expect(checked()).toBe('/home/min/keys/second');
    await submit();
    expect(onSubmit).toHaveBeenCalledWith(signIn, 'node');
  });

  it('by a key of the agent is that key', async () => {
    const identity = { kind: 'agent' as const, fingerprint: 'SHA256:bbb', comment: 'bbb' };
    await draw({ signIn: { user: 'min', identity }, from: 'node' });
    expect(checked()).toBe('SHA256:bbb');
    await submit();
    expect(onSubmit).toHaveBeenCalledWith({ user: 'min', identity }, 'node');
  });

  it('for the node stays when another user is typed; ~/.ssh/config is not asked', async () => {
    const identity = { kind: 'key-file' as const, path: '/home/min/keys/second' };
    await draw({ signIn: { user: 'min', identity }, from: 'node' });
    user().focus();
    await type(user(), 'root');
    user().blur();
    expect(bridge.calls.map(({ name }) => name)).not.toContain('signIn.resolve');
    expect(checked()).toBe('/home/min/keys/second');
  });
});

describe('for whom a sign-in is remembered', () => {
  it('is the node, all with its key pair or with one of its tags but the name and AWS’s own, or nobody', async () => {
    await draw({});
    await openScopes();
    expect(scopes()).toEqual([
      'this node',
      'every node with key pair prod',
      'every node with App=shop',
      'every node with Env=prod',
      'this time only',
    ]);
    await click(find('[role="option"]', 'Env=prod'));
    await submit();
    expect(onSubmit).toHaveBeenCalledWith(expect.anything(), 'tag:Env');
  });

  it('is not nobody where it is only to be kept', async () => {
    await draw({}, 'save');
    await openScopes();
    expect(scopes()).toHaveLength(4);
  });
});

it('says where the user comes from: the image, or ~/.ssh/config', async () => {
  await draw({ isUserConfigured: true });
  expect(dialog()).toContain('~/.ssh/config');
  await draw({ isUserConfigured: false });
  expect(dialog()).toContain('guessed from the image');
});

it('shows of each key its comment and its permissions', async () => {
  await draw({});
  const texts = [...document.querySelectorAll('.key')].map(({ textContent }) => textContent);
  expect(texts[1]).toContain('min@laptop');
  expect(texts.map((text) => /0\d{3}/.exec(text)?.[0])).toEqual(['0600', '0400']);
});

it('takes nothing that is incomplete, also not by Enter', async () => {
  await draw({ suggestedUser: null });
  const form = find('form') as HTMLFormElement;
  form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  expect(onSubmit).not.toHaveBeenCalled();
});
