import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { problem, problemCodes } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { click, find, render } from '../test-support/render.js';
import { ProblemView, type RemedyActions } from './ProblemView.js';

describe.each(['en', 'ko'] as const)('ProblemView in %s', (language) => {
  it.each(problemCodes)('has whole sentences for %s, even without a value', async (code) => {
    await render(<ProblemView problem={problem(code)} look="page" />, language);
    const view = find('[data-problem]');
    expect(view.dataset.problem).toBe(code);
    expect(view.textContent).not.toMatch(/\{\{|\}\}|undefined|problems\./);
    expect(view.querySelectorAll('p')).toHaveLength(3);
    for (const part of view.querySelectorAll('h2, p')) expect(part.textContent.length).toBeGreaterThan(3);
  });
});

describe('ProblemView', () => {
  it('puts values into the words, the place’s own before the Problem’s', async () => {
    const given = problem('ssh.auth-refused', { node: 'i-0a', user: 'root', key: 'k.pem' });
    await render(<ProblemView problem={given} context={{ node: 'web-1' }} look="page" />);
    expect(find('[data-problem]').textContent).toContain(
      'web-1 does not accept the key k.pem for the user “root”',
    );
  });

  it('turns data into words of the language', async () => {
    await render(<ProblemView problem={problem('node.stopped', { state: 'stopping' })} look="page" />, 'ko');
    expect(find('[data-problem]').textContent).toContain('중지하는 중');
    const malformed = problem('aws.config-malformed', { file: '/home/a/.aws/config', line: 3 });
    await render(<ProblemView problem={malformed} look="page" />);
    expect(find('[data-problem]').textContent).toContain('/home/a/.aws/config:3');
    const full = problem('files.no-room', { needed: 9_437_184, free: 812 });
    await render(<ProblemView problem={full} look="page" />, 'ko');
    expect(find('[data-problem]').textContent).toMatch(/9\.4MB.*812byte/);
    const denied = problem('aws.access-denied', { action: 'ssm:StartSession', denial: 'explicit' });
    await render(<ProblemView problem={denied} look="page" />);
    expect(find('[data-problem]').textContent).toContain('denies it outright');
  });

  it('offers the remedies that it names and that can be done here', async () => {
    const retry = vi.fn();
    const given = problem('aws.unreachable', {}, { remedies: ['retry', 'mend-key'] });
    await render(<ProblemView problem={given} look="page" actions={{ retry }} />);
    expect(document.querySelectorAll('.problem-actions button')).toHaveLength(1);
    await click(find('button', 'Try again'));
    expect(retry).toHaveBeenCalledOnce();
  });

  it('does not propose what lowers a guard, so that a hasty Enter does not do it', async () => {
    const actions = { 'allow-old-algorithms': vi.fn(), 'plain-ssh': vi.fn() };
    const draw = (remedies: ('allow-old-algorithms' | 'plain-ssh')[]) => {
      const given = problem('ssh.no-common-algorithm', {}, { remedies });
      return render(<ProblemView problem={given} look="page" actions={actions} autoFocus />);
    };
    const first = () => find('.problem-actions button');
    // The focus is set in the next frame.
    const frames = () =>
      act(
        () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
      );
    await draw(['plain-ssh', 'allow-old-algorithms']);
    await frames();
    expect(document.activeElement).toBe(first());
    expect(first().className).toContain('primary');
    await draw(['allow-old-algorithms']);
    await frames();
    expect(document.activeElement).toBe(document.body);
    expect(first().className).not.toContain('primary');
  });

  it('keeps the reason of a banner among its details', async () => {
    await render(<ProblemView problem={problem('session.lost')} look="banner" />);
    expect(find('.problem-details').textContent).toContain('does not allow this session to be resumed');
  });

  it('keeps what to do there, too, where buttons say it', async () => {
    const given = problem('session.lost', {}, { remedies: ['retry'] });
    const banner = (actions: RemedyActions) => (
      <ProblemView problem={given} look="banner" actions={actions} />
    );
    await render(banner({}));
    expect(find('.problem-next').closest('.problem-details')).toBeNull();
    await render(banner({ retry: () => undefined }));
    expect(find('.problem-next').closest('.problem-details')).not.toBeNull();
  });

  it('copies its details with its code', async () => {
    const { calls } = fakeBridge({ 'clipboard.write': () => ({}) });
    const given = problem('unexpected', { nodeId: 'i-0a' }, { details: 'Error: odd' });
    await render(<ProblemView problem={given} look="page" />);
    await click(find('button', 'Details'));
    await click(find('button', 'Copy details'));
    const { text } = calls[0]?.args as { text: string };
    expect(text).toContain('(unexpected)');
    expect(text).toContain('nodeId: i-0a');
    expect(text).toContain('Error: odd');
  });
});
