import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { problem } from '../../shared/problem.js';
import { usePreflights } from '../preflight/preflight-store.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { closeNodeHelp, nodeHelpRemedies, showNodeHelp, useNodeHelp } from './node-help-store.js';
import { NodeHelp } from './NodeHelpSheet.js';
import type { HelpPlace } from './step.js';

const PLACE: HelpPlace = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '123456789012',
  nodeId: 'i-0123456789abcdef0',
  role: 'web',
  user: 'ubuntu',
};
const web = makeNode({ id: PLACE.nodeId, name: 'web-1', platform: 'Ubuntu 24.04', role: 'web' });

beforeEach(async () => {
  onPaste.mockClear();
  await clear();
  closeNodeHelp();
  emptyFleet();
  mergePage({ nodes: [web], removed: [] });
  useFleet.setState({ sources: [makeSource({ id: web.sourceId, accountId: PLACE.accountId })] });
  usePreflights.setState({ known: new Map(), servers: new Map() });
});

const onPaste = vi.fn();
const commands = () => [...document.querySelectorAll('pre')].map(({ textContent }) => textContent);

describe('the help for setting up a node', () => {
  it('begins with the SSH server of the node’s system', async () => {
    showNodeHelp('ssh-server', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(find('[role="dialog"]').textContent).toContain('Set up web-1 for SSH');
    expect(commands()[0]).toContain('apt-get install -y openssh-server');
  });

  it('fills in the place, the node and its role', async () => {
    showNodeHelp('role', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(commands()[0]).toBe(
      'aws iam attach-role-policy --role-name web --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    );
    await click(find('button', 'SSM Agent'));
    expect(commands()[0]).toContain(
      'AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=i-0123456789abcdef0',
    );
    expect(commands()[1]).toContain('snap');
  });

  it('puts the commands of a step into a shell on the node, in one line that nothing has run yet', async () => {
    showNodeHelp('ssh-server', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(commands()[0]).toContain('\n');
    await click(find('button', 'Open a shell and paste'));
    expect(onPaste).toHaveBeenCalledExactlyOnceWith(
      web.id,
      'sudo apt-get update && sudo apt-get install -y openssh-server && sudo systemctl enable --now ssh',
    );
    expect(useNodeHelp.getState().request).toBeNull();
  });

  it('puts them into no shell of a node that has none, nor what is for the AWS CLI', async () => {
    const pasteButtons = () =>
      [...document.querySelectorAll('button')].filter((button) =>
        button.textContent.includes('Open a shell and paste'),
      );
    showNodeHelp('role', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(pasteButtons()).toEqual([]);
    await clear();
    mergePage({ nodes: [{ ...web, state: 'stopped' }], removed: [] });
    showNodeHelp('ssh-server', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(pasteButtons()).toEqual([]);
    await clear();
    showNodeHelp('agent', null);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(pasteButtons()).toEqual([]);
  });

  it('says what to do where the node has no shell to type in', async () => {
    const note = () => document.querySelector('.help-no-shell')?.textContent ?? null;
    showNodeHelp('agent', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(note()).toBeNull();
    await clear();
    mergePage({ nodes: [{ ...web, ping: 'ConnectionLost' }], removed: [] });
    showNodeHelp('agent', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(note()).toContain('user data');
    await clear();
    mergePage({ nodes: [web], removed: [] });
    const check = {
      id: 'connection',
      verdict: 'fail',
      params: {},
      problem: problem('node.not-connected'),
    } as const;
    usePreflights.setState({
      known: new Map([[web.id, { checks: [check], problem: null, isRunning: false, at: Date.now() }]]),
    });
    showNodeHelp('network', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(note()).toContain('user data');
    expect(find('[role="dialog"]').textContent).not.toContain('Open a shell and paste');
    // What is typed with the AWS CLI needs none.
    await click(find('button', 'Role'));
    expect(note()).toBeNull();
  });

  it('has words alone where there is nothing to type', async () => {
    const mac = makeNode({ id: 'mi-0123456789abcdef0', kind: 'hybrid', platform: 'macOS 15' });
    mergePage({ nodes: [mac], removed: [] });
    showNodeHelp('hybrid', mac.id);
    await render(<NodeHelp onPaste={onPaste} />);
    expect(find('.help-steps').textContent).toContain('no Macs outside EC2');
    expect(commands()).toEqual([]);
  });

  it('copies the commands of a step', async () => {
    const bridge = fakeBridge({ 'clipboard.write': () => ({}) });
    showNodeHelp('network', web.id);
    await render(<NodeHelp onPaste={onPaste} />);
    await click(find('.help-commands button'));
    expect(bridge.calls).toEqual([{ name: 'clipboard.write', args: { text: commands()[0] } }]);
  });

  it.each([
    ['node.offline', 'agent'],
    ['node.not-connected', 'network'],
    ['node.role-lacks', 'role'],
    ['node.standard-tier', 'hybrid'],
  ] as const)('begins where %s is mended, with %s', (code, topic) => {
    const check = { id: 'ping', verdict: 'fail', params: {}, problem: problem(code) } as const;
    usePreflights.setState({
      known: new Map([[web.id, { checks: [check], problem: null, isRunning: false, at: Date.now() }]]),
    });
    nodeHelpRemedies(web.id)['show-node-help']?.();
    expect(useNodeHelp.getState().request).toEqual({ topic, nodeId: web.id });
  });

  it('begins where the Problem that is shown is mended, and without one where the listing says', () => {
    nodeHelpRemedies(web.id, 'node.not-managed')['show-node-help']?.();
    expect(useNodeHelp.getState().request).toEqual({ topic: 'agent', nodeId: web.id });
    mergePage({ nodes: [{ ...web, ping: 'ConnectionLost' }], removed: [] });
    nodeHelpRemedies(web.id)['show-node-help']?.();
    expect(useNodeHelp.getState().request).toEqual({ topic: 'agent', nodeId: web.id });
    nodeHelpRemedies(web.id, 'ssh.no-server')['show-node-help']?.();
    expect(useNodeHelp.getState().request).toEqual({ topic: 'ssh-server', nodeId: web.id });
  });
});
