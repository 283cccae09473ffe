import { app, clipboard, ClipboardItem, type BrowserWindow } from 'electron';
import type { stagingCalls } from '../../../shared/contract/staging.js';
import type { Handlers } from '../../ipc/answer.js';
import { fileClipboard, type ClipboardFormat } from './clipboard-format.js';
import type { StagedFiles } from './staged-files.js';

interface Parts {
  readonly staged: Pick<StagedFiles, 'begin' | 'paths' | 'end'>;
  readonly window: () => BrowserWindow | undefined;
}

/** What the page asks of files that other programs are to get. */
export function stagingHandlers({ staged, window }: Parts): Handlers<typeof stagingCalls, undefined> {
  const clipboardOf = (paths: readonly string[]) =>
    fileClipboard(paths, process.platform, process.env.XDG_CURRENT_DESKTOP);
  return {
    'staging.begin': async () => ({ ...(await staged.begin()), canCopy: clipboardOf([]) !== null }),
    'staging.drag': async ({ stagingId }) => {
      const files = await staged.paths(stagingId);
      const [file] = files;
      if (file !== undefined)
        window()?.webContents.startDrag({ file, files, icon: await app.getFileIcon(file) });
      return {};
    },
    'staging.copy': async ({ stagingId }) => {
      const format = clipboardOf(await staged.paths(stagingId));
      if (format !== null) await putOnClipboard(format);
      return {};
    },
    'staging.end': async ({ stagingId }) => {
      await staged.end(stagingId);
      return {};
    },
  };
}

/** Electron's clipboard follows the web's nowadays; older Electrons, such as the development runtime, have their own. */
async function putOnClipboard({ type, bytes }: ClipboardFormat): Promise<void> {
  const old = clipboard as { writeBuffer?: (type: string, bytes: Buffer) => void };
  if (old.writeBuffer !== undefined) old.writeBuffer(type, bytes);
  else {
    const raw = `electron application/osclipboard;format="${type}"`;
    await clipboard.write([new ClipboardItem({ [raw]: new Blob([Uint8Array.from(bytes)]) })]);
  }
}
