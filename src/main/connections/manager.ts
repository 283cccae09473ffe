import { z } from 'zod';
import {
  connectionCalls,
  type Args,
  type ConnectionCalls,
  type ConnectionCommands,
  type MainCalls,
  type PortLabel,
  type SignIn,
} from '../../shared/contract/index.js';
import { identityName } from '../../shared/identity-name.js';
import { problem, type Problem } from '../../shared/problem.js';
import { answerCall, type Handlers } from '../ipc/answer.js';
import type { Log } from '../../shared/log.js';
import { ProcessPool, type ConnectionPlatform, type ConnectionProcess } from './process.js';

/** Where SSH servers listen unless told otherwise. */
const SSH_PORT = 22;
/** Time (ms) that a connection has to end by itself, its session included, before its process is killed. */
const CLOSE_GRACE_MS = 3_000;

/** Who asks: a connection, the node it is for, and how it signs in there. */
export interface ConnectionContext {
  readonly connectionId: string;
  readonly nodeId: string;
  /** Null for Session Manager's own shell. */
  readonly signIn: SignIn | null;
}

/** What the manager needs of the rest of main. */
export interface ConnectionHooks<Port> {
  /** Answers what connection processes ask. */
  readonly handlers: Handlers<ConnectionCalls, ConnectionContext>;
  /** Whether algorithms that are no longer safe may be used with a node. */
  oldAlgorithms(nodeId: string): boolean;
  /** Ends what a connection has left open: its sessions, and questions that it waits for. Never rejects. */
  ended(connectionId: string): Promise<void>;
  sendPort(label: PortLabel, port: Port): void;
  /** Nobody works on the connection's stored jobs any more. */
  releaseJobs(connectionId: string): void;
  crashed(connectionId: string, problem: Problem): void;
}

/** Messages from connection processes, as src/connection/entry.ts writes them. */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), name: z.string(), args: z.unknown() }),
  /** All is over, the terminal has been told, and the process exits now. */
  z.object({ kind: z.literal('ended') }),
]);

interface Running<Port> {
  readonly context: ConnectionContext;
  readonly process: ConnectionProcess<Port>;
  /** Resolves when the process has exited and its sessions are ended. */
  readonly gone: Promise<void>;
  closing: boolean;
  /** The connection has said that it is over, so that its exit is no surprise. */
  ended: boolean;
}

/** Opens, serves and closes the connections, each in a process of its own. */
export class ConnectionManager<Port> {
  private readonly running = new Map<string, Running<Port>>();
  private readonly pool: ProcessPool<Port>;

  public constructor(
    private readonly platform: ConnectionPlatform<Port>,
    private readonly hooks: ConnectionHooks<Port>,
    private readonly log: Log,
    private readonly graceMs: number = CLOSE_GRACE_MS,
  ) {
    this.pool = new ProcessPool(platform);
  }

  /** Starts a process in advance, so that the next connection need not wait for one. */
  public warm(): void {
    this.pool.warm();
  }

  /** Starts connecting: the page gets its port, and hears the rest on that, failures included. */
  public open(args: Args<MainCalls, 'connection.open'>): void {
    const { connectionId, nodeId, signIn, cols, rows } = args;
    if (this.running.has(connectionId)) throw new Error(`Connection ${connectionId} is open already`);
    const child = this.pool.take();
    this.adopt({ connectionId, nodeId, signIn }, child);
    const { forPage, forProcess } = this.platform.channel();
    const ssh = signIn && this.sshServer(nodeId, signIn);
    this.command(child, 'open', { nodeId, ssh, cols, rows }, [forProcess]);
    this.hooks.sendPort({ connectionId, kind: 'terminal' }, forPage);
    this.pool.warm();
  }

