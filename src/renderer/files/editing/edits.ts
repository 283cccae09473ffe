import { baseName, folderOf } from '../../../shared/file-path.js';
import { call, on } from '../../bridge.js';
import { EditSession } from './edit-session.js';
import { editsOf, putEdit, removeEdit, useEdits, type EditOwner } from './edits-store.js';

const sessions = new Map<string, EditSession>();

/** The work of an edited file; undefined when it is not edited any more. */
export const editSession = (editId: string): EditSession | undefined => sessions.get(editId);

/**
 * Opens a file of a node in the person's editor. What is saved there is uploaded until the edit is ended.
 *
 * @param path as the pane has it; where it is a link, what it leads to is edited
 * @throws ProblemError
 */
export async function editFile(files: EditOwner, shownPath: string): Promise<void> {
  const { path } = await files.call('realpath', { side: 'remote', path: shownPath });
  const { edits } = useEdits.getState();
  const known = [...edits.values()].find((edit) => edit.files.nodeId === files.nodeId && edit.path === path);
  if (known !== undefined) {
    // A second copy of the same file would overwrite the first one's changes.
    await call('editing.open', { editId: known.editId });
    return;
  }
  const { editId, folder, name } = await call('editing.begin', { nodeId: files.nodeId, path });
  const session = new EditSession(files, { editId, path, folder, name }, null);
  sessions.set(editId, session);
  const nothingYet = { state: 'fetching', problem: null, uploadedAt: null, conflict: null } as const;
  putEdit({ editId, files, path, shownPath, ...nothingYet });
  try {
    if (await session.fetch()) await call('editing.open', { editId });
    else await endEdit(editId);
  } catch (error) {
    await endEdit(editId);
    throw error;
  }
}

/** Ends an edit and removes its copy, with what was changed and is not on the node. */
export async function endEdit(editId: string): Promise<void> {
  sessions.delete(editId);
  removeEdit(editId);
  await call('editing.end', { editId });
}

/** The tab is closed: its edits end. */
export function endEditsOf(files: EditOwner): void {
  for (const { editId } of editsOf([files.session.id])) void endEdit(editId).catch(() => undefined);
}

/** There is a connection: goes on with what waits for it, here and from former runs. */
export function editsConnected(files: EditOwner): void {
  const { edits, left } = useEdits.getState();
  for (const { editId, files: owner } of edits.values())
    if (owner === files) sessions.get(editId)?.connected();
  for (const { nodeId, editId } of left)
    if (nodeId === files.nodeId) void adopt(files, editId).catch(() => undefined);
}

async function adopt(files: EditOwner, editId: string): Promise<void> {
  const edit = await call('editing.adopt', { editId });
  if (edit === null) return;
  const { path, localPath, base } = edit;
  // What is here has the separators of this computer, which a node's paths need not have.
  const here = { separator: localPath.startsWith('/') ? '/' : '\\' } as const;
  const place = { editId, path, folder: folderOf(here, localPath), name: baseName(here, localPath) };
  const session = new EditSession(files, place, base);
  sessions.set(editId, session);
  putEdit({
    ...{ editId, files, path, shownPath: path },
    ...{ state: 'uploading', problem: null, uploadedAt: null, conflict: null },
  });
  await session.upload();
}

/** Hears of what is saved, and of what former runs have left; the function returned stops that. */
export function followEdits(): () => void {
  // Without main's answer there is nothing to show.
  void call('editing.left', {}).then(
    ({ edits: left }) => useEdits.setState({ left }),
    () => undefined,
  );
  const stops = [
    on('editing.changed', ({ editId }) => sessions.get(editId)?.changed()),
    on('editing.leftChanged', ({ edits: left }) => useEdits.setState({ left })),
  ];
  return () => stops.forEach((stop) => stop());
}
