import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';
import { connectionIdSchema } from './connections.js';
import { jobIdSchema, jobSchema, jobSpecSchema, pathSchema, sideSchema } from './jobs.js';

export const fileKindSchema = z.enum([
  'file',
  'directory',
  'symlink',
  'socket',
  'fifo',
  'block-device',
  'character-device',
  'other',
]);
export type FileKind = z.infer<typeof fileKindSchema>;

export const fileEntrySchema = z.object({
  /** Without a folder. As all names and paths here it may hold escaped bytes: see src/shared/file-name.ts. */
  name: z.string(),
  kind: fileKindSchema,
  /** Bytes. */
  size: z.number(),
  /** Unix milliseconds; whole seconds on most servers. */
  modifiedMs: z.number().nullable(),
  /** Permission bits (0o7777); null where the system has none. */
  mode: z.number().nullable(),
  /** Names, or numbers where the server gives no names. */
  owner: z.string().nullable(),
  group: z.string().nullable(),
  /** Of a symlink: what it holds, and the kind of what it leads to (null when it leads nowhere). */
  link: z.object({ target: z.string(), kind: fileKindSchema.nullable() }).nullable(),
});
/** One line of a folder. */
export type FileEntry = z.infer<typeof fileEntrySchema>;

const placeSchema = z.object({ side: sideSchema, path: pathSchema });

const sideInfoSchema = z.object({
  /** The folder to begin with. */
  home: z.string(),
  separator: z.enum(['/', '\\']),
  /** Where a path bar can start beside `/`: drives such as `C:\`, or `/C:/` on a Windows server. */
  roots: z.array(z.string()),
  /** Whether names that differ in case only are the same file. */
  ignoresCase: z.boolean(),
  /** What names can be: see src/shared/name-rules.ts. */
  names: z.enum(['posix', 'windows']),
});

const filesInfoSchema = z.object({
  local: sideInfoSchema,
  remote: sideInfoSchema.extend({
    protocol: z.enum(['sftp', 'scp']),
    /** SFTP extensions in use, as the server names them. */
    extensions: z.array(z.string()),
    /** Whether the server computes checksums by itself, so that whole files can be verified. */
    checksums: z.boolean(),
    /** Whether `sudo sftp-server` is in use. */
    elevated: z.boolean(),
  }),
});
/** What both sides are and can do. */
export type FilesInfo = z.infer<typeof filesInfoSchema>;

