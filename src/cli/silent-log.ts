import type { Log } from '../shared/log.js';

/** Where the app's parts write what only its log is for. */
export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
