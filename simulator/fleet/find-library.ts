import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Where distributions put libraries: Debian and Ubuntu, Fedora and SUSE, others. */
const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** Finds a library of the system, such as `libnss_wrapper.so`; undefined where it is not installed. */
export async function findLibrary(name: string): Promise<string | undefined> {
  for (const place of FOLDERS.map((folder) => join(folder, name))) {
    try {
      await access(place);
      return place;
    } catch {
      // The next place, then.
    }
  }
  return undefined;
}
