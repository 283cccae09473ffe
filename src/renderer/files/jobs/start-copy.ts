import { create } from 'zustand';
import type { FilesCalls, JobSpecInput, Result, Side } from '../../../shared/contract/index.js';
import { toProblem } from '../../../shared/problem.js';
import type { TabFiles } from '../tab-files.js';

/** What is copied, and where to. */
export interface Copy {
  readonly files: TabFiles;
  readonly from: { readonly side: Side; readonly paths: readonly string[] };
  readonly to: { readonly side: Side; readonly folder: string; readonly name?: string };
  readonly move?: boolean;
}

type Measure = Result<FilesCalls, 'measure'>;

/** A copy that is being counted, or is so big that it is asked about first. */
export interface CopyQuestion {
  readonly copy: Copy;
  /** Null while it is being counted. */
  readonly measure: Measure | null;
  readonly answer: (goOn: boolean) => void;
}

/** The question of now, if there is one. */
export const useCopyQuestion = create<{ readonly question: CopyQuestion | null }>(() => ({ question: null }));

/** Counting that takes longer is shown. */
const SHOW_COUNTING_MS = 700;
/** What is done sooner need not be asked about. */
const BIG_SECONDS = 60;

/** Counts what is to be copied, asks when it will take long, then adds the job. Failures are shown in the target's pane. */
export async function startCopy(copy: Copy): Promise<void> {
  const { files, to } = copy;
  try {
    if (await mayBegin(copy)) await addCopy(copy);
  } catch (error) {
    files[to.side].store.setState({ notice: toProblem(error) });
  }
}

function addCopy({ files, from, to, move = false }: Copy): Promise<string> {
  const spec: JobSpecInput = { kind: 'copy', from: { ...from, paths: [...from.paths] }, to, move };
  return files.addJob(spec);
}

/** Whether a copy may begin: small ones may, of others the person decides. */
export async function mayBegin(copy: Copy): Promise<boolean> {
  const { files, from, to } = copy;
  if (from.side === to.side) return true;
  const abort = new AbortController();
  const answered = new Promise<boolean>((resolve) => {
    const question: CopyQuestion = { copy, measure: null, answer: resolve };
    const timer = setTimeout(() => useCopyQuestion.setState({ question }), SHOW_COUNTING_MS);
    const args = { side: from.side, paths: [...from.paths] };
    files.call('measure', args, { signal: abort.signal }).then(
      (measure) => {
        clearTimeout(timer);
        if (measure.seconds < BIG_SECONDS) resolve(true);
        else useCopyQuestion.setState({ question: { ...question, measure } });
      },
      // What cannot be counted is told by the job, item by item.
      () => resolve(true),
    );
    abort.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const goOn = await answered;
  abort.abort(new Error('Answered'));
  useCopyQuestion.setState({ question: null });
  return goOn;
}
