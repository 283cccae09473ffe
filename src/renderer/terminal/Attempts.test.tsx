import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../shared/contract/index.js';
import { render } from '../test-support/render.js';
import { Attempts } from './Attempts.js';

const attempt = (given: Partial<Attempt>): Attempt => ({
  method: 'publickey',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abc',
  outcome: 'refused',
  methodsLeft: [],
  ...given,
});
const lines = () => [...document.querySelectorAll('li')].map(({ textContent }) => textContent);

describe('attempts to sign in', () => {
  it('say what was offered and what the server said, one after the other', async () => {
    await render(
      <Attempts
        attempts={[
          attempt({ method: 'none', keyType: null, fingerprint: null, methodsLeft: ['publickey'] }),
          attempt({ outcome: 'partial', methodsLeft: ['keyboard-interactive', 'password'] }),
          attempt({ method: 'password', keyType: null, fingerprint: null, methodsLeft: ['password'] }),
          attempt({ method: 'password', keyType: null, fingerprint: null, outcome: 'unanswered' }),
          attempt({ method: 'keyboard-interactive', keyType: null, fingerprint: null, outcome: 'accepted' }),
        ]}
      />,
    );
    expect(lines()).toEqual([
      'Asked which ways are open: publickey',
      'ssh-ed25519 SHA256:abc: right, but the node wants more (keyboard-interactive, password)',
      'Password: refused; the node goes on with password',
      'Password: the connection ended before an answer',
      'Answers to questions: accepted',
    ]);
  });

  it('are not there while there are none', async () => {
    await render(<Attempts attempts={[]} />);
    expect(document.querySelector('ul')).toBeNull();
  });
});
