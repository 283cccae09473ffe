import { beforeEach, describe, expect, it } from 'vitest';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import type { SshConfigPreview } from '../../shared/contract/index.js';
import { problem } from '../../shared/problem.js';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { clear, click, find, render } from '../test-support/render.js';
import { PlainSsh } from './PlainSshSheet.js';
import { closeSshConfig, showSshConfig } from './ssh-config-store.js';

const web = makeNode({ id: 'i-0123456789abcdef0', name: 'web-1', platform: 'Ubuntu 24.04' });
const PREVIEW: SshConfigPreview = {
  text: 'Host i-* mi-*\n',
  file: '/home/me/.ssh/config',
  hasFile: true,
  install: { diff: '+Host i-* mi-*\n Host mine\n', token: 'shown' },
  removal: null,
  commandObstacle: null,
  problem: null,
};

beforeEach(async () => {
  await clear();
  closeSshConfig();
  emptyFleet();
  mergePage({ nodes: [web], removed: [] });
  useFleet.setState({ sources: [makeSource({ id: web.sourceId, isEnvironment: true })] });
});

const buttons = () => [...document.querySelectorAll('.sheet-actions button')].map((each) => each.textContent);

describe('the sheet for plain ssh', () => {
  it('shows the change, writes it when told to, and says where the file as it was is kept', async () => {
    let preview = PREVIEW;
    const bridge = fakeBridge({
      'sshConfig.preview': () => preview,
      'sshConfig.install': () => {
        preview = { ...PREVIEW, install: { diff: '', token: 'new' }, removal: { diff: '-x', token: 'new' } };
        return { file: '/home/me/.ssh/config', copy: '/home/me/.ssh/config.before-sallyport-1' };
      },
    });
    showSshConfig(web.id);
    await render(<PlainSsh />);
    expect(find('.diff-added').textContent).toBe('+Host i-* mi-*\n');
    expect(document.body.textContent).toContain('ssh ubuntu@i-0123456789abcdef0');
    expect(document.body.textContent).toContain('ubuntu@web-1.sallyport');
    await click(find('button', 'Write the block'));
    expect(bridge.calls).toContainEqual({
      name: 'sshConfig.install',
      args: { form: 'sallyport', profile: null, region: null, token: 'shown' },
    });
    expect(find('[role="status"]').textContent).toContain('config.before-sallyport-1');
    expect(buttons()).toEqual(['Remove the block…', 'Copy lines', 'Close']);
    // Another choice is another change, and nothing of it is written.
    await click(find('.select button', 'Sallyport'));
    await click(find('[role="option"]', 'with sh'));
    expect(document.body.textContent).not.toContain('config.before-sallyport-1');
  });

  it('leaves ours to find the node, and names its profile and region in AWS’s form', async () => {
    const bridge = fakeBridge({ 'sshConfig.preview': () => PREVIEW });
    useFleet.setState({
      sources: [makeSource({ id: web.sourceId, profile: 'shop', region: 'eu-west-1' })],
    });
    showSshConfig(web.id);
    await render(<PlainSsh />);
    expect(bridge.calls.at(-1)?.args).toMatchObject({ form: 'sallyport', profile: null, region: null });
    expect(document.body.textContent).toContain('all profiles and regions of this app');
    await click(find('.select button', 'Sallyport'));
    await click(find('[role="option"]', 'with sh'));
    expect(bridge.calls.at(-1)?.args).toMatchObject({
      form: 'aws-sh',
      profile: 'shop',
      region: 'eu-west-1',
    });
  });

  it('takes the block away only after showing what goes', async () => {
    const bridge = fakeBridge({
      'sshConfig.preview': () => ({ ...PREVIEW, removal: { diff: '-Host i-*\n', token: 'there' } }),
      'sshConfig.remove': () => ({ file: '/home/me/.ssh/config', copy: null }),
    });
    showSshConfig(null);
    await render(<PlainSsh />);
    expect(buttons()).toContain('Update the block');
    await click(find('button', 'Remove the block…'));
    expect(find('.diff-removed').textContent).toBe('-Host i-*\n');
    expect(bridge.calls.some(({ name }) => name === 'sshConfig.remove')).toBe(false);
    await click(find('button', 'Remove the block'));
    expect(bridge.calls).toContainEqual({ name: 'sshConfig.remove', args: { token: 'there' } });
  });

  it('writes nothing where the file is not understood or the command has no lasting place, and says why', async () => {
    const refused = problem('ssh-config.unreadable', { file: '/home/me/.ssh/config', line: 7 });
    fakeBridge({ 'sshConfig.preview': () => ({ ...PREVIEW, install: null, problem: refused }) });
    showSshConfig(null);
    await render(<PlainSsh />);
    expect(find('[data-problem="ssh-config.unreadable"]').textContent).toContain('/home/me/.ssh/config:7');
    expect(buttons()).toEqual(['Copy lines', 'Close']);

    fakeBridge({
      'sshConfig.preview': () => ({ ...PREVIEW, install: null, commandObstacle: 'appimage' as const }),
    });
    await render(<PlainSsh />, 'ko');
    expect(document.body.textContent).toContain('AppImage로 실행 중');
    expect(buttons()).toEqual(['내용 복사', '닫기']);
  });
});
