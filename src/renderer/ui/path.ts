/** A file's name out of a path of any system. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The folder of a path, or nothing for a bare name. */
export const folderOf = (path: string): string =>
  path.slice(0, Math.max(0, path.length - baseName(path).length - 1));
