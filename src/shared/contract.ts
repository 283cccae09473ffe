/**
 * The one table of calls and events between processes. Preload, main and connection are wired from it, and each
 * message is checked against its schema at the door of the process that receives it.
 *
 * Adding a call: one entry here, one handler in the process that answers.
 */
import { z } from 'zod';
import { managedNodeSchema } from './node.js';
import { problemSchema, type Problem } from './problem.js';

const nothing = z.object({}).strict();

export const signInSchema = z.object({ user: z.string().min(1), keyFile: z.string().min(1) });
/** How to sign in to a node: the user name on it, and the absolute path of a private key file here. */
export type SignIn = z.infer<typeof signInSchema>;

export const signInFromSchema = z.enum(['node', 'key-pair', 'default']);

export const keyFileSchema = z.object({
  path: z.string(),
  /** The file's name, for lists. */
  name: z.string(),
  format: z.enum(['OpenSSH', 'PKCS#1', 'PKCS#8', 'SEC1', 'PPK']),
  /** SSH's name of the key type, such as ssh-ed25519; null when only the passphrase would tell. */
  type: z.string().nullable(),
  /** "SHA256:…" as ssh-keygen prints it; null when only the passphrase would tell. */
  fingerprint: z.string().nullable(),
  comment: z.string(),
  encrypted: z.boolean(),
  /** Octal permission bits such as "0600"; null where the system has none (Windows). */
  mode: z.string().nullable(),
  /** Present when the key cannot be used as it is (too open, encrypted, …). */
  problem: problemSchema.nullable(),
});
/** What a key-file picker shows of a private key file. Holds nothing secret. */
export type KeyFile = z.infer<typeof keyFileSchema>;

export const fleetSourceSchema = z.object({
  /** Stable id of a profile × region. */
  id: z.string(),
  profile: z.string(),
  region: z.string().nullable(),
  accountId: z.string().nullable(),
  status: z.enum(['loading', 'ready', 'failed']),
  count: z.number(),
  problem: problemSchema.nullable(),
});
/** One place that nodes are listed from, and how that went. */
export type FleetSource = z.infer<typeof fleetSourceSchema>;

