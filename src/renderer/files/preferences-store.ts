import { create } from 'zustand';
import { filesPreferencesSchema, type FilesPreferences } from '../../shared/contract/index.js';
import { call, on } from '../bridge.js';

/** Dragging an edge changes a width all the time. */
const KEEP_AFTER_MS = 400;

/** How files are shown and copied, in all tabs. */
export const useFilesPreferences = create<FilesPreferences>(() => filesPreferencesSchema.parse({}));

/** Changes a part of the preferences, and leaves the rest of that part as it is. */
export function prefer<Part extends 'pane' | 'jobs' | 'sort' | 'columns'>(
  part: Part,
  change: Partial<FilesPreferences[Part]>,
): void {
  useFilesPreferences.setState((now) => ({ [part]: { ...now[part], ...change } }));
}

/** Brings back the preferences of the last run, and keeps what changes from then on; the function returned stops that. */
export function followFilesPreferences(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  let isStopped = false;
  const keep = () => {
    timer = undefined;
    // A disk that is full loses them, and nothing else; the next change tries again.
    void call('files.keepPreferences', useFilesPreferences.getState()).catch(() => undefined);
  };
  const keepNow = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    keep();
  };
  const bringBack = () =>
    call('files.preferences', {})
      .then((kept) => useFilesPreferences.setState(kept))
      // Without them all is as new.
      .catch(() => undefined);
  // On the page of settings, or in the file.
  const stopSettings = on('settings.changed', () => void bringBack());
  void bringBack().finally(() => {
    if (isStopped) return;
    stop = useFilesPreferences.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER_MS);
    });
  });
  window.addEventListener('pagehide', keepNow);
  return () => {
    isStopped = true;
    stop();
    stopSettings();
    window.removeEventListener('pagehide', keepNow);
    keepNow();
  };
}
