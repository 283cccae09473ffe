import { randomUUID } from 'node:crypto';
import type { Prompt } from '../shared/contract/index.js';

/** A question without the id that it gets here. */
export type Question = Omit<Prompt, 'promptId'>;

/** What a person has answered: one text for each field, and whether to keep it for later. */
export interface Answer {
  readonly answers: readonly string[];
  readonly keep: boolean;
}

interface Waiting {
  readonly owner: string | null;
  resolve(answer: Answer | null): void;
}

/** How prompts reach the page. */
export interface PromptEvents {
  ask(prompt: Prompt): void;
  withdrawn(promptId: string): void;
}

/** Asks the person in the window, for whoever in main needs a secret or a code, and waits for the answer. */
export class Prompts {
  private readonly waiting = new Map<string, Waiting>();

  public constructor(private readonly events: PromptEvents) {}

  /**
   * Asks.
   *
   * @param owner whose question it is, such as a connection's id: when that ends, so does the question
   * @returns null when the person cancels, or when the question is withdrawn
   */
  public ask(owner: string | null, question: Question): Promise<Answer | null> {
    const promptId = randomUUID();
    return new Promise((resolve) => {
      this.waiting.set(promptId, { owner, resolve });
      this.events.ask({ promptId, ...question });
    });
  }

  /** Takes the person's answer; null cancels. A prompt that nobody waits for any more is let be. */
  public answer(promptId: string, answer: Answer | null): void {
    const waiting = this.waiting.get(promptId);
    this.waiting.delete(promptId);
    waiting?.resolve(answer);
  }

  /** Takes back the questions of an owner that has ended. */
  public withdraw(owner: string): void {
    for (const [promptId, waiting] of this.waiting) if (waiting.owner === owner) this.takeBack(promptId);
  }

  /** Takes back all questions: the page that showed them is gone. */
  public withdrawAll(): void {
    for (const promptId of [...this.waiting.keys()]) this.takeBack(promptId);
  }

  private takeBack(promptId: string): void {
    this.answer(promptId, null);
    this.events.withdrawn(promptId);
  }
}
