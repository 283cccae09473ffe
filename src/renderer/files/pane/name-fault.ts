import type { TFunction } from 'i18next';
import { nameFault } from '../../../shared/name-rules.js';
import type { Pane } from './pane.js';

/** Why a file of a pane's side cannot have a name, in words; null when it can. */
export function nameFaultText(t: TFunction, pane: Pane, name: string): string | null {
  const fault = nameFault(pane.nameRules, name);
  if (fault === null) return null;
  switch (fault.kind) {
    case 'character':
      return fault.character < ' '
        ? t('files.nameFault.control')
        : t('files.nameFault.character', { character: fault.character });
    case 'long':
      return t('files.nameFault.long', { most: fault.most });
    default:
      return t(`files.nameFault.${fault.kind}`);
  }
}