  /** Gives the page a port to a connection's files. An unknown connection is closed, and has said so already. */
  public openFiles(connectionId: string): void {
    const connection = this.running.get(connectionId);
    if (connection === undefined || connection.closing) return;
    const { forPage, forProcess } = this.platform.channel();
    this.command(connection.process, 'files', {}, [forProcess]);
    this.hooks.sendPort({ connectionId, kind: 'files' }, forPage);
  }

  /** Closes a connection and ends its sessions; resolves when both are done. An unknown one is closed already. */
  public async close(connectionId: string): Promise<void> {
    const connection = this.running.get(connectionId);
    if (connection === undefined) return;
    if (!connection.closing) {
      connection.closing = true;
      this.command(connection.process, 'close', {});
      const timer = setTimeout(() => {
        this.log.warn('A connection did not end by itself and is killed', { connectionId });
        connection.process.kill();
      }, this.graceMs);
      void connection.gone.finally(() => clearTimeout(timer));
    }
    await connection.gone;
  }

  /** Tells all connections that the machine woke up. */
  public retryAll(): void {
    for (const { process: child } of this.running.values()) this.command(child, 'retry', {});
  }

  /** Closes all connections. */
  public async closeAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((connectionId) => this.close(connectionId)));
  }

  /** Closes all connections and the process kept in advance: the app ends. */
  public async shutDown(): Promise<void> {
    this.pool.close();
    await this.closeAll();
  }

  private sshServer(
    nodeId: string,
    { user, identity, port = SSH_PORT }: SignIn,
  ): z.infer<ConnectionCommands['open']>['ssh'] {
    return {
      user,
      port,
      identityKind: identity.kind,
      keyName: identityName(identity) ?? '',
      oldAlgorithms: this.hooks.oldAlgorithms(nodeId),
    };
  }

  private adopt(context: ConnectionContext, child: ConnectionProcess<Port>): void {
    const { connectionId } = context;
    const gone = new Promise<void>((resolve) => {
      child.onExit((code) => {
        // The code does not tell: Electron 25 reports 0 for a process that a signal has killed.
        const connection = this.running.get(connectionId);
        if (connection && !connection.closing && !connection.ended) this.crashed(context, code);
        this.running.delete(connectionId);
        this.hooks.releaseJobs(connectionId);
        void this.hooks.ended(connectionId).finally(resolve);
      });
    });
    this.running.set(connectionId, { context, process: child, gone, closing: false, ended: false });
    child.onMessage((message) => void this.received(context, child, message));
  }

  private crashed({ connectionId, nodeId }: ConnectionContext, code: number): void {
    this.log.error('A connection process has ended by itself', { connectionId, nodeId, code });
    const details = `The process exited with code ${code}.`;
    const remedies = ['retry' as const, 'copy-details' as const];
    this.hooks.crashed(connectionId, problem('connection.crashed', { nodeId }, { details, remedies }));
  }

  private async received(
    context: ConnectionContext,
    child: ConnectionProcess<Port>,
    message: unknown,
  ): Promise<void> {
    const { connectionId } = context;
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) {
      this.log.error('A connection sent what is not a message', { connectionId });
      return;
    }
    if (parsed.data.kind === 'ended') {
      const connection = this.running.get(connectionId);
      if (connection?.process === child) connection.ended = true;
      return;
    }
    const { id, name, args } = parsed.data;
    const reply = await answerCall(connectionCalls, this.hooks.handlers, { name, args }, context, this.log);
    // It may have exited meanwhile.
    if (this.running.get(connectionId)?.process === child) child.postMessage({ kind: 'reply', id, reply });
    // The process has its own copy. Bytes in answers are secrets: private keys, data keys.
    if (reply.ok) wipeBytes(reply.value);
  }

  private command<Name extends keyof ConnectionCommands>(
    child: ConnectionProcess<Port>,
    name: Name,
    payload: z.infer<ConnectionCommands[Name]>,
    ports: Port[] = [],
  ): void {
    child.postMessage({ kind: 'command', name, payload }, ports);
  }
}

function wipeBytes(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) if (part instanceof Uint8Array) part.fill(0);
}
