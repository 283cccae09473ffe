import { useState, useSyncExternalStore } from 'react';

/** A pane beside the table. */
export interface Pane {
  readonly isOpen: boolean;
  readonly set: (isOpen: boolean) => void;
}

// Below these widths the table would have no room for names and reasons beside the pane.
const SOURCES_NEED = '(min-width: 1000px)';
const DETAILS_NEED = '(min-width: 760px)';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

function usePane(query: string): Pane {
  const fits = useMedia(query);
  const [chosen, set] = useState<boolean | null>(null);
  return { isOpen: chosen ?? fits, set };
}

/** Which panes stand beside the table: those that fit, unless the person chose otherwise. */
export function usePanes(): { readonly sources: Pane; readonly details: Pane } {
  return { sources: usePane(SOURCES_NEED), details: usePane(DETAILS_NEED) };
}
