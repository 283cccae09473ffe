/** What a command on the node has answered. */
export interface CommandResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal's name; null as well when the connection was lost. */
  readonly signal: string | null;
  readonly output: Buffer;
  readonly errorOutput: string;
}

/** Runs commands on the node. Names of files go in through `input`: in a command line not every byte survives. */
export interface RemoteShell {
  /**
   * @param command for the user's login shell, whichever that is
   * @throws when the command could not be started or the connection was lost
   */
  run(command: string, input: Buffer, signal?: AbortSignal): Promise<CommandResult>;
}

/**
 * A POSIX script as a command line. Login shells differ, but single quotes are the same in all of them.
 *
 * @param script without single quotes
 */
export function posixScript(script: string): string {
  if (script.includes("'")) throw new Error('A script must not hold single quotes');
  return `exec sh -c '${script}'`;
}