/** Calls of the page over a connection's `files` port. Paths are absolute, except where `.` is said to be allowed. */
export const filesCalls = {
  /** Waits for the SSH connection, then says what is there. */
  info: { args: nothing, result: filesInfoSchema },
  /**
   * Lists a folder. Before the reply come `entries` messages with this call's id, as the server delivers, in its order
   * and without `.` and `..`. `~` and relative paths are resolved; the result says the absolute path.
   */
  list: { args: placeSchema, result: z.object({ path: z.string(), count: z.number() }) },
  /** One entry, symlinks not followed; its name is the path's last part. */
  stat: { args: placeSchema, result: fileEntrySchema },
  /** The absolute path without symlinks, as the side's system sees it. */
  realpath: { args: placeSchema, result: z.object({ path: z.string() }) },
  /** The folder that the connection's shell is in; null where the node's system does not tell. */
  shellFolder: { args: nothing, result: z.object({ path: z.string() }).nullable() },
  makeDirectory: { args: placeSchema, result: nothing },
  /** Makes an empty file; refused when something of this name is there. */
  makeFile: { args: placeSchema, result: nothing },
  /** Renames or moves on one side; refused when something is at `to`. */
  rename: { args: z.object({ side: sideSchema, from: pathSchema, to: pathSchema }), result: nothing },
  makeSymlink: {
    args: z.object({ side: sideSchema, path: pathSchema, target: z.string().min(1) }),
    result: nothing,
  },
  /** Permission bits (0o7777) of one file or folder. Of what is below a folder: the job kind `mode`. */
  changeMode: { args: placeSchema.extend({ mode: z.number().int().min(0).max(0o7777) }), result: nothing },
  /** Free and total bytes of the disk that a folder is on; null where the side cannot tell. */
  space: {
    args: placeSchema,
    result: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  },
  /** A piece of a file, for a quick view. Less than asked for at its end. */
  read: {
    args: placeSchema.extend({
      offset: z.number().int().min(0),
      length: z
        .number()
        .int()
        .min(1)
        .max(8 * 1024 * 1024),
    }),
    result: z.object({ bytes: z.instanceof(Uint8Array), size: z.number() }),
  },
  /** Counts what is at and below some paths, and says how long it would take to copy to the other side. */
  measure: {
    args: z.object({ side: sideSchema, paths: z.array(pathSchema).min(1) }),
    result: z.object({
      files: z.number(),
      folders: z.number(),
      /** Symlinks, and what cannot be copied: sockets, devices. */
      others: z.number(),
      bytes: z.number(),
      /** From rates seen on this connection, or what Session Manager is known to allow. */
      seconds: z.number(),
    }),
  },
  /** Uses `sudo -n sftp-server` for the remote side from now on, or not any more. @throws `files.denied` */
  elevate: { args: z.object({ on: z.boolean() }), result: filesInfoSchema },

  'jobs.add': { args: z.object({ job: jobSpecSchema }), result: z.object({ jobId: jobIdSchema }) },
  'jobs.pause': { args: z.object({ jobId: jobIdSchema }), result: nothing },
  'jobs.resume': { args: z.object({ jobId: jobIdSchema }), result: nothing },
  /** Ends a job and removes its half-written parts; what is copied already stays. */
  'jobs.cancel': { args: z.object({ jobId: jobIdSchema }), result: nothing },
  /** Tries the failed items of a job that has ended again. */
  'jobs.retry': { args: z.object({ jobId: jobIdSchema }), result: nothing },
  /** Takes a job that has ended off the list. */
  'jobs.forget': { args: z.object({ jobId: jobIdSchema }), result: nothing },
  /** Puts a job before another one of the queue, or at its end. */
  'jobs.move': { args: z.object({ jobId: jobIdSchema, before: jobIdSchema.nullable() }), result: nothing },
  'jobs.answer': {
    args: z.object({
      jobId: jobIdSchema,
      questionId: z.string(),
      action: z.enum(['overwrite', 'skip', 'rename', 'newer', 'resume']),
      /** For `rename`: the new name; a free one is made up without it, as it is for all others of "for all". */
      name: z.string().min(1).optional(),
      forAll: z.boolean(),
    }),
    result: nothing,
  },
  /** Bytes a second for all jobs of this connection together, each direction by itself; null for no limit. */
  'jobs.limit': {
    args: z.object({ bytesPerSecond: z.number().int().min(1024).nullable() }),
    result: nothing,
  },
  /** How many Session Manager sessions big jobs may open beside the terminal's; 4 at first. */
  'jobs.sessions': { args: z.object({ most: z.number().int().min(0).max(16) }), result: nothing },
} as const satisfies Record<string, CallSpec>;
export type FilesCalls = typeof filesCalls;

/** What a connection tells the page over its `files` port without being asked. */
export const filesEvents = {
  /**
   * Jobs that are new or have changed, and ids of those that are gone: what has become of one at once, how far it is at
   * most four times a second.
   */
  jobs: z.object({ jobs: z.array(jobSchema), removed: z.array(jobIdSchema) }),
  /** The order of the queue, when it changes. */
  order: z.object({ jobIds: z.array(jobIdSchema) }),
} as const satisfies Record<string, z.ZodType>;
export type FilesEvents = typeof filesEvents;

const callNames = Object.keys(filesCalls) as [keyof FilesCalls, ...(keyof FilesCalls)[]];

/** Messages on the `files` port. */
export const filesMessages = {
  /** Page → connection. */
  toConnection: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('call'),
      id: z.number().int(),
      name: z.enum(callNames),
      args: z.unknown(),
    }),
    /** The answer to a call is not wanted any more: its work ends, and it may answer nothing. */
    z.object({ type: z.literal('cancel'), id: z.number().int() }),
  ]),
  /** Connection → page. */
  toPage: z.discriminatedUnion('type', [
    /** A `Reply` of the call's result. */
    z.object({
      type: z.literal('reply'),
      id: z.number().int(),
      reply: z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), value: z.unknown() }),
        z.object({ ok: z.literal(false), problem: problemSchema }),
      ]),
    }),
    z.object({ type: z.literal('entries'), id: z.number().int(), entries: z.array(fileEntrySchema) }),
    z.object({ type: z.literal('event'), name: z.enum(['jobs', 'order']), payload: z.unknown() }),
  ]),
} as const;
export type FilesToConnection = z.infer<typeof filesMessages.toConnection>;
export type FilesToPage = z.infer<typeof filesMessages.toPage>;

/** What the page asks main about files. */
export const filesOpenCalls = {
  /** Asks for a connection's `files` port, which follows as a port message of kind `files` with this id. */
  'files.open': { args: z.object({ connectionId: connectionIdSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;
