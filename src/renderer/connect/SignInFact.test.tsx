import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { forgetSignIn, useSignIns, type ResolvedSignIn } from './sign-in-store.js';
import { SignInFact } from './SignInFact.js';

const node = makeNode({ id: 'i-0a', name: 'web-1', keyPair: 'prod' });
const resolved: ResolvedSignIn = {
  signIn: { user: 'ubuntu', identity: { kind: 'key-file', path: '/home/min/prod.pem' } },
  from: 'node',
  suggestedUser: 'ubuntu',
  suggestedKeys: [],
};

const bridgeOf = () =>
  fakeBridge({
    'signIn.resolve': () => resolved,
    'signIn.allowOldAlgorithms': () => ({}),
    'signIn.forget': () => ({}),
  });

afterEach(clear);

async function draw(known: Partial<ResolvedSignIn>): Promise<string> {
  useSignIns.setState({ known: new Map([['i-0a', { ...resolved, ...known }]]), stale: new Set() });
  await render(
    <dl>
      <SignInFact node={node} onChange={vi.fn()} />
    </dl>,
  );
  return document.querySelector('.sign-in-fact')?.textContent ?? '';
}

describe('how to sign in, in a node’s details', () => {
  it.each<[string, Partial<ResolvedSignIn>]>([
    ['remembered for this node', { from: 'node' }],
    ['remembered for the key pair prod', { from: 'key-pair' }],
    ['remembered for the tag env=prod', { from: 'tag', fromTag: { key: 'env', value: 'prod' } }],
    ['from ~/.ssh/config', { from: 'ssh-config' }],
  ])('says that it is %s', async (words, known) => {
    bridgeOf();
    const text = await draw(known);
    expect(text).toContain('ubuntu');
    expect(text).toContain('prod.pem');
    expect(text).toContain(words);
  });

  it.each(['Forget', 'Allow no longer'])(
    'keeps the keyboard when “%s” goes with what it takes back',
    async (name) => {
      bridgeOf();
      await draw({ from: 'node', oldAlgorithms: true });
      const button = find('button', name);
      act(() => button.focus());
      await click(button);
      expect(document.activeElement?.textContent).toBe('Change…');
    },
  );

  it('says that old algorithms are allowed, and takes that back', async () => {
    const bridge = bridgeOf();
    expect(await draw({})).not.toContain('Old SSH algorithms');
    await clear();
    expect(await draw({ oldAlgorithms: true })).toContain('Old SSH algorithms are allowed');
    await click(find('button', 'Allow no longer'));
    expect(bridge.calls).toContainEqual({
      name: 'signIn.allowOldAlgorithms',
      args: { nodeId: 'i-0a', isAllowed: false },
    });
    // What was known is asked for anew.
    await vi.waitFor(() => expect(document.body.textContent).not.toContain('Old SSH algorithms'));
  });

  it('keeps its buttons while it is asked for anew, so that the focus can come back to them', async () => {
    bridgeOf();
    await draw({});
    const change = find('button', 'Change…');
    await act(() => forgetSignIn('i-0a'));
    expect(find('button', 'Change…')).toBe(change);
  });
});
