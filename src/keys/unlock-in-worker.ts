import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { PrivateText } from './key-text.js';
import type { Unlock, UnlockedKey } from './private-key.js';
import { UnsupportedKey, WrongPassphrase } from './unlock-errors.js';

export interface UnlockRequest {
  readonly text: PrivateText;
  readonly passphrase: string;
}
/** An error would lose its class and its name on the way between threads. */
export type UnlockReply =
  { readonly key: UnlockedKey } | { readonly failure: { readonly name: string; readonly message: string } };

/**
 * Unlocks keys in threads of their own, one each, whose memory goes with them: neither does this thread wait for the
 * slow derivation, nor does what it leaves behind stay.
 *
 * @param file unlock-worker.ts as it was built
 */
export function unlockInWorker(file: string, options: WorkerOptions = {}): Unlock {
  return (text, passphrase = '') =>
    new Promise((resolve, reject) => {
      const workerData: UnlockRequest = { text, passphrase };
      const worker = new Worker(file, { ...options, workerData });
      worker.once('message', (reply: UnlockReply) => {
        if ('failure' in reply) reject(errorOf(reply.failure));
        else resolve({ ...reply.key, blob: Buffer.from(reply.key.blob) });
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The unlocking thread ended (${code})`)));
    });
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === WrongPassphrase.name) return new WrongPassphrase();
  return name === UnsupportedKey.name ? new UnsupportedKey(message) : new Error(message);
}
