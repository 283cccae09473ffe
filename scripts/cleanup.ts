import { constants } from 'node:os';

type Undo = () => Promise<unknown> | undefined;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a job and then undoes what it registered, the last first: when it ends, when it fails, and when a signal ends
 * it (Ctrl-C). Returns the job's result; a signal ends this process.
 */
export async function withCleanup<T>(
  job: (onEnd: (undo: Undo) => void) => Promise<T>,
  exit: (code: number) => void = (code) => process.exit(code),
): Promise<T> {
  const undos: Undo[] = [];
  let ending: Promise<void> | undefined;
  // Once for all who ask: a second Ctrl-C waits for what the first began.
  const end = () => (ending ??= undoAll(undos));
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    void end().then(() => exit(128 + constants.signals[signal]));
  };
  SIGNALS.forEach((signal) => process.on(signal, onSignal));
  try {
    return await job((undo) => undos.push(undo));
  } finally {
    await end();
    SIGNALS.forEach((signal) => process.off(signal, onSignal));
  }
}

async function undoAll(undos: Undo[]): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error('Could not tidy up:', error instanceof Error ? error.message : error);
    }
  }
}
