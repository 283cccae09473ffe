import type { Readable } from 'node:stream';
import type { CloseReason } from '../session-manager/index.js';
import type { ConnectStep, ShownHostKey, ToTerminal } from '../shared/contract/index.js';
import type { Problem } from '../shared/problem.js';
import type { FilesService } from './files/files-service.js';
import type { Tunnel } from './tunnel.js';

/** How a shell exited, as far as it was told. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** A shell on the node, whatever carries it. */
export interface Shell {
  readonly output: Readable;
  /** Nulls until it is known. */
  readonly exit: Exit;
  /** Settles when it is over and has said all. */
  readonly ended: Promise<void>;
  write(bytes: Buffer): void;
  resize(size: Size): void;
}

/** What a connection shows of how it comes about. */
export interface Progress {
  advance(step: ConnectStep): void;
  /** A person is asked something: no limit runs meanwhile. */
  asking(isAsking: boolean): void;
  send(message: ToTerminal): void;
  fail(why: Problem): void;
}

/** A way to a shell on the node: SSH through a session, or a session that is a shell itself. */
export interface ShellSource {
  /** The port of the node that its session leads to; null for a shell. */
  readonly portNumber: number | null;
  /** The step that follows when the data channel is open. */
  readonly firstStep: ConnectStep;
  /** The files of the node, usable from the start; null where there is no way to any. */
  readonly files: FilesService | null;
  /** The key of the server that runs the shell; null where there is none. */
  readonly hostKey: ShownHostKey | null;
  /** What has to be there before a session is started. @throws ProblemError */
  prepare(): Promise<void>;
  /** @throws ProblemError */
  open(tunnel: Tunnel, size: () => Size): Promise<Shell>;
  /** Why the data channel closed; null when that was asked for, undefined when the end of the shell tells it all. */
  explain(reason: CloseReason, tunnel: Tunnel | null): Problem | null | undefined;
  /** The machine woke up or the network came back. */
  retryNow(): void;
  /** Ends what needs the session to end in order. */
  close(why: Problem | null): Promise<void>;
  /** Ends the rest, once the session is over. */
  destroy(): void;
}
