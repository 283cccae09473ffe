import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Prompt } from '../../shared/contract/index.js';
import { emptyFleet, mergePage } from '../fleet/store.js';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { makeNode } from '../../../test/support/nodes.js';
import { clear, click, find, press, render, type } from '../test-support/render.js';
import { followPrompts, usePrompts } from './prompt-store.js';
import { Prompts } from './PromptSheet.js';

const passphrase: Prompt = {
  promptId: 'p1',
  nodeId: 'i-0a',
  kind: 'passphrase',
  params: { key: 'id_ed25519', path: '/home/min/.ssh/id_ed25519' },
  name: '',
  instructions: '',
  fields: [{ label: '', echo: false }],
  isAgain: false,
  keeping: 'possible',
};
const mfa: Prompt = {
  ...passphrase,
  promptId: 'p2',
  kind: 'keyboard-interactive',
  params: { user: 'ubuntu' },
  name: 'Two factors',
  instructions: 'Look at your phone.',
  fields: [
    { label: 'Password:', echo: false },
    { label: 'Code:', echo: true },
  ],
  keeping: 'none',
};

let bridge: FakeBridge;
let stop: (() => void) | undefined;

beforeEach(async () => {
  await clear();
  stop?.();
  bridge = fakeBridge({ 'prompt.answer': () => ({}) });
  usePrompts.setState({ prompts: [] });
  const node = makeNode({ id: 'i-0a', name: 'web-1' });
  emptyFleet();
  mergePage({ nodes: [node], removed: [] });
  stop = followPrompts();
});

const emit = (name: string, payload: unknown) =>
  act(async () => {
    bridge.emit(name, payload);
    await Promise.resolve();
  });
const ask = (prompt: Prompt) => emit('prompt.ask', prompt);
const dialog = () => find('[role="alertdialog"]');
const fields = () => [...document.querySelectorAll<HTMLInputElement>('input:not([type="checkbox"])')];
const field = (at = 0) => fields()[at]!;
const answers = () => bridge.calls.map(({ args }) => args);

describe('a prompt', () => {
  it('names the key and the node, hides what is typed, and sends it by Enter', async () => {
    await render(<Prompts />);
    await ask(passphrase);
    expect(dialog().textContent).toContain('Passphrase for id_ed25519');
    expect(dialog().textContent).toContain('web-1');
    expect(field().type).toBe('password');
    expect(document.activeElement).toBe(field());
    await type(field(), 'open sesame');
    await click(find('button[type="submit"]'));
    expect(answers()).toEqual([{ promptId: 'p1', answers: ['open sesame'], keep: false }]);
    expect(document.querySelector('[role="alertdialog"]')).toBeNull();
  });

  it('shows what is typed when asked to, and keeps it when asked to', async () => {
    await render(<Prompts />);
    await ask(passphrase);
    await click(find('[aria-label="Show what is typed"]'));
    expect(field().type).toBe('text');
    await type(field(), 'x');
    await click(find('input[type="checkbox"]'));
    await click(find('button[type="submit"]'));
    expect(answers()).toEqual([{ promptId: 'p1', answers: ['x'], keep: true }]);
  });

  it('does not offer to keep what the system cannot encrypt, and says so', async () => {
    await render(<Prompts />);
    await ask({ ...passphrase, keeping: 'impossible' });
    expect(document.querySelector('input[type="checkbox"]')).toBeNull();
    expect(dialog().textContent).toContain('lacks a keychain');
  });

  it('asks several questions of the server, in its words and marked as those', async () => {
    await render(<Prompts />);
    await ask(mfa);
    expect(find('figure').textContent).toBe('The server saysTwo factorsLook at your phone.');
    expect(fields().map((each) => each.type)).toEqual(['password', 'text']);
    await type(field(0), 'secret');
    await type(field(1), '123456');
    await click(find('button[type="submit"]'));
    expect(answers()).toEqual([{ promptId: 'p2', answers: ['secret', '123456'], keep: false }]);
  });

  it('is cancelled by Escape', async () => {
    await render(<Prompts />);
    await ask(passphrase);
    await press(field(), 'Escape');
    expect(answers()).toEqual([{ promptId: 'p1', answers: null, keep: false }]);
  });

  it.each([
    ['sent', () => click(find('button[type="submit"]'))],
    ['cancelled', () => press(field(), 'Escape')],
    ['withdrawn', () => emit('prompt.withdrawn', { promptId: 'p1' })],
  ])('empties a field that is taken out of the page once it is %s', async (_how, end) => {
    await render(<Prompts />);
    await ask(passphrase);
    const gone = field();
    await type(gone, 'open sesame');
    await end();
    expect(gone.isConnected).toBe(false);
    expect(gone.value).toBe('');
  });

  it('says that the last answer was wrong', async () => {
    await render(<Prompts />);
    await ask({ ...passphrase, isAgain: true });
    expect(find('[role="alert"]').textContent).toContain('does not open the key');
  });

  it('waits for its turn with empty fields, and goes when nobody wants its answer any more', async () => {
    await render(<Prompts />);
    await ask(passphrase);
    await ask({ ...passphrase, promptId: 'p3', params: { ...passphrase.params, key: 'other' } });
    expect(dialog().textContent).toContain('1 more question waits');
    await type(field(), 'half typed');
    await emit('prompt.withdrawn', { promptId: 'p1' });
    expect(dialog().textContent).toContain('Passphrase for other');
    expect(field().value).toBe('');
    await emit('prompt.withdrawn', { promptId: 'p3' });
    expect(document.querySelector('[role="alertdialog"]')).toBeNull();
    expect(answers()).toEqual([]);
  });
});
