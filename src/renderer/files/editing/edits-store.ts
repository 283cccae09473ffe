import { create } from 'zustand';
import type { Job, JobSpecInput, LeftEdit } from '../../../shared/contract/index.js';
import type { Problem } from '../../../shared/problem.js';
import type { JobOwner } from '../jobs/jobs-store.js';

/** Whose files are edited: those of a tab. */
export interface EditOwner extends JobOwner {
  /** Runs a job to its end. @throws ProblemError when the connection ends first */
  runJob(spec: JobSpecInput): Promise<Job>;
}

export type EditState =
  /** Its copy is on the way here. */
  | 'fetching'
  /** The node has what was saved last. */
  | 'editing'
  | 'uploading'
  /** Uploaded as soon as there is a connection. */
  | 'waiting'
  /** Somebody else has changed the node's file. */
  | 'conflict'
  /** What was saved last is not on the node. */
  | 'failed';

/** A file of a node that is edited on this computer, as it is shown. */
export interface Edit {
  readonly editId: string;
  readonly files: EditOwner;
  /** On the node, not that of a link. */
  readonly path: string;
  /** As the pane has it, where it may be a link. */
  readonly shownPath: string;
  readonly state: EditState;
  /** Why it is not on the node. */
  readonly problem: Problem | null;
  /** When the node got the last change (Unix ms); null before the first. */
  readonly uploadedAt: number | null;
  /** Of a conflict: both sides. The node's is null when its file is gone. */
  readonly conflict: { readonly ours: Version; readonly theirs: Version | null } | null;
}

export interface Version {
  readonly size: number;
  readonly modifiedMs: number | null;
}

interface Edits {
  /** By their ids, in the order in which they were begun. */
  readonly edits: ReadonlyMap<string, Edit>;
  /** Those with changes that nobody follows, of nodes that may not be connected. */
  readonly left: readonly LeftEdit[];
  /** The id of the one whose conflict is asked about. */
  readonly asking: string | null;
}

export const useEdits = create<Edits>(() => ({ edits: new Map(), left: [], asking: null }));

/** Whether the node lacks something that was saved. */
export const isUnsaved = ({ state }: Pick<Edit, 'state'>): boolean =>
  state !== 'editing' && state !== 'fetching';

/** The edited files of some tabs. */
export const editsOf = (sessionIds: readonly string[]): Edit[] =>
  [...useEdits.getState().edits.values()].filter(({ files }) => sessionIds.includes(files.session.id));

export function putEdit(edit: Edit): void {
  useEdits.setState(({ edits }) => ({ edits: new Map(edits).set(edit.editId, edit) }));
}

export function changeEdit(editId: string, change: Partial<Edit>): void {
  const edit = useEdits.getState().edits.get(editId);
  if (edit !== undefined) putEdit({ ...edit, ...change });
}

export function removeEdit(editId: string): void {
  useEdits.setState(({ edits, asking }) => {
    const rest = new Map(edits);
    rest.delete(editId);
    return { edits: rest, asking: asking === editId ? null : asking };
  });
}
