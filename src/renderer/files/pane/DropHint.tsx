import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';
import { baseName } from '../../ui/path.js';
import type { DropOver } from '../drag/use-drop.js';

/** Says what would happen if the button were let go now. */
export function DropHint({ over, path }: { readonly over: DropOver; readonly path: string }) {
  const { t } = useTranslation();
  const folder = shownName(over.folder ?? (baseName(path) || path));
  return (
    <div className="drop-hint" role="status">
      {t(over.how === 'move' ? 'files.drop.move' : 'files.drop.copy', { count: over.count, folder })}
    </div>
  );
}
