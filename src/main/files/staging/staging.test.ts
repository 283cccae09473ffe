import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileClipboard } from './clipboard-format.js';
import { StagedFiles } from './staged-files.js';

let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'sallyport-staging-')), 'staging');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('files for other programs', () => {
  it('lie in a folder that nobody else can enter, lot by lot, until they are ended', async () => {
    const staged = new StagedFiles(root);
    const one = await staged.begin();
    const other = await staged.begin();
    expect(statSync(one.folder).mode & 0o077).toBe(0);
    writeFileSync(join(one.folder, 'b'), '');
    writeFileSync(join(one.folder, 'a 가'), '');
    expect(await staged.paths(one.stagingId)).toEqual([join(one.folder, 'a 가'), join(one.folder, 'b')]);
    await staged.end(one.stagingId);
    expect([existsSync(one.folder), existsSync(other.folder)]).toEqual([false, true]);
    expect(await staged.paths(one.stagingId)).toEqual([]);
    await staged.clear();
    expect(existsSync(root)).toBe(false);
  });

  it('of a run that was killed are removed by the next one, and nothing outside is ever', async () => {
    const { folder } = await new StagedFiles(root).begin();
    const next = new StagedFiles(root);
    await next.end('..');
    expect(existsSync(folder)).toBe(true);
    await next.begin();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('files on the clipboard', () => {
  const paths = ['/tmp/a file', '/tmp/한글&<'];
  it.each([
    [
      'GNOME',
      'linux',
      'x-special/gnome-copied-files',
      'copy\nfile:///tmp/a%20file\nfile:///tmp/%ED%95%9C%EA%B8%80&%3C',
    ],
    ['KDE', 'linux', 'text/uri-list', 'file:///tmp/a%20file\r\nfile:///tmp/%ED%95%9C%EA%B8%80&%3C\r\n'],
  ] as const)('are as %s has them', (desktop, platform, type, text) => {
    const format = fileClipboard(paths, platform, desktop);
    expect([format?.type, format?.bytes.toString()]).toEqual([type, text]);
  });

  it('are a property list on macOS, and cannot be put there on Windows', () => {
    const { type, bytes } = fileClipboard(paths, 'darwin')!;
    expect(type).toBe('NSFilenamesPboardType');
    expect(bytes.toString()).toContain('<string>/tmp/a file</string>\n<string>/tmp/한글&amp;&lt;</string>');
    expect(fileClipboard(paths, 'win32')).toBeNull();
  });
});
