import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { click, find, render } from '../test-support/render.js';
import { ConnectSheet } from './ConnectSheet.js';

const onSubmit = vi.fn();

/** Draws the sheet of a node, and chooses the agent. */
async function draw(): Promise<void> {
  await render(
    <ConnectSheet
      node={makeNode({ id: 'i-0a', name: 'web-1', keyPair: 'prod' })}
      resolved={{ signIn: null, from: null, suggestedUser: 'ubuntu', suggestedKeys: [] }}
      purpose="connect"
      onSubmit={onSubmit}
      onOpenShell={vi.fn()}
      onClose={vi.fn()}
    />,
  );
  await click(find('button', 'SSH agent'));
}
const connect = () => find('button[type="submit"]') as HTMLButtonElement;

beforeEach(() => {
  vi.clearAllMocks();
});

describe('the keys of an agent', () => {
  it('signs in with the chosen key of the agent', async () => {
    const keys = [
      { fingerprint: 'SHA256:aaa', type: 'ssh-ed25519', comment: 'laptop' },
      { fingerprint: 'SHA256:bbb', type: 'sk-ssh-ed25519@openssh.com', comment: 'token' },
    ];
    fakeBridge({ 'signIn.agentKeys': () => ({ keys }) });
    await draw();
    expect(connect().disabled).toBe(true);
    expect(find('[role="dialog"]').textContent).toContain('on a hardware token');
    await click(find('input[value="SHA256:bbb"]'));
    await click(connect());
    const identity = { kind: 'agent', fingerprint: 'SHA256:bbb', comment: 'token' };
    expect(onSubmit).toHaveBeenCalledWith({ user: 'ubuntu', identity }, 'node');
  });

  it('takes the only key of the agent by itself', async () => {
    const only = { fingerprint: 'SHA256:aaa', type: 'ssh-ed25519', comment: '' };
    fakeBridge({ 'signIn.agentKeys': () => ({ keys: [only] }) });
    await draw();
    expect(connect().disabled).toBe(false);
  });

  it('says why there is no agent, and looks again', async () => {
    let isThere = false;
    fakeBridge({
      'signIn.agentKeys': () => {
        if (!isThere) throw new ProblemError(problem('agent.unreachable', {}, { remedies: ['retry'] }));
        return { keys: [] };
      },
    });
    await draw();
    expect(find('[data-problem="agent.unreachable"]')).toBeTruthy();
    isThere = true;
    await click(find('button', 'Try again'));
    expect(find('[role="dialog"]').textContent).toContain('The agent holds no keys');
  });

  it('are compared with the key pair: the node’s own is marked, first and chosen, another is said to be one', async () => {
    const keys = ['aaa', 'bbb'].map((name) => ({
      fingerprint: `SHA256:${name}`,
      type: 'ssh-ed25519',
      comment: name,
    }));
    const matches = [
      { fingerprint: 'SHA256:aaa', match: 'another-key' as const, why: null },
      { fingerprint: 'SHA256:bbb', match: 'this-key' as const, why: null },
    ];
    fakeBridge({ 'signIn.agentKeys': () => ({ keys }), 'signIn.matchAgentKeys': () => ({ matches }) });
    await draw();
    const rows = [...document.querySelectorAll('.key')].map(({ textContent }) => textContent);
    expect(rows[0]).toContain('the key this node was launched with');
    expect(rows[0]).toContain('bbb');
    expect(document.querySelector<HTMLInputElement>('input[value="SHA256:bbb"]')?.checked).toBe(true);
    expect(connect().disabled).toBe(false);
    await click(find('input[value="SHA256:aaa"]'));
    expect(find('[data-match="another-key"]').textContent).toContain('launched with another key (prod)');
  });
});
