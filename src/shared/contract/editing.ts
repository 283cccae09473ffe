import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';
import { contentSchema, pathSchema } from './jobs.js';

const editIdSchema = z.uuid();

export const editedFileSchema = z.object({
  editId: editIdSchema,
  nodeId: z.string().min(1).max(300),
  /** On the node, absolute, and not that of a link. */
  path: pathSchema,
  /** Where the copy is that is edited, on this computer. */
  localPath: z.string(),
});
/** A file of a node that is edited on this computer. */
export type EditedFile = z.infer<typeof editedFileSchema>;

export const leftEditSchema = editedFileSchema.extend({
  /** What the node had when both were the same. */
  base: contentSchema,
});
/** An edited file that a former run or tab has left with changes that are not on the node. */
export type LeftEdit = z.infer<typeof leftEditSchema>;

const one = z.object({ editId: editIdSchema });

/** What the page asks main about files of nodes that are edited here: copying them is the page's, the copies are main's. */
export const editingCalls = {
  /** Makes a private folder for a copy, which is to be put at `localPath`. */
  'editing.begin': {
    args: editedFileSchema.pick({ nodeId: true, path: true }),
    result: editedFileSchema.extend({ folder: z.string(), name: z.string() }),
  },
  /**
   * The copy is as the node's file is now: follows what becomes of it.
   *
   * @returns what it holds
   */
  'editing.fetched': { args: one, result: contentSchema },
  /** Opens the copy in the editor. @throws ProblemError `files.editor-failed`, `files.runs-instead` */
  'editing.open': { args: one, result: nothing },
  /** Shows the copy in the system's file manager. */
  'editing.show': { args: one, result: nothing },
  /**
   * Sets apart what the copy holds now, so that it can be uploaded while somebody writes on.
   *
   * @returns where it is; null when it holds what the node has
   */
  'editing.takeChange': {
    args: one,
    result: z.object({ path: z.string(), content: contentSchema }).nullable(),
  },
  /** The node has this now. */
  'editing.uploaded': { args: one.extend({ base: contentSchema }), result: nothing },
  /** Removes the copy with all that was changed in it. */
  'editing.end': { args: one, result: nothing },
  /** Those that nobody follows, and that have changes. */
  'editing.left': { args: nothing, result: z.object({ edits: z.array(leftEditSchema) }) },
  /** Follows one of them again. @returns null when it is gone */
  'editing.adopt': { args: one, result: leftEditSchema.nullable() },
  /** Opens a file of this computer. @throws as `editing.open` */
  'files.openLocal': { args: z.object({ path: pathSchema }), result: nothing },
} as const satisfies Record<string, CallSpec>;

/** What main tells the page about edited files. */
export const editingEvents = {
  /** Somebody has saved: the copy holds something else than when this was last told. */
  'editing.changed': one,
  /** What `editing.left` answers has become another. */
  'editing.leftChanged': z.object({ edits: z.array(leftEditSchema) }),
} as const satisfies Record<string, z.ZodType>;