export const connectionIdSchema = z.string().min(1);

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** BCP 47 tag of the language to show, from settings or the system. */
  language: z.enum(['en', 'ko']),
  electron: z.string(),
  /** What went wrong at start and is worth a banner, such as a settings file that could not be read. */
  problems: z.array(problemSchema).optional(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

interface CallSpec {
  readonly args: z.ZodType;
  readonly result: z.ZodType;
}

/** Calls that the renderer makes and main answers. */
export const mainCalls = {
  'app.info': { args: nothing, result: appInfoSchema },
  /** Opens a web page in the system's browser; https only. */
  'app.openExternal': { args: z.object({ url: z.url({ protocol: /^https$/ }) }), result: nothing },
  'clipboard.write': { args: z.object({ text: z.string().max(10_000_000) }), result: nothing },
  'clipboard.read': { args: nothing, result: z.object({ text: z.string() }) },
  /** Starts listing again (single flight); pages arrive as `fleet.page`, the outcome as `fleet.source`. */
  'fleet.refresh': { args: nothing, result: nothing },
  /** How to sign in to a node as far as settings tell; `signIn` is null when a key has yet to be chosen. */
  'signIn.resolve': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({
      signIn: signInSchema.nullable(),
      from: signInFromSchema.nullable(),
      suggestedUser: z.string().nullable(),
      /** Private keys worth offering: used before, then those in ~/.ssh. */
      suggestedKeys: z.array(keyFileSchema),
    }),
  },
  /** Remembers how to sign in, for one node or for all nodes launched with its key pair. */
  'signIn.remember': {
    args: z.object({ nodeId: z.string(), scope: z.enum(['node', 'key-pair']), signIn: signInSchema }),
    result: nothing,
  },
  'signIn.forget': { args: z.object({ nodeId: z.string() }), result: nothing },
  /** Opens the system's file dialog; null when the person cancels. */
  'keys.choose': { args: nothing, result: keyFileSchema.nullable() },
  'keys.inspect': { args: z.object({ path: z.string().min(1) }), result: keyFileSchema },
  /** Makes a key file readable by its owner only (chmod 400) and reads it again to see that it worked. */
  'keys.mend': { args: z.object({ path: z.string().min(1) }), result: keyFileSchema },
  /**
   * Starts connecting to a node. The terminal's MessagePort follows as a `connection` port message with the same id;
   * progress and failures of the connection itself arrive on that port.
   */
  'connection.open': {
    args: z.object({
      connectionId: connectionIdSchema,
      nodeId: z.string(),
      signIn: signInSchema,
      cols: z.number().int().min(1).max(10_000),
      rows: z.number().int().min(1).max(10_000),
    }),
    result: nothing,
  },
  'connection.close': { args: z.object({ connectionId: connectionIdSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;

/** Events that main sends to the renderer. */
export const mainEvents = {
  /** Nodes that are new or have changed, as pages arrive; `removed` comes with the last page of a listing. */
  'fleet.page': z.object({ nodes: z.array(managedNodeSchema), removed: z.array(z.string()) }),
  'fleet.sources': z.object({ sources: z.array(fleetSourceSchema) }),
  /** The connection's process has ended without having said `closed` itself. */
  'connection.crashed': z.object({ connectionId: connectionIdSchema, problem: problemSchema }),
  /** A menu entry or its key was chosen. */
  'menu.command': z.object({
    command: z.enum(['refresh', 'search', 'close-tab', 'next-tab', 'previous-tab', 'find', 'copy', 'paste']),
  }),
} as const satisfies Record<string, z.ZodType>;

/** The steps of connecting, in order. */
export const connectSteps = ['session', 'channel', 'ssh', 'auth', 'shell'] as const;
export type ConnectStep = (typeof connectSteps)[number];

/**
 * Messages on the MessagePort between a terminal and its connection. Terminal bytes travel beside these as bare
 * Uint8Arrays, both ways, never as JSON.
 */
export const terminalMessages = {
  /** Terminal → connection. */
  toConnection: z.discriminatedUnion('type', [
    z.object({ type: z.literal('resize'), cols: z.number().int().min(1), rows: z.number().int().min(1) }),
    /** The terminal has parsed this many bytes of output: back-pressure. */
    z.object({ type: z.literal('ack'), bytes: z.number().int().min(0) }),
  ]),
  /** Connection → terminal. */
  toTerminal: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('progress'),
      step: z.enum(connectSteps),
      state: z.enum(['running', 'done', 'failed']),
      /** Milliseconds that the step took so far. */
      ms: z.number(),
    }),
    z.object({
      type: z.literal('open'),
      hostKey: z.object({ fingerprint: z.string(), trust: z.enum(['known', 'first-use']) }),
      sessionId: z.string(),
    }),
    /** The path to the node: open, or suspended since a time (Unix ms) while it is being resumed. */
    z.object({
      type: z.literal('path'),
      state: z.enum(['open', 'suspended', 'resuming']),
      since: z.number(),
      attempt: z.number(),
    }),
    /** Once a second while connected, when something changed. `rttMs` is the data channel's smoothed round trip. */
    z.object({
      type: z.literal('stats'),
      rttMs: z.number().nullable(),
      bytesUp: z.number(),
      bytesDown: z.number(),
    }),
    /** The end: `problem` says why when it was not the shell's own exit. */
    z.object({
      type: z.literal('closed'),
      problem: problemSchema.nullable(),
      exitCode: z.number().nullable(),
      signal: z.string().nullable(),
    }),
  ]),
} as const;
export type ToConnection = z.infer<typeof terminalMessages.toConnection>;
export type ToTerminal = z.infer<typeof terminalMessages.toTerminal>;

