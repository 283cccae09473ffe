import { randomUUID } from 'node:crypto';
import { ReadChecksums, ShellChecksums, type Checksums } from '../../src/connection/files/checksums.js';
import type { ConflictAnswer } from '../../src/connection/files/conflicts.js';
import { CopyRun, type CopyContext, type StoredProgress } from '../../src/connection/files/copy-run.js';
import { Gate } from '../../src/connection/files/gate.js';
import { Lane, type Lanes } from '../../src/connection/files/lane.js';
import { LocalFiles } from '../../src/connection/files/local-files.js';
import { SftpClient } from '../../src/connection/files/sftp/client.js';
import { SftpFiles } from '../../src/connection/files/sftp/sftp-files.js';
import type { NodeTar } from '../../src/connection/files/tar/node-tar.js';
import { Tally } from '../../src/connection/files/tally.js';
import { TokenBucket } from '../../src/connection/files/token-bucket.js';
import { copySpecSchema, type JobQuestion } from '../../src/shared/contract/index.js';
import type { z } from 'zod';
import { localShell, startSftpProcess, type SftpProcess } from './sftp-process.js';

/** Lanes that come and go as a test wants, each an sftp-server on this machine. */
export class TestLanes implements Lanes {
  public readonly processes: SftpProcess[] = [];
  /** Servers of further sessions on the lanes. */
  public readonly further: SftpProcess[] = [];
  /** What servers that are added from now on are taken not to offer. */
  public withoutExtensions: readonly string[] = [];
  private _lanes: Lane[] = [];
  private readonly listeners = new Set<(lane: Lane) => void>();

  /** @param tar what moves small files on each of them */
  public static async start(count = 1, tar: NodeTar | null = null): Promise<TestLanes> {
    const lanes = new TestLanes(tar);
    for (let i = 0; i < count; i++) await lanes.add();
    return lanes;
  }

  public constructor(private readonly tar: NodeTar | null = null) {}

  public get lanes(): readonly Lane[] {
    return this._lanes.filter((lane) => !lane.isLost);
  }

  public onLane(listener: (lane: Lane) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public async add(args: readonly string[] = [], uid?: number): Promise<Lane> {
    const start = (processes: SftpProcess[]) => {
      const process = startSftpProcess(args, uid);
      processes.push(process);
      return SftpClient.start(process.stream);
    };
    const client = await start(this.processes);
    for (const extension of this.withoutExtensions) client.extensions.delete(extension);
    const lane = new Lane(new SftpFiles(client, () => start(this.further)), false, this.tar);
    client.onClose(() => lane.lose());
    this.addLane(lane);
    return lane;
  }

  public addLane(lane: Lane): void {
    this._lanes.push(lane);
    for (const listener of this.listeners) listener(lane);
  }

  public async close(): Promise<void> {
    await Promise.all([...this.processes, ...this.further].map((process) => process.close()));
    this._lanes = [];
  }
}

export interface TestCopy {
  readonly run: CopyRun;
  readonly tally: Tally;
  readonly gate: Gate;
  readonly limit: TokenBucket;
  readonly questions: Omit<JobQuestion, 'questionId'>[];
}

interface Options {
  readonly jobId?: string;
  readonly stored?: StoredProgress;
  readonly answer?: (question: Omit<JobQuestion, 'questionId'>) => Promise<ConflictAnswer> | ConflictAnswer;
  readonly onProgress?: () => void;
  /** What has to be kept now, as on disk. */
  readonly onKept?: (progress: StoredProgress) => void;
  readonly local?: LocalFiles;
  readonly withoutChecksums?: boolean;
  /** Those of the node, in place of this machine's own. */
  readonly remoteChecksums?: Checksums | null;
}

/** A copy in this process, between this machine and lanes. */
export async function copying(
  lanes: Lanes,
  spec: Omit<z.input<typeof copySpecSchema>, 'kind'>,
  options: Options = {},
): Promise<TestCopy> {
  const tally = new Tally(() => options.onProgress?.());
  const gate = new Gate();
  const limit = new TokenBucket();
  const local = options.local ?? new LocalFiles();
  const questions: TestCopy['questions'] = [];
  const context: CopyContext = {
    jobId: options.jobId ?? randomUUID(),
    local,
    lanes,
    checksums: {
      local: new ReadChecksums(local),
      remote: options.withoutChecksums
        ? null
        : (options.remoteChecksums ?? (await ShellChecksums.find(localShell))),
    },
    limit,
    gate,
    tally,
    ask: async (question) => {
      questions.push(question);
      if (!options.answer) throw new Error(`Nobody was to be asked about ${question.target.path}`);
      return options.answer(question);
    },
    changed: () => undefined,
    kept: () => Promise.resolve(options.onKept?.(run.progress)),
  };
  const run = new CopyRun(copySpecSchema.parse({ kind: 'copy', ...spec }), context, options.stored ?? null);
  return { run, tally, gate, limit, questions };
}
