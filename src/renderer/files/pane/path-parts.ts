import { folderOf, type Separated } from '../../../shared/file-path.js';
import { baseName } from '../../../shared/file-path.js';

export interface PathPart {
  readonly path: string;
  readonly name: string;
}

/** A path's folders from its root down, each with the path that leads there. */
export function pathParts(separated: Separated, path: string): PathPart[] {
  const parts: PathPart[] = [];
  for (let at = path; ;) {
    const parent = folderOf(separated, at);
    parts.unshift({ path: at, name: parent === at ? at : baseName(separated, at) });
    if (parent === at || parent === '.') return parts;
    at = parent;
  }
}

/** What is typed of a path: the folder it names so far, and the beginning of the name that follows. */
export function typedParts({ separator }: Separated, text: string): { folder: string; start: string } {
  const at = Math.max(text.lastIndexOf('/'), separator === '\\' ? text.lastIndexOf('\\') : -1);
  return { folder: text.slice(0, at + 1), start: text.slice(at + 1) };
}
