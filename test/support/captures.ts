import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One line of a capture of the real plugin and agent: see test/captures/README.md. */
export interface CapturedFrame {
  /** Milliseconds since the start. */
  readonly t: number;
  readonly dir: 'c2s' | 's2c' | 'a2s' | 's2a' | 'note';
  readonly kind: 'text' | 'binary' | 'note';
  /** The frame, empty for a note. */
  readonly bytes: Buffer;
  /** What a note says. */
  readonly text: string;
  /** The capture kept only the start of this frame: its header and 32 bytes of its payload. */
  readonly truncated: boolean;
}

const DIRECTORY = path.join(import.meta.dirname, '..', 'captures');

export const captureNames: readonly string[] = readdirSync(DIRECTORY)
  .filter((file) => file.endsWith('.jsonl.gz'))
  .map((file) => file.slice(0, -'.jsonl.gz'.length));

/** Reads a capture by its name, in the order of time. */
export function readCapture(name: string): CapturedFrame[] {
  const text = gunzipSync(readFileSync(path.join(DIRECTORY, `${name}.jsonl.gz`))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const entry = JSON.parse(line) as Omit<CapturedFrame, 'bytes' | 'truncated'> & {
        b64?: string;
        truncated?: boolean;
      };
      return { ...entry, truncated: entry.truncated ?? false, bytes: Buffer.from(entry.b64 ?? '', 'base64') };
    });
}
