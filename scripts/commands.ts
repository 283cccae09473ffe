import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The program behind a command, also where only root's path leads. */
export function findCommand(command: string): string | undefined {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...path, '/usr/sbin', '/sbin'].map((folder) => join(folder, command)).find(existsSync);
}
