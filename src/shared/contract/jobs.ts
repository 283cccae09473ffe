import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

export const sideSchema = z.enum(['local', 'remote']);
/** This machine, or the node. */
export type Side = z.infer<typeof sideSchema>;

/** Longer ones are no paths anywhere: Linux ends at 4 KiB, Windows at 32 Ki. */
export const pathSchema = z.string().min(1).max(65_536);
/** Of one job: more than anybody's folder holds, and few enough to be kept on disk. */
const jobPathsSchema = z.array(pathSchema).min(1).max(1_000_000);
export const jobIdSchema = z.string().min(1).max(64);

export const conflictActionSchema = z.enum(['overwrite', 'skip', 'rename', 'newer', 'resume']);
/** What to do where something of the same name is there; `newer` overwrites what is older and skips the rest. */
export type ConflictAction = z.infer<typeof conflictActionSchema>;

export const verificationSchema = z.enum(['full', 'sampled', 'none']);
/**
 * How a copy is compared with its source before it takes the target's name: all of it by SHA-256, or pieces of it.
 * Where the server has no way to compute checksums, `full` is `sampled`.
 */
export type Verification = z.infer<typeof verificationSchema>;

export const filesSettingsSchema = z.object({
  sessions: z.number().int().min(0).max(16),
  verify: verificationSchema,
  /** Whether the person sees the node's files as root, through sudo. */
  elevated: z.boolean(),
});
/** What the settings say of a node's files. */
export type FilesSettings = z.infer<typeof filesSettingsSchema>;

const stampSchema = z.object({ size: z.number(), modifiedMs: z.number().nullable() });
const originalSchema = stampSchema.extend({ mode: z.number().nullable() });
/** What a file was that is being added to: what it becomes again when nothing comes of that. */
export type Original = z.infer<typeof originalSchema>;

