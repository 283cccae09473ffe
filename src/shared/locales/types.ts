import type { en } from './en/index.js';

/**
 * The shape of a translation: the same keys as English, any words. Forms for one (`…_one`) are left out: a language
 * gives those that its grammar has.
 */
type Translated<T> = {
  readonly [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string
    ? string
    : Translated<T[Key]>;
};

/** Everything that the app says, in one language. A missing key does not compile. */
export type Strings = Translated<typeof en>;

/** The languages that there are words for. */
export type Language = 'en' | 'ko';
