import type { Client } from 'ssh2';

/** An SSH connection that somebody has signed in on. */
export interface SignedIn {
  readonly client: Client;
  /** Ends it, with its session. */
  readonly close: () => Promise<void>;
}

/** How the files of a node are reached. */
export interface NodeAccess {
  readonly nodeId: string;
  /** The terminal's connection. Rejects when that ends before it was open. */
  readonly main: Promise<Client>;
  /**
   * One more connection, through a Session Manager session of its own.
   *
   * @throws ProblemError
   */
  another(options: { readonly compress: boolean }): Promise<SignedIn>;
}