export const contentSchema = stampSchema.extend({
  /** SHA-256, in lower-case hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** What a file holds, as far as another one could be told from it. */
export type Content = z.infer<typeof contentSchema>;

export const copySpecSchema = z.object({
  kind: z.literal('copy'),
  from: z.object({ side: sideSchema, paths: jobPathsSchema }),
  to: z.object({
    side: sideSchema,
    /** The folder that the copies go into; made when it is not there. */
    folder: pathSchema,
    /** Another name for the copy; for one path only. */
    name: z.string().min(1).optional(),
  }),
  conflicts: z.enum(['ask', ...conflictActionSchema.options]).default('ask'),
  /** As the settings say where it is left out. */
  verify: verificationSchema.optional(),
  /** Removes each source once its copy is whole and in place. */
  move: z.boolean().default(false),
  /**
   * For one file: the job fails with `files.target-changed` when the target is not as it was, as when an edited file
   * goes back. Nothing is asked then. The checksum, where one is given, is compared where the side can compute it.
   */
  onlyIfTargetIs: contentSchema.partial({ sha256: true }).optional(),
  /**
   * Whether it goes on with the node's next connection when this one ends first, as it does where this is left out. Of
   * one that does not, only what it has half written is remembered, to be removed.
   */
  outlivesConnection: z.boolean().optional(),
});
export type CopySpec = z.infer<typeof copySpecSchema>;

export const jobSpecSchema = z.discriminatedUnion('kind', [
  copySpecSchema,
  /** Removes files and whole folders; symlinks are removed, not followed. */
  z.object({ kind: z.literal('remove'), side: sideSchema, paths: jobPathsSchema }),
  /** Sets permission bits at and below some paths; folders get execute where they get read. */
  z.object({
    kind: z.literal('mode'),
    side: sideSchema,
    paths: jobPathsSchema,
    mode: z.number().int().min(0).max(0o7777),
  }),
]);
/** What a job is to do. */
export type JobSpec = z.infer<typeof jobSpecSchema>;
/** The same as a caller may write it: what has a default may be left out. */
export type JobSpecInput = z.input<typeof jobSpecSchema>;

const questionSchema = z.object({
  questionId: z.string(),
  source: stampSchema.extend({ path: z.string(), isFolder: z.boolean() }),
  target: stampSchema.extend({ path: z.string(), isFolder: z.boolean() }),
  /** What can be answered: `resume` only where the target may be the beginning of the source. */
  actions: z.array(conflictActionSchema),
});
/** A conflict that a job waits to be told about. */
export type JobQuestion = z.infer<typeof questionSchema>;

export const jobStateSchema = z.enum([
  'queued',
  'running',
  'paused',
  /** For an answer (`question`) or for the connection. */
  'waiting',
  /** Ended; `failed` when at least one item failed or the whole could not be done. */
  'done',
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobSchema = z.object({
  jobId: jobIdSchema,
  kind: z.enum(['copy', 'remove', 'mode']),
  from: sideSchema,
  /** Null for jobs that copy nothing. */
  to: z.object({ side: sideSchema, folder: z.string() }).nullable(),
  /** The first path that was asked for, and how many there are. */
  firstPath: z.string(),
  pathCount: z.number(),
  state: jobStateSchema,
  /** Whether it was found in the stored queue, left by a run of the app that ended. */
  restored: z.boolean(),
  /** Unix milliseconds. */
  addedAt: z.number(),
  endedAt: z.number().nullable(),
  progress: z.object({
    /** Whether the totals still grow. */
    counting: z.boolean(),
    bytesDone: z.number(),
    bytesTotal: z.number(),
    /** Files, folders and links that are dealt with: copied, skipped or failed. */
    itemsDone: z.number(),
    itemsTotal: z.number(),
    itemsSkipped: z.number(),
    itemsFailed: z.number(),
    /** Over the last seconds; 0 unless running. */
    bytesPerSecond: z.number(),
    secondsLeft: z.number().nullable(),
    /** Some of the files being copied now, the biggest first. */
    current: z.array(z.object({ path: z.string(), bytesDone: z.number(), bytesTotal: z.number() })),
  }),
  question: questionSchema.nullable(),
  /** What went wrong with items, or was left out and why: the first 200. A whole job's own failure has path "". */
  remarks: z.array(
    z.object({ path: z.string(), outcome: z.enum(['failed', 'skipped']), problem: problemSchema }),
  ),
  /** How it is done, for details. */
  how: z.object({
    protocol: z.enum(['sftp', 'scp', 'tar']),
    /**
     * Session Manager sessions in use for it now, the terminal's included when it takes part; at most in use, once it has
     * ended.
     */
    sessions: z.number(),
    compressed: z.boolean(),
    /** The weakest check of any file so far; null before the first. */
    verified: verificationSchema.nullable(),
    /** Whether files that it replaced were moved away first, because the server cannot replace one in one step. */
    inSteps: z.boolean(),
  }),
});
/** A job as the page sees it. */
export type Job = z.infer<typeof jobSchema>;

export const storedJobSchema = z.object({
  jobId: jobIdSchema,
  addedAt: z.number(),
  /** `discarded` ones are not done any more: only their parts on the node are left to be removed. */
  state: z.enum(['queued', 'paused', 'discarded']),
  spec: jobSpecSchema,
  /** Answers given "for all", so that nobody is asked again. */
  answerForAll: conflictActionSchema.nullable(),
  /** Folders that it has made and not finished: they still get mode and time, as those that were there do not. */
  madeFolders: z.array(z.string()).default([]),
  /** Files that are half copied, each with what proves later that the rest may be added. */
  parts: z.array(
    z.object({
      sourcePath: z.string(),
      targetPath: z.string(),
      partPath: z.string(),
      source: stampSchema,
      /** So many bytes from the start were confirmed by the target. */
      bytesDone: z.number(),
      /** The person's own file, where that became the part because it was to be added to; else null. */
      original: originalSchema.nullable().default(null),
    }),
  ),
});
/** A job as it is kept on disk, to go on after a restart. */
export type StoredJob = z.infer<typeof storedJobSchema>;

/** What a connection process asks main about its jobs. */
export const jobStoreCalls = {
  /** Jobs of the connection's node that an earlier run or connection has left. From now on they are this one's. */
  'jobs.load': { args: nothing, result: z.object({ jobs: z.array(storedJobSchema) }) },
  /** Keeps this connection's unfinished jobs, in place of those kept before. Resolves once they are on disk. */
  'jobs.save': { args: z.object({ jobs: z.array(storedJobSchema) }), result: nothing },
  /** How many sessions copies may open, how they are verified unless a job says otherwise, and whose files are seen. */
  'files.settings': { args: nothing, result: filesSettingsSchema },
} as const satisfies Record<string, CallSpec>;

const storedJobsSchema = z.object({
  nodes: z.array(z.object({ nodeId: z.string(), jobs: z.array(storedJobSchema) })),
});

/** What the page asks main about jobs of nodes that are not connected. */
export const storedJobCalls = {
  /** Unfinished jobs without a connection. They go on when their node is connected. */
  'jobs.stored': { args: nothing, result: storedJobsSchema },
  /** Forgets one of them. Its half-written parts here are removed at once, those on the node at the next connection. */
  'jobs.discard': { args: z.object({ nodeId: z.string(), jobId: jobIdSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;

/** What main tells the page about jobs. */
export const storedJobEvents = {
  /** All unfinished jobs without a connection, when they have become others. */
  'jobs.storedChanged': storedJobsSchema,
} as const satisfies Record<string, z.ZodType>;
