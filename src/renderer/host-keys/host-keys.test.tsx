import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { PinnedKey } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { Button } from '../ui/Button.js';
import { followHostKeys } from './host-key-store.js';
import { HostKeyFact } from './HostKeyFact.js';
import { HostKeyRefusal } from './HostKeyRefusal.js';
import { HostKeyStatus } from './HostKeyStatus.js';
import { keyTypeName } from './key-type.js';

const NODE = makeNode({ id: 'i-0a', name: 'web-1' });
const CHANGED = problem('ssh.host-key-changed', {
  node: 'web-1',
  offered: 'SHA256:new',
  offeredType: 'ssh-ed25519',
  known: 'SHA256:old',
  knownType: 'ssh-rsa',
  knownVia: 'console',
  since: '2026-03-01T08:00:00.000Z',
  launched: '2026-05-01T08:00:00.000Z',
  console: 'others',
});

const refusal = (given = CHANGED, onAccepted = () => undefined) => (
  <HostKeyRefusal problem={given} node={NODE} onAccepted={onAccepted}>
    <Button>Close tab</Button>
  </HostKeyRefusal>
);
const acceptButton = () => find('button', 'Trust this key');

describe('a refused host key', () => {
  it('shows both keys, since when and why the old one is known, the start and the console', async () => {
    const page = await render(refusal());
    const { textContent } = page;
    expect(textContent).toContain('RSA SHA256:old');
    expect(textContent).toMatch(/verified by the console · since Mar 1, 2026/);
    expect(textContent).toContain('ED25519 SHA256:new');
    expect(textContent).toMatch(/EC2 started this instance on May 1, 2026/);
    expect(textContent).toContain('console lists other keys');
    expect(textContent).not.toMatch(/\{\{|undefined/);
  });

  it('says where in the person’s own file the other key stands, and what the console lists', async () => {
    await render(
      refusal(problem('ssh.host-key-changed', { known: 'SHA256:x', knownPlace: '~/.ssh/known_hosts:3' })),
    );
    expect(document.body.textContent).toContain('in ~/.ssh/known_hosts:3');
    await render(
      refusal(
        problem('ssh.host-key-mismatch-console', {
          offered: 'SHA256:c',
          listed: 'SHA256:a\nSHA256:b',
          when: 'after',
        }),
      ),
      'ko',
    );
    expect(document.body.textContent).toContain('SHA256:aSHA256:b');
    expect(document.body.textContent).toContain('로그인한 뒤에');
  });

  it('is trusted in two steps only, and exactly the key shown', async () => {
    const onAccepted = vi.fn();
    const { calls } = fakeBridge({ 'hostKeys.accept': () => ({}) });
    await render(refusal(CHANGED, onAccepted));
    expect(acceptButton().hasAttribute('disabled')).toBe(true);
    await click(acceptButton());
    expect(calls).toEqual([]);
    await click(find('input'));
    await click(acceptButton());
    expect(calls).toEqual([{ name: 'hostKeys.accept', args: { nodeId: 'i-0a', fingerprint: 'SHA256:new' } }]);
    expect(onAccepted).toHaveBeenCalledOnce();
  });

  it('stays refused when it cannot be trusted, and says why', async () => {
    const onAccepted = vi.fn();
    fakeBridge({
      'hostKeys.accept': () => {
        throw new ProblemError(problem('unexpected', {}, { details: 'EACCES' }));
      },
    });
    await render(refusal(CHANGED, onAccepted));
    await click(find('input'));
    await click(acceptButton());
    expect(onAccepted).not.toHaveBeenCalled();
    expect(find('[data-problem="unexpected"]').textContent).toBeTruthy();
  });
});

describe('the host keys in a node’s details', () => {
  const key: PinnedKey = {
    type: 'ecdsa-sha2-nistp256',
    fingerprint: 'SHA256:pinned',
    since: Date.UTC(2026, 2, 1, 12),
    via: 'console',
    port: 22,
  };
  const seen = (text: string) =>
    act(async () => {
      await vi.waitFor(() => find('dd', text));
    });

  it('are shown with their type, since when and why, and can be forgotten', async () => {
    let keys = [
      key,
      { ...key, fingerprint: 'SHA256:second', since: null, via: 'by-hand' as const, port: 2222 },
    ];
    const bridge = fakeBridge({
      'hostKeys.known': () => ({ keys }),
      'hostKeys.forget': () => {
        keys = [];
        return {};
      },
    });
    const stop = followHostKeys();
    await render(<HostKeyFact node={NODE} />);
    await seen('SHA256:pinned');
    expect(find('dd').textContent).toContain('ECDSA P-256 SHA256:pinned');
    expect(find('dd').textContent).toContain('verified by the console · since Mar 1, 2026');
    expect(find('dd').textContent).toContain('written by hand · port 2222');
    await click(find('button', 'Forget'));
    expect(bridge.calls.at(-1)).toEqual({ name: 'hostKeys.forget', args: { nodeId: 'i-0a' } });
    await act(async () => {
      bridge.emit('hostKeys.changed', { nodeId: 'i-0a' });
      await Promise.resolve();
    });
    await seen('none known yet');
    stop();
    await clear();
  });
});

describe('the host key in the status line', () => {
  it('says how it is trusted, and on a press why, with its fingerprint', async () => {
    await render(
      <HostKeyStatus
        name="web-1"
        hostKey={{ type: 'ssh-rsa', fingerprint: 'SHA256:x', trust: 'first-use' }}
      />,
    );
    const button = find('button', 'Host key not verified');
    await click(button);
    const about = find('[role="dialog"]');
    expect(about.textContent).toContain('Host key of web-1');
    expect(about.textContent).toContain('nothing to compare');
    expect(about.textContent).toContain('SHA256:x');
    await clear();
  });
});

it('names key types as people do', () => {
  expect(['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp521', 'sk-x'].map(keyTypeName)).toEqual([
    'ED25519',
    'RSA',
    'ECDSA P-521',
    'sk-x',
  ]);
});
