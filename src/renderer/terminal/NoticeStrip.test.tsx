import { beforeEach, describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import { click, render } from '../test-support/render.js';
import { NoticeStrip } from './NoticeStrip.js';
import { freshAttempt, reduce, type SessionState } from './session-state.js';

const signIn: SignIn = { user: 'ubuntu', identity: { kind: 'key-file', path: '/home/min/k.pem' } };
const store = createStore<SessionState>(() => ({
  ...freshAttempt(signIn),
  wasOpen: false,
  isSearching: false,
  hoveredLink: null,
}));
const say = (text: string) => store.setState((state) => reduce(state, { type: 'notice', text }, 0));

beforeEach(() => store.setState(freshAttempt(signIn)));

describe('what the account says', () => {
  it('is not there when it says nothing', async () => {
    expect((await render(<NoticeStrip session={{ store }} />)).textContent).toBe('');
  });

  it('stands above the terminal as plain text until it is dismissed', async () => {
    say('Recorded for <b>audit</b>.\nAsk ops.');
    const page = await render(<NoticeStrip session={{ store }} />);
    expect(page.querySelector('p')?.textContent).toBe('Recorded for <b>audit</b>.\nAsk ops.');
    expect(page.querySelector('[role=note]')?.getAttribute('aria-label')).toBe('Message of the AWS account');
    await click(page.querySelector('button')!);
    expect(page.textContent).toBe('');
  });

  it('is said in Korean too', async () => {
    say('Recorded.');
    const page = await render(<NoticeStrip session={{ store }} />, 'ko');
    expect(page.querySelector('button')?.getAttribute('aria-label')).toBe('안내 닫기');
  });

  it('does not outlast its connection', () => {
    say('Recorded.');
    store.setState(freshAttempt(signIn));
    expect(store.getState().notice).toBeNull();
  });
});
