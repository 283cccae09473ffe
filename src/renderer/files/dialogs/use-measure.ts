import { useEffect, useState } from 'react';
import type { FilesCalls, Result, Side } from '../../../shared/contract/index.js';
import type { TabFiles } from '../tab-files.js';

export type Measure = Result<FilesCalls, 'measure'>;

/** Counts what is at and below some paths, if there are any; null until it is known, or when it cannot be. */
export function useMeasure(files: TabFiles, side: Side, paths: readonly string[]): Measure | null {
  const [measure, setMeasure] = useState<Measure | null>(null);
  // The paths of a dialog never change, but their array may.
  const key = paths.join('\0');
  useEffect(() => {
    if (key === '') return undefined;
    const abort = new AbortController();
    files.call('measure', { side, paths: key.split('\0') }, { signal: abort.signal }).then(
      setMeasure,
      // The rest of the dialog is of use without it.
      () => undefined,
    );
    return () => abort.abort(new Error('The dialog is closed'));
  }, [files, side, key]);
  return measure;
}
