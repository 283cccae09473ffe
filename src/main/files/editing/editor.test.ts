import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Editor } from './editor.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-editor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function editorOn(platform: NodeJS.Platform, editor: readonly string[] | null, answer = '') {
  const openPath = vi.fn(() => Promise.resolve(answer));
  return { editor: new Editor({ platform, editor: () => editor, openPath }), openPath };
}

describe('the editor', () => {
  it('is the program that was set, with its arguments and the file, and is not waited for', async () => {
    const program = join(folder, 'my editor');
    const log = join(folder, 'log');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > "${log}"\nexec sleep 0.2\n`);
    chmodSync(program, 0o755);
    const file = join(folder, '-it’s $(a) file');
    const { editor, openPath } = editorOn('linux', [program, '--new window']);
    await editor.open(file);
    await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toBe(`--new window\n${file}\n`), 5_000);
    expect(openPath).not.toHaveBeenCalled();
  });

  it('that cannot be started is said, in the words of the system', async () => {
    const { editor } = editorOn('linux', [join(folder, 'missing')]);
    await expect(editor.open(join(folder, 'a'))).rejects.toThrow(/files.editor-failed: .*ENOENT/);
  });

  it('is the desktop’s where none was set, whose failure is said', async () => {
    const good = editorOn('linux', null);
    await good.editor.open(join(folder, 'a.txt'));
    expect(good.openPath).toHaveBeenCalledWith(join(folder, 'a.txt'));
    const bad = editorOn('linux', null, 'No application');
    await expect(bad.editor.open(join(folder, 'a.txt'))).rejects.toMatchObject({
      problem: { code: 'files.editor-failed', details: 'No application' },
    });
  });

  it.each([
    ['linux', 'x.desktop'],
    ['linux', 'X.JAR'],
  ] as const)('on %s is never the desktop for %s, which it would run', async (platform, name) => {
    const { editor, openPath } = editorOn(platform, null);
    await expect(editor.open(join(folder, name))).rejects.toMatchObject({
      problem: { code: 'files.runs-instead' },
    });
    expect(openPath).not.toHaveBeenCalled();
  });

  it.each([
    ['win32', 'x.bat'],
    ['darwin', 'x.command'],
  ] as const)('on %s is the system’s text editor for %s', async (platform, name) => {
    // Neither is on this machine: that it was tried is seen by its failure.
    const { editor, openPath } = editorOn(platform, null);
    await editor.open(join(folder, name)).catch(() => undefined);
    expect(openPath).not.toHaveBeenCalled();
  });
});
