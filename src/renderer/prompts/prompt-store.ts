import { create } from 'zustand';
import type { Prompt } from '../../shared/contract/index.js';
import { call, on } from '../bridge.js';

/** The questions that wait for the person, the oldest first. Answers are never kept here. */
export const usePrompts = create<{ readonly prompts: readonly Prompt[] }>(() => ({ prompts: [] }));

const remove = (promptId: string): void =>
  usePrompts.setState(({ prompts }) => ({ prompts: prompts.filter((each) => each.promptId !== promptId) }));

/** Follows main's questions; the function returned stops that. */
export function followPrompts(): () => void {
  const stops = [
    on('prompt.ask', (prompt) => usePrompts.setState(({ prompts }) => ({ prompts: [...prompts, prompt] }))),
    on('prompt.withdrawn', ({ promptId }) => remove(promptId)),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Gives main the answers; null cancels. */
export function answerPrompt(promptId: string, answers: string[] | null, keep: boolean): void {
  remove(promptId);
  // Should main be gone, there is nobody left to tell.
  void call('prompt.answer', { promptId, answers, keep }).catch(() => undefined);
}
