/** What the command line gave: options by their long names, and the words that are none. */
export interface Arguments {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
}

/** Where a command reads and writes, so that tests can stand in for the terminal. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Tells the person something, on standard error. */
export const sayTo =
  ({ stderr }: Pick<Io, 'stderr'>) =>
  (line: string): void => {
    stderr.write(`sallyport: ${line}\n`);
  };

/** A command at work. @returns the exit code */
export type Run = (args: Arguments, io: Io) => Promise<number>;

/** An option of a command, without its dashes. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What to call its value in the help; without one it is a switch. */
  readonly value?: string;
  /** Values to offer, where there are few. */
  readonly choices?: readonly string[];
  readonly help: string;
}

/** What every command has. */
export const HELP: OptionSpec = { name: 'help', short: 'h', help: 'this help' };

/** What help, completion and the parser know of a command. */
export interface CommandSpec {
  readonly name: string;
  /** What stands behind the name in the usage line. */
  readonly synopsis: string;
  readonly summary: string;
  /** Paragraphs for `sallyport help NAME`. */
  readonly details?: string;
  readonly options: readonly OptionSpec[];
  /** How many words it takes. */
  readonly words: { readonly least: number; readonly most: number };
  /** Words to offer in the first place, where there are few; `nodes` offers the names of nodes. */
  readonly firstWord?: readonly string[] | 'nodes';
  /** After the first word all belongs to another program, options included. */
  readonly passesThrough?: true;
  readonly examples: readonly string[];
  /** Loads the code: what one command needs the others do not wait for. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** A command line that cannot be meant; the message says what is wrong with it. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}
