import { join } from 'node:path';
import log from 'electron-log/main';
import type { Log } from '../../shared/log.js';
import { redact } from './redact.js';

/** One log file is kept, and one before it; bytes. */
const MAX_SIZE = 2 * 1024 * 1024;

/**
 * Opens the log: a file, and in development the console. Every line passes through `redact`.
 *
 * @param folder where main.log goes
 */
export function openLog(folder: string, toConsole: boolean): Log {
  log.transports.file.resolvePathFn = () => join(folder, 'main.log');
  log.transports.file.maxSize = MAX_SIZE;
  log.transports.file.level = 'info';
  log.transports.console.level = toConsole ? 'info' : false;
  // One line, made here, so that nothing can be added to it after it was redacted.
  const line = (message: string, details?: Record<string, unknown>): string =>
    redact(details === undefined ? message : `${message} ${JSON.stringify(details)}`);
  return {
    info: (message, details) => log.info(line(message, details)),
    warn: (message, details) => log.warn(line(message, details)),
    error: (message, details) => log.error(line(message, details)),
  };
}
