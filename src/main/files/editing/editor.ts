import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { problem, ProblemError } from '../../../shared/problem.js';

/** A desktop that has not failed by now (ms) is showing the file; some answer only when the program ends. */
const OPEN_TIMEOUT_MS = 5_000;

/** Extensions of what desktops run rather than show. Copies are never executable, but these need not be. */
const RUN: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: (
    'appref-ms bat chm cmd com cpl diagcab exe gadget hta inf jar js jse lnk mde msc msi msix msp pif ps1 ps1xml psc1 ' +
    'py pyw rb reg scf scr sct settingcontent-ms url vb vbe vbs ws wsc wsf wsh xll'
  ).split(' '),
  darwin:
    'action app command dmg fileloc inetloc jar mobileconfig pkg scpt terminal tool url webloc workflow'.split(
      ' ',
    ),
  linux: 'appimage bat com desktop exe flatpakref jar msi run snap'.split(' '),
};

/** Editors of the system that show anything as text. */
const TEXT_EDITORS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: ['notepad.exe'],
  darwin: ['open', '-t'],
};

interface Parts {
  readonly platform: NodeJS.Platform;
  /** The person's own editor, a program and its arguments; null for the program that the desktop has for the file. */
  readonly editor: () => readonly string[] | null;
  /** Electron's `shell.openPath`: an error's words, or none. */
  readonly openPath: (path: string) => Promise<string>;
}

/** Opens files for a person, and never what a file would do if it were run. */
export class Editor {
  public constructor(private readonly parts: Parts) {}

  /**
   * Opens a file; resolves when its program has been started, not when it has ended.
   *
   * @throws ProblemError `files.editor-failed`, `files.runs-instead`
   */
  public async open(path: string): Promise<void> {
    const { platform, openPath } = this.parts;
    const isRun = await isRunBy(platform, path);
    const editor = this.parts.editor() ?? (isRun ? (TEXT_EDITORS[platform] ?? null) : null);
    if (editor !== null) {
      await start(editor, path);
      return;
    }
    if (isRun) throw new ProblemError(problem('files.runs-instead', { name: basename(path) }));
    const failure = await Promise.race([openPath(path), delay(OPEN_TIMEOUT_MS, '', { ref: false })]);
    if (failure !== '') throw failed(path, failure);
  }
}

async function isRunBy(platform: NodeJS.Platform, path: string): Promise<boolean> {
  if (RUN[platform]?.includes(extname(path).slice(1).toLowerCase()) === true) return true;
  // Its Terminal runs whatever may be executed.
  return platform === 'darwin' && ((await stat(path)).mode & 0o111) !== 0;
}

function start([program = '', ...args]: readonly string[], path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, path], { detached: true, stdio: 'ignore' });
    child.once('error', (error) => reject(failed(path, error.message)));
    child.once('spawn', () => {
      // It goes on without the app.
      child.unref();
      resolve();
    });
  });
}

const failed = (path: string, details: string) =>
  new ProblemError(
    problem('files.editor-failed', { name: basename(path) }, { details, remedies: ['copy-details'] }),
  );
