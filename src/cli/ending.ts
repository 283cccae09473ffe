import { once } from 'node:events';
import type { Tunnel } from '../connection/tunnel.js';
import type { CloseReason } from '../session-manager/index.js';
import { ExitCode } from './exit-codes.js';

/** Why a session ended: asked for, with the exit code for that; or the channel closed. */
export type End = { readonly code: number } | { readonly reason: CloseReason };

/** The first end that comes counts. */
export class Ending {
  public readonly promise: Promise<End>;
  public with: (end: End) => void = () => undefined;

  public constructor() {
    this.promise = new Promise((resolve) => {
      this.with = resolve;
    });
  }
}

/** The exit code of what ended before it was open. */
export const exitCodeOfEnd = (end: End): number => ('code' in end ? end.code : ExitCode.failed);

/** Settles when all that came from the node is written. */
export async function drained(stream: Tunnel['stream'], stdout: NodeJS.WriteStream): Promise<void> {
  if (!stream.readableEnded) await once(stream, 'end');
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
}
