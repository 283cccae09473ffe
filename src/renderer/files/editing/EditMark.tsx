import { Pencil, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EditState } from './edits-store.js';

/** Says in its row that a file is edited, and whether the node has what was saved. */
export function EditMark({ state }: { readonly state: EditState }) {
  const { t } = useTranslation();
  const words = t(`editing.mark.${state}`);
  const isBad = state === 'conflict' || state === 'failed';
  const Icon = isBad ? TriangleAlert : Pencil;
  return (
    <span className="edit-mark" data-state={state} title={words}>
      <Icon size={13} aria-hidden />
      <span className="visually-hidden">({words})</span>
    </span>
  );
}
