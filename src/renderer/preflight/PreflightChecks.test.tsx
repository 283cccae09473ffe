import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { clear, click, find, render } from '../test-support/render.js';
import { knownObstacle, noteServer, usePreflights } from './preflight-store.js';
import { PreflightChecks } from './PreflightChecks.js';

const passed: Check = { id: 'state', verdict: 'pass', params: {}, problem: null };
const offline: Check = {
  id: 'connection',
  verdict: 'fail',
  params: {},
  problem: problem('node.offline', { node: 'web-1' }),
};

beforeEach(async () => {
  await clear();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  usePreflights.setState({ known: new Map(), servers: new Map() });
});
afterEach(() => vi.useRealTimers());

const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('the checks of a node', () => {
  it('are made once the selection has settled, and show what came of each', async () => {
    const bridge = fakeBridge({ 'preflight.run': () => ({ checks: [passed, offline] }) });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(300);
    expect(bridge.calls).toEqual([]);
    await later(200);
    expect(bridge.calls).toEqual([{ name: 'preflight.run', args: { nodeId: 'i-1' } }]);
    const line = find('.check-line', 'Session Manager');
    expect(line.textContent).toContain('not connected');
    // Not by its colour alone.
    expect(line.querySelector('[aria-label="In the way"]')).not.toBeNull();
    expect(knownObstacle('i-1')?.code).toBe('node.offline');
  });

  it('that passed are a number until somebody wants to see them', async () => {
    fakeBridge({ 'preflight.run': () => ({ checks: [passed, { ...passed, id: 'managed' }, offline] }) });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    const trigger = find('.checks button', '2 checks passed');
    expect(trigger.getAttribute('aria-expanded')).toBe('false');
    expect(find('.check-line', 'Instance').closest('[hidden]')).not.toBeNull();
    expect(find('.check-line', 'Session Manager').closest('[hidden]')).toBeNull();
    vi.useRealTimers();
    await click(trigger);
    expect(find('.check-line', 'Instance').closest('[hidden]')).toBeNull();
    expect(find('.check-line', 'Instance').textContent).toContain('running');
  });

  it('are not made again for a node that was checked just now, and are old after half a minute', async () => {
    const bridge = fakeBridge({ 'preflight.run': () => ({ checks: [offline] }) });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    expect(bridge.calls).toHaveLength(1);
    await later(31_000);
    expect(knownObstacle('i-1')).toBeNull();
  });

  it('say when they could not be made', async () => {
    fakeBridge({
      'preflight.run': () => {
        throw new ProblemError(problem('aws.unreachable', { host: 'ssm' }));
      },
    });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    expect(find('.checks').textContent).toContain('AWS cannot be reached');
    expect(knownObstacle('i-1')).toBeNull();
  });

  it('say more where there is more to say, with what can be done', async () => {
    const why = problem('node.role-lacks', { role: 'web', actions: 'x:Y' }, { remedies: ['show-node-role'] });
    const lacking: Check = { id: 'role', verdict: 'fail', params: { role: 'web' }, problem: why };
    fakeBridge({ 'preflight.run': () => ({ checks: [lacking] }) });
    const showRole = vi.fn();
    await render(<PreflightChecks nodeId="i-1" actions={{ 'show-node-role': showRole }} />);
    await later(500);
    // The click waits for the page in real time.
    vi.useRealTimers();
    await click(find('.check-line button', 'web lacks permissions'));
    expect(find('[role="dialog"]').textContent).toContain('does not allow x:Y');
    await click(find('[role="dialog"] button', 'Show the role’s policy'));
    expect(showRole).toHaveBeenCalledOnce();
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('have the SSH server last, as the last connection has seen it', async () => {
    fakeBridge({ 'preflight.run': () => ({ checks: [passed] }) });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    expect(find('.check-line', 'SSH server').textContent).toContain('seen when you connect');
    const closed = problem('ssh.no-server', { node: 'web-1', port: 2222 });
    act(() => {
      noteServer('i-1', {
        id: 'sshd',
        verdict: 'fail',
        params: { port: 2222, seenAt: Date.now() },
        problem: closed,
      });
    });
    expect(find('.check-line', 'SSH server').textContent).toContain('not on port 2222');
    // Whoever has started it since tries again.
    expect(knownObstacle('i-1')).toBeNull();
  });

  it('say what was found of one’s permission, and what is left open', async () => {
    const denied = problem('aws.access-denied', { action: 'iam:SimulatePrincipalPolicy' });
    const cannot: Check = { id: 'permission', verdict: 'unknown', params: {}, problem: denied };
    fakeBridge({ 'preflight.run': () => ({ checks: [cannot] }) });
    await render(<PreflightChecks nodeId="i-1" />);
    await later(500);
    expect(find('.check-line', 'Your permission').textContent).toContain('you may not ask IAM');
    expect(knownObstacle('i-1')).toBeNull();
  });
});