const sessionTicketSchema = z.object({
  sessionId: z.string(),
  streamUrl: z.string(),
  tokenValue: z.string(),
  /** Headers for the WebSocket request: its SigV4 signature. They hold no secret key. */
  headers: z.record(z.string(), z.string()),
  /** The proxy to dial through, with what it asks for to let us; null for none. */
  proxy: z.string().nullable(),
  /** Certificates (PEM) to trust beside the usual ones; null for none. */
  ca: z.array(z.string()).nullable(),
});
/** What a data channel needs to open or to resume: where to dial, with which token and signed headers. */
export type SessionTicket = z.infer<typeof sessionTicketSchema>;

/** Calls that a connection process makes and main answers: everything that needs AWS credentials or app-wide state. */
export const connectionCalls = {
  /** StartSession with AWS-StartSSHSession for the connection's node. */
  'session.start': { args: z.object({ portNumber: z.number().int() }), result: sessionTicketSchema },
  /** ResumeSession; null when the session has timed out (empty TokenValue). */
  'session.resume': { args: z.object({ sessionId: z.string() }), result: sessionTicketSchema.nullable() },
  /** TerminateSession, and the session is no longer main's to end. */
  'session.terminate': { args: z.object({ sessionId: z.string() }), result: nothing },
  /**
   * KMS GenerateDataKey (64 bytes) for a session whose preferences name a key. Main adds the session and the node to the
   * encryption context.
   */
  'session.dataKey': {
    args: z.object({
      sessionId: z.string(),
      keyId: z.string().min(1),
      extraContext: z.record(z.string(), z.string()),
    }),
    result: z.object({ plaintext: z.instanceof(Uint8Array), ciphertextBlob: z.instanceof(Uint8Array) }),
  },
  /** Compares a host key with the pinned one for this node, pinning it on first use. */
  'hostKey.verify': {
    args: z.object({ type: z.string(), blob: z.string().describe('base64') }),
    result: z.object({ trust: z.enum(['known', 'first-use']) }),
  },
} as const satisfies Record<string, CallSpec>;

/** What main tells a connection process. The `open` message carries the terminal's MessagePort. */
export const connectionCommands = {
  open: z.object({
    nodeId: z.string(),
    user: z.string(),
    /** The private key file's content. It goes from main to the connection only, never to the renderer. */
    privateKey: z.instanceof(Uint8Array),
    keyName: z.string(),
    cols: z.number().int(),
    rows: z.number().int(),
  }),
  close: nothing,
  /** The machine woke up: a path that is lost is taken up again now, one that seems fine is asked for a sign of life. */
  retry: nothing,
} as const satisfies Record<string, z.ZodType>;

export type MainCalls = typeof mainCalls;
export type MainEvents = typeof mainEvents;
export type ConnectionCalls = typeof connectionCalls;
export type ConnectionCommands = typeof connectionCommands;

export type Args<Table extends Record<string, CallSpec>, Name extends keyof Table> = z.infer<
  Table[Name]['args']
>;
export type Result<Table extends Record<string, CallSpec>, Name extends keyof Table> = z.infer<
  Table[Name]['result']
>;

/** What a call comes back as across processes: its result, or the Problem that stopped it. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** The bridge that preload puts on `window.sallyport`. */
export interface Bridge {
  call<Name extends keyof MainCalls>(
    name: Name,
    args: Args<MainCalls, Name>,
  ): Promise<Reply<Result<MainCalls, Name>>>;
  /** Subscribes to an event; the function returned unsubscribes. */
  on<Name extends keyof MainEvents>(
    name: Name,
    listener: (payload: z.infer<MainEvents[Name]>) => void,
  ): () => void;
  /** The absolute path of a file that was dropped or chosen in the page; empty when it has none. */
  pathOfFile(file: unknown): string;
}

/** The `data` of the window message with which preload passes a terminal's MessagePort on to the page. */
export const PORT_MESSAGE = 'sallyport:connection-port';
