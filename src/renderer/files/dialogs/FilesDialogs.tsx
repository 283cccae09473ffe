import { EstimateSheet } from '../jobs/EstimateSheet.js';
import { closeFilesDialog, useFilesDialog } from '../commands.js';
import { EditConflict } from '../editing/EditConflictSheet.js';
import { ModeSheet } from './ModeSheet.js';
import { NewSheet } from './NewSheet.js';
import { PropertiesSheet } from './PropertiesSheet.js';
import { RemoveSheet } from './RemoveSheet.js';

/** What is asked or shown about files, over the window. */
export function FilesDialogs() {
  const dialog = useFilesDialog((state) => state.dialog);
  return (
    <>
      <EstimateSheet />
      <EditConflict />
      {dialog?.kind === 'remove' && <RemoveSheet {...dialog} onClose={closeFilesDialog} />}
      {dialog?.kind === 'mode' && <ModeSheet {...dialog} onClose={closeFilesDialog} />}
      {dialog?.kind === 'properties' && <PropertiesSheet {...dialog} onClose={closeFilesDialog} />}
      {(dialog?.kind === 'new-folder' || dialog?.kind === 'new-file') && (
        <NewSheet {...dialog} onClose={closeFilesDialog} />
      )}
    </>
  );
}
