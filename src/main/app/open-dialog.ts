import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';

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
