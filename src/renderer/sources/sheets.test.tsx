import { act } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeBridge, type FakeBridge } from '../test-support/fake-bridge.js';
import { clear, click, find, render, type } from '../test-support/render.js';
import { NewProfileSheet } from './NewProfileSheet.js';
import { useSources } from './sources-store.js';
import { WaitingSheet } from './WaitingSheet.js';

let bridge: FakeBridge;

beforeEach(() => {
  useSources.setState(useSources.getInitialState(), true);
  bridge = fakeBridge({
    'sso.accounts': () => ({ accounts: [{ accountId: '123456789012', name: '운영', roles: ['Admin'] }] }),
    'sso.previewProfile': ({ profile }) => ({ file: 'config', backup: null, text: `[profile ${profile}]` }),
  });
});
afterEach(clear);

const field = (label: string) =>
  find('input', '').ownerDocument.querySelector<HTMLInputElement>(
    `#${CSS.escape(find('label', label).getAttribute('for') ?? '')}`,
  )!;
const submit = () => find('button', 'Show what will be written') as HTMLButtonElement;

it('says at the name of a new profile which names it may have, before it is asked for', async () => {
  await render(<NewProfileSheet />);
  await type(field('Start URL'), 'https://example.awsapps.com/start');
  await type(field('Region of IAM'), 'eu-central-1');
  await act(async () => {
    useSources.setState({ signedIn: 1 });
    await new Promise((resolve) => setTimeout(resolve));
  });
  // The account's name has no letter that a profile's may have.
  expect(field('Name of the profile').value).toBe('admin');
  await type(field('Name of the profile'), 'my prod');
  expect(find('.field-error').textContent).toContain('digits');
  expect(submit().disabled).toBe(true);
  await type(field('Name of the profile'), 'my-prod');
  expect(document.querySelector('.field-error')).toBeNull();
  await click(submit());
  expect(bridge.calls.at(-1)).toMatchObject({ name: 'sso.previewProfile', args: { profile: 'my-prod' } });
});

it('shows the code to compare, and how long it is good without having each second read out', async () => {
  const expiresAt = Date.now() + 30_000;
  useSources.setState({
    waiting: {
      signInId: 's',
      startUrl: 'https://example.awsapps.com/start',
      userCode: 'ABCD-EFGH',
      expiresAt,
    },
  });
  await render(<WaitingSheet />);
  expect(find('[role="group"][aria-label="Code"]').textContent).toBe('ABCD-EFGH');
  expect(find('.source-wait', 'left').closest('[role="status"], [aria-live]')).toBeNull();
});
