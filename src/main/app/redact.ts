const STRUCK = '[redacted]';

/** What must not stand in a log, and what is left in its place. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Private keys, whole or cut off by a length limit.
  [/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, STRUCK],
  [/PuTTY-User-Key-File-\d:[\s\S]*?(Private-MAC: \S+|$)/g, STRUCK],
  // Access key ids (IAM user guide, "unique identifiers").
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, STRUCK],
  // Signed queries and headers.
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+/gi, `$1${STRUCK}`],
  [/(AWS4-HMAC-SHA256 )[^\n"']+/g, `$1${STRUCK}`],
  // User and password in an address, such as a proxy's.
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@"']+@/gi, `$1${STRUCK}@`],
  // Named values, as JSON, as settings or as query parameters.
  [
    /((?:token ?value|session_?token|security[-_]?token|x-amz-security-token|secret_?access_?key|aws_secret_access_key|aws_session_token|authorization|pass(?:word|phrase)|private_?key)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    `$1${STRUCK}`,
  ],
];

/** Strikes secrets out of a line for the log. */
export function redact(text: string): string {
  return PATTERNS.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text);
}
