import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import { z } from 'zod';
import type { Log } from '../shared/log.js';
import { writeWhole } from '../storage/json-file.js';
import type { Ec2Half, SsmHalf } from './join.js';

/** What a source knew when it was last listed whole, to be shown at the next start. It holds no secret. */
export interface SourceSnapshot {
  /** What it was listed from (`listKeyOf`): a snapshot of another place or account is of no use. */
  readonly listedFrom: string;
  readonly accountId: string | null;
  readonly accountName: string | null;
  /** Unix time, milliseconds. */
  readonly listedAt: number;
  readonly ec2: readonly (readonly [string, Ec2Half])[];
  readonly ssm: readonly (readonly [string, SsmHalf])[];
  readonly images: readonly (readonly [string, string])[];
  /** Whether SSM's listing was complete, so that what is not in it is not managed. */
  readonly isSsmListed: boolean;
}

/** Another shape of a half is another version: a file of one that this app does not write is as good as none. */
const VERSION = 1;

/**
 * The outline of a file. The halves inside are taken as they are: nobody but this app writes them, and checking each
 * field of a hundred thousand would be felt at the start.
 */
const fileSchema = z.object({
  version: z.literal(VERSION),
  listedFrom: z.string(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable().default(null),
  listedAt: z.number(),
  ec2: z.array(z.tuple([z.string(), z.custom<Ec2Half>(isObject)])),
  ssm: z.array(z.tuple([z.string(), z.custom<SsmHalf>(isObject)])),
  images: z.array(z.tuple([z.string(), z.string()])),
  isSsmListed: z.boolean().default(true),
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Items that are turned into text at once. */
const ITEMS_IN_A_PIECE = 100;

/**
 * A file's text, in pieces: as one, it and its bytes would take several megabytes for each source, twenty of them at
 * about the same time.
 */
function* textOf({ ec2, ssm, images, ...head }: SourceSnapshot): Generator<string> {
  yield JSON.stringify({ version: VERSION, ...head }).slice(0, -1);
  for (const [name, items] of Object.entries({ ec2, ssm, images })) {
    yield `,${JSON.stringify(name)}:[`;
    for (let start = 0; start < items.length; start += ITEMS_IN_A_PIECE) {
      const piece = JSON.stringify(items.slice(start, start + ITEMS_IN_A_PIECE)).slice(1, -1);
      yield start === 0 ? piece : `,${piece}`;
    }
    yield ']';
  }
  yield '}';
}

/** The last list of each source, a file for each. */
export class Snapshots {
  private readonly writing = new Map<string, Promise<void>>();

  public constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  /** What was kept of a source; null when there is nothing, or nothing that can be used. Never rejects. */
  public async read(sourceId: string): Promise<SourceSnapshot | null> {
    let packed: Buffer;
    try {
      packed = await readFile(this.file(sourceId));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.warn('read', sourceId, error);
      return null;
    }
    try {
      const text = (await promisify(gunzip)(packed)).toString('utf8');
      return fileSchema.parse(JSON.parse(text));
    } catch (error) {
      this.warn('used', sourceId, error);
      return null;
    }
  }

  /** Keeps what a source knows, after what is being written of it. Never rejects: a disk may be full. */
  public async write(sourceId: string, snapshot: SourceSnapshot): Promise<void> {
    await this.inTurn(sourceId, async () => {
      try {
        await mkdir(this.folder, { recursive: true, mode: 0o700 });
        const gzip = createGzip();
        const [packed] = await Promise.all([buffer(gzip), pipeline(Readable.from(textOf(snapshot)), gzip)]);
        await writeWhole(this.file(sourceId), packed);
      } catch (error) {
        this.warn('written', sourceId, error);
      }
    });
  }

  /** Forgets what was kept of a source. Never rejects. */
  public async remove(sourceId: string): Promise<void> {
    await this.inTurn(sourceId, () => rm(this.file(sourceId), { force: true }).catch(() => undefined));
  }

  /** Settles when all that was to be kept is on disk. */
  public async saved(): Promise<void> {
    await Promise.all(this.writing.values());
  }

  private inTurn(sourceId: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.writing.get(sourceId) ?? Promise.resolve()).then(work);
    this.writing.set(sourceId, turn);
    return turn;
  }

  /** Names of profiles may hold what names of files must not. */
  private file(sourceId: string): string {
    return join(this.folder, `${createHash('sha256').update(sourceId).digest('hex').slice(0, 32)}.json.gz`);
  }

  private warn(what: string, sourceId: string, error: unknown): void {
    const reason = error instanceof z.ZodError ? 'of another shape' : (error as Error).message;
    this.log.warn(`The last list of a source cannot be ${what}`, { sourceId, reason });
  }
}
