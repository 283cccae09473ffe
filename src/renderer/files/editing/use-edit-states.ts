import { useMemo } from 'react';
import type { Side } from '../../../shared/contract/index.js';
import { useEdits, type EditOwner, type EditState } from './edits-store.js';

/** The files of a node that are edited, by the paths that a pane has them under. */
export function useEditStates({ nodeId }: EditOwner, side: Side): ReadonlyMap<string, EditState> {
  const edits = useEdits((state) => state.edits);
  return useMemo(() => {
    const ofNode = [...edits.values()].filter((edit) => side === 'remote' && edit.files.nodeId === nodeId);
    return new Map(
      ofNode.flatMap(({ path, shownPath, state }) => [path, shownPath].map((at) => [at, state])),
    );
  }, [edits, nodeId, side]);
}
