import type { Prompts } from '../../sign-in/prompts.js';
import { askAtTerminal } from '../ask.js';

/** Asks a person at the terminal what signing in needs, as ssh does. */
export const terminalPrompts: Pick<Prompts, 'ask'> = {
  ask: async (_owner, { kind, params, name, instructions, fields, isAgain }) => {
    const words = [name, instructions, isAgain ? 'That was not right.' : ''].filter(Boolean);
    const answers: string[] = [];
    for (const { label, echo } of fields) {
      const usual =
        kind === 'passphrase' ? `Passphrase of ${params.path ?? ''}: ` : `Password of ${params.user ?? ''}: `;
      const question = [...words.splice(0), label || usual].join('\n');
      const answer = await askAtTerminal(question, echo);
      if (answer === null) return null;
      answers.push(answer);
    }
    return { answers, keep: false };
  },
};
