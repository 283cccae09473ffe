/** More than any server has to say at sign-in (characters). */
const MAX_LENGTH = 20_000;

/**
 * A server's text made harmless to show: no control characters but line ends and tabs, none that change the direction of
 * writing, no escape sequences (RFC 4251, 9.2).
 */
export function plainText(text: string, maxLength = MAX_LENGTH): string {
  return (
    text
      .slice(0, maxLength)
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- control characters could dress up what a person reads
      .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b./g, '')
      .replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
  );
}
