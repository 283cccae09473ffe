/** A worker thread that unlocks one key and ends: deriving the key from a passphrase takes up to a second. */
import { parentPort, workerData } from 'node:worker_threads';
import type { UnlockReply, UnlockRequest } from './unlock-in-worker.js';
import { unlock } from './private-key.js';

const { text, passphrase } = workerData as UnlockRequest;
const reply = (answer: UnlockReply): void => parentPort?.postMessage(answer);

unlock(text, passphrase).then(
  (key) => reply({ key }),
  (error: unknown) => {
    const { name, message } = error as Error;
    reply({ failure: { name, message } });
  },
);
