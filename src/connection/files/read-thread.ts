import { Worker } from 'node:worker_threads';
import { Batches } from './batches.js';

/** Read in one go at most: what is read is held in memory until it is sent. */
const MAX_BATCH_BYTES = 512 * 1024;
/** What opening a file costs, in bytes that might be read meanwhile: an empty one is not free. */
const FILE_BYTES = 4 * 1024;
/** One is read while the answer to the other is taken apart. */
const BATCHES = 2;
/** A thread that nobody needs ends after this, and with it some MB. */
const IDLE_MS = 10_000;

/** A small file as it was read, and how it was right after that. */
export interface ReadFile {
  readonly bytes: Buffer;
  /** As in `fs.Stats`. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: number;
}

interface Wanted {
  /** As the system takes it. */
  readonly path: string | Uint8Array;
  readonly length: number;
}

type Answer = Omit<ReadFile, 'bytes'> & { readonly length: number };
interface Reply {
  readonly id: number;
  readonly bytes: ArrayBuffer;
  readonly files: readonly (Answer | { readonly code: string; readonly message: string })[];
}

/**
 * What the thread runs. It reads without giving way to anything: each step through Node's pool of threads costs more than
 * reading a file of a few KiB, and there are four for each file. As text, because each bundle, test and command line would
 * have to bring a file of it along otherwise.
 */
const PROGRAM = `
const { parentPort } = require('node:worker_threads');
const { openSync, readSync, fstatSync, closeSync, constants } = require('node:fs');

function read(path, bytes, start, length) {
  // Not blocking: a named pipe that took the file's place would be waited for without end.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    let at = 0;
    for (let got = -1; at < length && got !== 0; at += got)
      got = readSync(file, bytes, start + at, length - at, at);
    const { size, mtimeMs, mode } = fstatSync(file);
    return { length: at, size, mtimeMs, mode };
  } finally {
    closeSync(file);
  }
}

parentPort.on('message', ({ id, wanted }) => {
  const bytes = Buffer.allocUnsafeSlow(wanted.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  const files = wanted.map(({ path, length }) => {
    const place = start;
    start += length;
    try {
      return read(path, bytes, place, length);
    } catch ({ code, message }) {
      return { code, message };
    }
  });
  parentPort.postMessage({ id, bytes: bytes.buffer, files }, [bytes.buffer]);
});
`;

/** Reads small files on a thread of its own, many in one go. */
export class ReadThread {
  private readonly batches = new Batches<Wanted, ReadFile | Error>(
    {
      atOnce: BATCHES,
      mostWeight: MAX_BATCH_BYTES,
      weigh: ({ length }) => length + FILE_BYTES,
      gatherMs: 0,
    },
    (wanted) => this.ask(wanted),
  );
  private thread: Worker | null = null;
  private readonly waiting = new Map<
    number,
    { resolve: (reply: Reply) => void; reject: (error: Error) => void }
  >();
  private nextId = 0;
  private idle: NodeJS.Timeout | null = null;

  /**
   * Reads so many bytes of a file from its start, or all where there are fewer.
   *
   * @param path as the system takes it
   * @throws Error with the system's `code`
   */
  public async read(path: string | Uint8Array, length: number): Promise<ReadFile> {
    const file = await this.batches.add({ path, length });
    if (file instanceof Error) throw file;
    return file;
  }

  private async ask(wanted: readonly Wanted[]): Promise<(ReadFile | Error)[]> {
    const { bytes, files } = await new Promise<Reply>((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      const thread = this.running();
      thread.ref();
      thread.postMessage({ id, wanted });
    });
    let start = 0;
    return files.map((file, index) => {
      const place = start;
      start += wanted[index]?.length ?? 0;
      if ('code' in file) return Object.assign(new Error(file.message), { code: file.code });
      const { length, ...rest } = file;
      return { bytes: Buffer.from(bytes, place, length), ...rest };
    });
  }

  private running(): Worker {
    if (this.idle) clearTimeout(this.idle);
    this.idle = null;
    if (this.thread) return this.thread;
    const thread = new Worker(PROGRAM, { eval: true });
    thread.on('message', (reply: Reply) => {
      this.waiting.get(reply.id)?.resolve(reply);
      this.waiting.delete(reply.id);
      if (this.waiting.size > 0) return;
      // A process that has nothing else to do may end.
      thread.unref();
      this.idle = setTimeout(() => this.end(thread, new Error('Nobody needed it')), IDLE_MS).unref();
    });
    thread.once('error', (error) => this.end(thread, error));
    this.thread = thread;
    return thread;
  }

  private end(thread: Worker, reason: Error): void {
    if (this.thread === thread) this.thread = null;
    void thread.terminate();
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
