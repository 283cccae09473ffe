import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { problem } from '../../shared/problem.js';
import { usePreflights } from '../preflight/preflight-store.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { agentSteps } from './agent.js';
import { hybridSteps, networkSteps, roleSteps } from './account.js';
import { closeNodeHelp, nodeHelpRemedies, showNodeHelp, useNodeHelp } from './node-help-store.js';
import { NodeHelp } from './NodeHelpSheet.js';
import { platformOf, platforms } from './platform.js';
import { sshServerSteps } from './ssh-server.js';
import { oneLine, stepIds, type HelpPlace } from './step.js';

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

  it('writes PowerShell’s commands in one line as PowerShell does', () => {
    const [install] = sshServerSteps('windows', 'Administrator');
    expect(install && oneLine(install)).toMatch(/0\.0\.1\.0; Set-Service .*; Start-Service sshd$/);
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

describe('the commands', () => {
  it('are there for each system, each step with words of its own', () => {
    const used = platforms.flatMap((platform) => [
      ...sshServerSteps(platform, 'ubuntu'),
      ...agentSteps(platform, PLACE),
      ...roleSteps(PLACE),
      ...networkSteps(platform, PLACE),
      ...hybridSteps(platform, PLACE),
    ]);
    expect(new Set(used.map(({ id }) => id))).toEqual(new Set(stepIds));
    for (const { commands: text } of used) expect(text).not.toContain('undefined');
  });

  it('name hosts and ARNs of the region’s partition', () => {
    const china = { ...PLACE, partition: 'aws-cn', region: 'cn-north-1' };
    const text = [...roleSteps(china), ...networkSteps('debian', china), ...agentSteps('debian', china)]
      .map((step) => step.commands)
      .join('\n');
    expect(text).toContain('arn:aws-cn:iam::aws:policy/');
    expect(text).toContain('cn.com.amazonaws.cn-north-1.ssm');
    expect(text).toContain('https://ssm.cn-north-1.amazonaws.com.cn/');
    expect(text).toContain('s3.cn-north-1.amazonaws.com.cn');
    expect(text).not.toMatch(/amazonaws\.com[^.]/);
  });

  it.each([
    ['Amazon Linux 2023', 'amazon-linux'],
    ['Red Hat Enterprise Linux 9.4', 'red-hat'],
    ['SUSE Linux Enterprise Server 15', 'suse'],
    ['Microsoft Windows Server 2022', 'windows'],
    ['', 'amazon-linux'],
  ] as const)('are those of %s', (platform, expected) => {
    expect(platformOf({ ...web, platform, imageName: null })).toBe(expected);
  });
});
