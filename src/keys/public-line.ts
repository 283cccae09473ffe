/** A public key or certificate in the one-line form of .pub files and authorized_keys. */
export interface PublicLine {
  readonly type: string;
  /** In SSH's wire format. */
  readonly blob: Buffer;
  readonly comment: string;
}

/** Reads the first line that holds a public key or a certificate; null where there is none. */
export function readPublicLine(text: string): PublicLine | null {
  const match = /^(?:\uFEFF)?([\w@.-]+) (AAAA[A-Za-z0-9+/]+=*)(?: +(.*\S))?\s*$/m.exec(text);
  if (match === null) return null;
  const [, type = '', base64 = '', comment = ''] = match;
  return { type, blob: Buffer.from(base64, 'base64'), comment };
}
