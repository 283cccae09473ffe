import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { clear, find, render } from '../test-support/render.js';
import { knownObstacle, usePreflights } from './preflight-store.js';
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
  usePreflights.setState({ known: new Map() });
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
    expect(find('.check-line', 'Instance').textContent).toContain('running');
    const line = find('.check-line', 'Session Manager');
    expect(line.textContent).toContain('not connected');
    // Not by its colour alone.
    expect(line.querySelector('[aria-label="In the way"]')).not.toBeNull();
    expect(knownObstacle('i-1')?.code).toBe('node.offline');
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
});
