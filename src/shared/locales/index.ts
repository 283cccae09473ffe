export { en } from './en/index.js';
export { ko } from './ko/index.js';
export type { Language, Strings } from './types.js';
