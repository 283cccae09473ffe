import { currentPlatform } from '../ui/platform.js';

const isPlain = (path: string): boolean => /^[\w@%+=:,./~-]+$/.test(path);

/** The command that makes a key file its owner's alone, as one would type it on this system. */
export function mendCommand(path: string): string {
  if (currentPlatform() === 'win32') return `icacls "${path}" /inheritance:r /grant:r "%USERNAME%:R"`;
  return `chmod 400 ${isPlain(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}
