export { en } from './en.js';
export { ko } from './ko.js';
export type { Language, Strings } from './types.js';
