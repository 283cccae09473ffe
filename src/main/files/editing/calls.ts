import type { editingCalls } from '../../../shared/contract/editing.js';
import type { Handlers } from '../../ipc/answer.js';
import type { EditedFiles } from './edited-files.js';
import type { Editor } from './editor.js';

interface Parts {
  readonly edited: Pick<
    EditedFiles,
    'begin' | 'fetched' | 'pathOf' | 'takeChange' | 'uploaded' | 'end' | 'left' | 'adopt'
  >;
  readonly editor: Pick<Editor, 'open'>;
  /** Shows a file in the system's file manager. */
  readonly show: (path: string) => void;
}

/** What the page asks of files that are edited on this computer. */
export function editingHandlers({ edited, editor, show }: Parts): Handlers<typeof editingCalls, undefined> {
  return {
    'editing.begin': ({ nodeId, path }) => edited.begin(nodeId, path),
    'editing.fetched': ({ editId }) => edited.fetched(editId),
    'editing.open': async ({ editId }) => {
      await editor.open(edited.pathOf(editId));
      return {};
    },
    'editing.show': ({ editId }) => {
      show(edited.pathOf(editId));
      return {};
    },
    'editing.takeChange': ({ editId }) => edited.takeChange(editId),
    'editing.uploaded': async ({ editId, base }) => {
      await edited.uploaded(editId, base);
      return {};
    },
    'editing.end': async ({ editId }) => {
      await edited.end(editId);
      return {};
    },
    'editing.left': () => ({ edits: edited.left() }),
    'editing.adopt': ({ editId }) => edited.adopt(editId),
    'files.openLocal': async ({ path }) => {
      await editor.open(path);
      return {};
    },
  };
}
