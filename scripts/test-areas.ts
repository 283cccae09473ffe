/** Tests of more than one folder: there a file's name is that of a feature. */
const LARGE = ['test/integration/', 'test/e2e/'];

/** Whether a test file needs the built app. */
export function needsBuild(file: string): boolean {
  return file.startsWith('test/e2e/');
}

/** Whether a test file needs more of the system than Node: an SSH server, the AWS CLI, Electron's libraries. */
export function needsSystem(file: string): boolean {
  return file.startsWith('test/') || file.startsWith('simulator/');
}

/**
 * The test files of an area: its name is a folder on the file's path or, in test/, the file's name
 * ("keys" takes src/main/keys/store.test.ts and test/e2e/keys.test.ts). A path works, too.
 */
export function filesOfArea(area: string, files: readonly string[]): string[] {
  const wanted = area.replace(/^\.\//, '').replace(/\/$/, '');
  return files.filter(
    (file) => file.startsWith(`${wanted}/`) || file === wanted || names(file).includes(wanted),
  );
}

/** The areas that a person can ask for, from the files there are. */
export function areasOf(files: readonly string[]): string[] {
  return [...new Set(files.flatMap(names))].sort();
}

function names(file: string): string[] {
  const parts = file.split('/');
  const base = (parts.pop() ?? '').replace(/\.test\.tsx?$/, '');
  const folders = parts.filter((part) => part !== 'src' && part !== 'test');
  return LARGE.some((folder) => file.startsWith(folder)) ? [...folders, base] : folders;
}
