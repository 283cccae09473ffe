import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PowerProgress as Progress } from '../../shared/contract/index.js';
import { problem } from '../../shared/problem.js';
import { emptyFleet, markConnected, mergePage } from '../fleet/store.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { click, find, press, render } from '../test-support/render.js';
import { PowerProgress } from './PowerProgress.js';
import { PowerSheet } from './PowerSheet.js';
import { askPower, followPower, usePower } from './power-store.js';

let bridge: FakeBridge;

beforeEach(() => {
  bridge = fakeBridge({ 'power.change': () => ({}) });
  usePower.setState(usePower.getInitialState(), true);
  emptyFleet();
  mergePage({
    nodes: [
      makeNode({ id: 'i-1', name: 'web-1', publicIp: '203.0.113.9' }),
      makeNode({ id: 'i-2', name: 'web-2', tags: { 'aws:autoscaling:groupName': 'web' } }),
      makeNode({ id: 'i-3', name: 'old', state: 'stopped' }),
      makeNode({ id: 'mi-4', name: 'warehouse', kind: 'hybrid', state: null }),
    ],
    removed: [],
  });
});

const sheet = () => document.querySelector('[role="alertdialog"]');

describe('the question before a change of power', () => {
  it('says what a stop takes away, and whom it leaves out, and asks AWS for nothing', async () => {
    await render(<PowerSheet />);
    markConnected(new Set(['i-1', 'i-2']));
    await act(async () => {
      askPower('stop', ['i-1', 'i-2', 'i-3', 'mi-4']);
      await Promise.resolve();
    });
    const text = sheet()?.textContent ?? '';
    expect(text).toContain('Stop 2 instances?');
    expect(text).toContain('web-1, web-2');
    expect(text).toContain('2 nodes are left out, as this cannot be done to them now: old, warehouse');
    expect(text).toContain('instance store');
    expect(text).toContain('203.0.113.9 goes back to AWS');
    expect(text).toContain('Auto Scaling group web');
    expect(text).toContain('2 open terminals lose their connection');
    expect(document.activeElement?.textContent).toBe('Cancel');
    await press(document.activeElement!, 'Escape');
    expect(sheet()).toBeNull();
    expect(bridge.calls).toEqual([]);
  });

  it('asks for those only that it can be done to', async () => {
    await render(<PowerSheet />);
    await act(async () => {
      askPower('start', ['i-1', 'i-3']);
      await Promise.resolve();
    });
    expect(document.activeElement?.textContent).toBe('Start');
    await click(find('button', 'Start'));
    expect(bridge.calls).toEqual([{ name: 'power.change', args: { action: 'start', nodeIds: ['i-3'] } }]);
    expect(sheet()).toBeNull();
  });
});

describe('how far an instance has come', () => {
  const told = (given: Partial<Progress>): Progress => ({
    nodeId: 'i-3',
    action: 'start',
    step: 'asked',
    askedAt: Date.now(),
    problem: null,
    ...given,
  });
  const tell = (given: Partial<Progress>) =>
    act(async () => {
      bridge.emit('power.progress', { nodes: [told(given)] });
      await Promise.resolve();
    });

  it('is told step by step, until it can be connected to', async () => {
    const connected: string[] = [];
    const stop = followPower();
    await render(<PowerProgress nodeId="i-3" actions={{}} onConnect={(id) => connected.push(id)} />);
    await tell({ step: 'starting' });
    expect(document.body.textContent).toContain('Starting…');
    expect(document.querySelector('button')).toBeNull();
    await tell({ step: 'agent' });
    expect(document.body.textContent).toContain('no word from its agent yet');
    await tell({ step: 'reachable' });
    await click(find('button', 'Connect'));
    expect(connected).toEqual(['i-3']);
    stop();
  });

  it('is a Problem with its remedies when it failed, and goes when it is closed', async () => {
    const stop = followPower();
    await render(<PowerProgress nodeId="i-3" actions={{}} onConnect={() => undefined} />);
    await tell({ step: 'failed', problem: problem('power.no-capacity', { node: 'old' }) });
    expect(document.body.textContent).toContain('The zone of old has no free machine of its type');
    await click(find('button', 'Close'));
    expect(document.querySelector('[data-problem]')).toBeNull();
    stop();
  });
});
