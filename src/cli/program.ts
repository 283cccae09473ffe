/**
 * The command that starts this program again: the launcher's path, which tells us by SALLYPORT_LAUNCHER; without a
 * launcher, this Node and the file that it runs.
 */
export function ownProgram(env: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  const launcher = env.SALLYPORT_LAUNCHER;
  return launcher ? [launcher] : [process.execPath, process.argv[1] ?? ''];
}
