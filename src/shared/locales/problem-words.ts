import type { ProblemCode } from '../problem.js';

/** What a Problem says to a person. */
export interface ProblemWords {
  /** The failure in a few words. */
  readonly title: string;
  /** What happened, with the names of the things involved. */
  readonly what: string;
  /** Why that stops the work. */
  readonly why: string;
  /** What the person can do about it. */
  readonly next: string;
}

/** The words of all codes of an area: of those that begin with its name and a dot, or are its name. */
export type WordsOf<Area extends string> = Record<
  Extract<ProblemCode, Area | `${Area}.${string}`>,
  ProblemWords
>;
