import { MAX_NOTICE_LENGTH } from '../shared/contract/index.js';

/** Control characters but the line feed, and those that turn the direction of text, which could hide what it says. */
// eslint-disable-next-line no-control-regex -- control characters could dress up what a person reads: they go
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The account's message as plain text that is safe to show: whoever sets it is not whoever reads it. */
export function noticeText(message: string): string {
  const text = message.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(UNSEEN, '').trim();
  if (text.length <= MAX_NOTICE_LENGTH) return text;
  // Not through the middle of a character that takes two units.
  return `${text.slice(0, MAX_NOTICE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
