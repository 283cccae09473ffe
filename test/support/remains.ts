import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** What every file below a folder holds, as bytes read one to one. */
export async function filesBelow(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')),
  );
  return texts.join('\n');
}

/** All strings that a page still holds, from a snapshot of its heap after what is garbage is gone. */
export async function stringsOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return (JSON.parse(chunks.join('')) as { strings: string[] }).strings.join('\n');
}

/** Which of some secrets stand in a text, as UTF-8 or UTF-16, read as such or byte by byte. */
export function found(secrets: readonly string[], text: string): string[] {
  const forms = (secret: string) => [
    secret,
    Buffer.from(secret).toString('latin1'),
    Buffer.from(secret, 'utf16le').toString('latin1'),
  ];
  return secrets.filter((secret) => forms(secret).some((form) => text.includes(form)));
}
