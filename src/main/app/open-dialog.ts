import { dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';

/** Lets the person choose files or folders in the system's dialog, over the window; empty when they give up. */
export async function choosePaths(
  window: BrowserWindow | undefined,
  options: OpenDialogOptions,
): Promise<string[]> {
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? [] : filePaths;
}

/** Asks for the file to save to in the system's dialog, over the window; null when the person gives up. */
export async function chooseTarget(
  window: BrowserWindow | undefined,
  options: SaveDialogOptions,
): Promise<string | null> {
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || !filePath ? null : filePath;
}
