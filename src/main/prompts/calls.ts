import type { promptCalls } from '../../shared/contract/prompts.js';
import type { Handlers } from '../ipc/answer.js';
import type { Prompts } from '../../sign-in/prompts.js';

/** The person's answers to prompts. */
export function promptHandlers(parts: {
  readonly prompts: Pick<Prompts, 'answer'>;
}): Handlers<typeof promptCalls, undefined> {
  return {
    'prompt.answer': ({ promptId, answers, keep }) => {
      parts.prompts.answer(promptId, answers === null ? null : { answers, keep });
      return {};
    },
  };
}
