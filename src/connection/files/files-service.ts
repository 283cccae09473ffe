import { homedir } from 'node:os';
import { access } from 'node:fs/promises';
import type { Client } from 'ssh2';
import type {
  Args,
  FileEntry,
  FilesCalls,
  FilesInfo,
  Result,
  Side,
  Verification,
} from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { ReadChecksums, ShellChecksums } from './checksums.js';
import type { FileSystem } from './file-system.js';
import type { FilesHost } from './files-host.js';
import { checkName, shownFile, shownFolder } from './folders.js';
import { Gate } from './gate.js';
import { JobQueue, type JobListener } from './job-queue.js';
import { Lane } from './lane.js';
import { LanePool, type OwnLane } from './lane-pool.js';
import { LocalFiles } from './local-files.js';
import type { NodeAccess } from './node-access.js';
import { copyProblem } from './problems.js';
import type { RemoteShell } from './remote-shell.js';
import { isCompressible } from './sample.js';
import { shellFolder } from './shell-folder.js';
import { sshShell } from './ssh-channels.js';
import { NodeTar } from './tar/node-tar.js';
import { startRemote, type StartedRemote } from './start-remote.js';
import { Tally } from './tally.js';
import { TreeRun } from './tree-run.js';

/**
 * Before any rate has been seen: what one session carries. Down, the agent sends 1 KiB and pauses for 1 ms; up, our own
 * client is what sets the pace.
 */
const DOWN_BYTES_PER_SECOND = 850_000;
const UP_BYTES_PER_SECOND = 8_000_000;
/** And what each file costs beside its bytes. */
const SECONDS_PER_FILE = 0.001;

/** What a call may do beside answering. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** Sends a part of a listing. */
  readonly entries: (entries: FileEntry[]) => void;
}

/** What answers each call. */
export type FilesHandlers = {
  readonly [Name in keyof FilesCalls]: (
    args: Args<FilesCalls, Name>,
    context: CallContext,
  ) => Promise<Result<FilesCalls, Name>> | Result<FilesCalls, Name>;
};

/** The remote side once it is there. */
interface Opened {
  readonly remote: StartedRemote;
  readonly lanes: LanePool;
  readonly jobs: JobQueue;
  readonly info: FilesInfo;
  /** How copies are verified that do not say it themselves. */
  readonly verify: Verification;
}

/** Files of one connection: both sides' folders, and the jobs between them. */
export class FilesService {
  private readonly local = new LocalFiles();
  private opened: Promise<Opened> | null = null;
  private readonly listeners = new Set<JobListener>();
  /** Whether files are seen as root; null before the settings have been asked. */
  private isElevated: boolean | null = null;
  private isClosed = false;

  public constructor(
    private readonly access: NodeAccess,
    private readonly host: FilesHost,
  ) {}

  /** Takes up jobs that an earlier run has left, if there are any. Never rejects: nobody waits for this. */
  public async restoreJobs(): Promise<void> {
    try {
      const jobs = await this.host.loadJobs();
      if (jobs.length > 0 && !this.isClosed) (await this.open()).jobs.restore(jobs);
    } catch {
      // The jobs stay on disk, for the next connection.
    }
  }

  /** Reports jobs to somebody, all of them first, as soon as the remote side is there. @returns ends that */
  public listen(listener: JobListener): () => void {
    this.listeners.add(listener);
    const listening = this.jobs().then(
      (jobs) => (this.listeners.has(listener) ? jobs.listen(listener) : null),
      // That there is no remote side, each call says itself.
      () => null,
    );
    return () => {
      this.listeners.delete(listener);
      void listening.then((ignore) => ignore?.());
    };
  }

  /** Ends all work and the lanes; unfinished jobs are on disk when this settles. */
  public async close(): Promise<void> {
    this.isClosed = true;
    const opened = await this.opened?.catch(() => null);
    if (!opened) return;
    await opened.jobs.close();
    await opened.lanes.close();
    opened.remote.close();
  }

  public readonly handlers: FilesHandlers = {
    info: async () => (await this.open()).info,
    list: async ({ side, path }, { signal, entries }) => {
      const files = await this.side(side);
      const absolute = await files.realpath(side === 'local' ? fromHome(path) : path);
      let count = 0;
      for await (const batch of shownFolder(files, absolute, signal)) {
        count += batch.length;
        entries(batch);
      }
      return { path: absolute, count };
    },
    stat: async ({ side, path }) => shownFile(await this.side(side), path),
    realpath: async ({ side, path }) => ({
      path: await (await this.side(side)).realpath(side === 'local' ? fromHome(path) : path),
    }),
    shellFolder: async (_, { signal }) => {
      const path = await shellFolder(sshShell(await this.access.main), signal);
      return path === null ? null : { path };
    },
    makeDirectory: async ({ side, path }) => {
      const files = await this.side(side);
      checkName(files, path);
      await files.makeDirectory(path);
      return {};
    },
    makeFile: async ({ side, path }) => {
      const files = await this.side(side);
      checkName(files, path);
      await (await files.openWrite(path, { create: 'new', size: 0, hasUsualMode: true })).close();
      return {};
    },
    rename: async ({ side, from, to }) => {
      const files = await this.side(side);
      checkName(files, to);
      await files.rename(from, to);
      return {};
    },
    makeSymlink: async ({ side, path, target }) => {
      await (await this.side(side)).makeSymlink(target, path);
      return {};
    },
    changeMode: async ({ side, path, mode }) => {
      await (await this.side(side)).setAttributes(path, { mode });
      return {};
    },
    space: async ({ side, path }) => (await this.side(side)).space(path),
    read: async ({ side, path, offset, length }) => readPiece(await this.side(side), path, offset, length),
    measure: async ({ side, paths }, { signal }) => this.measure(side, paths, signal),
    elevate: async ({ on }) => this.elevate(on),
    'jobs.add': async ({ job }) => {
      const { jobs, verify } = await this.open();
      return { jobId: jobs.add(job.kind === 'copy' ? { ...job, verify: job.verify ?? verify } : job) };
    },
    'jobs.pause': async ({ jobId }) => {
      (await this.jobs()).pause(jobId);
      return {};
    },
    'jobs.resume': async ({ jobId }) => {
      (await this.jobs()).resume(jobId);
      return {};
    },
    'jobs.cancel': async ({ jobId }) => {
      await (await this.jobs()).cancel(jobId);
      return {};
    },
    'jobs.retry': async ({ jobId }) => {
      (await this.jobs()).retry(jobId);
      return {};
    },
    'jobs.forget': async ({ jobId }) => {
      (await this.jobs()).forget(jobId);
      return {};
    },
    'jobs.move': async ({ jobId, before }) => {
      (await this.jobs()).move(jobId, before);
      return {};
    },
    'jobs.answer': async ({ jobId, questionId, ...answer }) => {
      (await this.jobs()).answer(jobId, questionId, answer);
      return {};
    },
    'jobs.limit': async ({ bytesPerSecond }) => {
      (await this.jobs()).setLimit(bytesPerSecond);
      return {};
    },
    'jobs.sessions': async ({ most }) => {
      (await this.open()).lanes.setMost(most);
      return {};
    },
  };

  private async jobs(): Promise<JobQueue> {
    return (await this.open()).jobs;
  }

  private async side(side: Side): Promise<FileSystem> {
    return side === 'local' ? this.local : (await this.open()).remote.files;
  }

  private open(): Promise<Opened> {
    this.opened ??= this.start().catch((error: unknown) => {
      // The next call may try again.
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  private async start(): Promise<Opened> {
    const { nodeId } = this.access;
    const [ssh, settings] = await Promise.all([this.access.main, this.host.settings()]);
    // Where sudo refuses what was chosen once, whoever asks for it again is told why.
    const isElevated = (this.isElevated ??= settings.elevated && (await canElevate(ssh)));
    const remote = await startRemote(ssh, isElevated).catch((error: unknown) => {
      if (error instanceof ProblemError) throw error;
      const details = (error as Error).message;
      throw new ProblemError(problem('files.no-access', { node: nodeId }, { details }));
    });
    const main = new Lane(remote.files, false);
    remote.onClose(() => main.lose());
    const shell = sshShell(ssh);
    const [checksums, nodeTar] = await Promise.all([ShellChecksums.find(shell), NodeTar.find(shell)]);
    // A tar of root's would need sudo once more.
    const tar = isElevated ? null : nodeTar;
    const lanes = new LanePool(main, ({ compress }) => this.openLane(compress, tar));
    lanes.setMost(settings.sessions);
    const jobs = new JobQueue({
      local: this.local,
      lanes,
      checksums: { local: new ReadChecksums(this.local), remote: checksums },
      protocol: remote.protocol,
      save: (unfinished) => this.host.saveJobs(unfinished),
      isCompressible: (spec) =>
        spec.kind !== 'copy' || spec.from.side === spec.to.side
          ? Promise.resolve(false)
          : isCompressible(spec.from.side === 'local' ? this.local : remote.files, spec.from.paths),
    });
    const info = await this.describe(remote, checksums !== null);
    return { remote, lanes, jobs, info, verify: settings.verify };
  }

  private async openLane(compress: boolean, tar: ((shell: RemoteShell) => NodeTar) | null): Promise<OwnLane> {
    const { client, close } = await this.access.another({ compress });
    try {
      const remote = await startRemote(client, this.isElevated ?? false);
      const lane = new Lane(remote.files, compress, tar?.(sshShell(client)) ?? null);
      remote.onClose(() => lane.lose());
      return { lane, close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  private async describe(remote: StartedRemote, checksums: boolean): Promise<FilesInfo> {
    const { files, protocol, extensions } = remote;
    const home = await files.realpath('.');
    const drive = /^\/[A-Za-z]:/.exec(home)?.[0];
    return {
      local: {
        home: homedir(),
        separator: this.local.traits.separator,
        roots: await localRoots(this.local),
        ignoresCase: this.local.traits.ignoresCase,
        names: this.local.traits.names,
      },
      remote: {
        home,
        separator: files.traits.separator,
        roots: drive === undefined ? [] : await remoteDrives(files, drive),
        ignoresCase: files.traits.ignoresCase,
        names: files.traits.names,
        protocol,
        extensions: [...extensions],
        checksums,
        elevated: this.isElevated ?? false,
      },
    };
  }

  private async elevate(on: boolean): Promise<FilesInfo> {
    const before = await this.open();
    if (on === this.isElevated) return before.info;
    const jobs = before.jobs.unfinished;
    // Tried out first, so that a refusal leaves all as it was.
    if (on) (await startRemote(await this.access.main, true)).close();
    this.isElevated = on;
    this.opened = null;
    await before.jobs.close();
    await before.lanes.close();
    before.remote.close();
    const opened = await this.open();
    for (const listener of this.listeners) opened.jobs.listen(listener);
    opened.jobs.restore(jobs);
    return opened.info;
  }

  private async measure(
    side: Side,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<FilesCalls, 'measure'>> {
    const files = await this.side(side);
    const sum = { files: 0, folders: 0, others: 0, bytes: 0 };
    const run = new TreeRun(
      paths,
      {
        side,
        isDoneWhenGone: true,
        entry: (_files, _path, { kind, size }) => {
          sum[kind === 'file' ? 'files' : kind === 'directory' ? 'folders' : 'others']++;
          if (kind === 'file') sum.bytes += size;
          return Promise.resolve();
        },
      },
      () => files,
      new Gate(),
      new Tally(() => undefined),
    );
    signal.addEventListener('abort', () => run.abort(signal.reason as Error), { once: true });
    await run.run();
    const sessions = Math.max(1, (await this.open()).lanes.most);
    const rate = side === 'local' ? UP_BYTES_PER_SECOND : DOWN_BYTES_PER_SECOND * sessions;
    return { ...sum, seconds: sum.bytes / rate + sum.files * SECONDS_PER_FILE };
  }
}

/** Whether sudo starts sftp-server as root without a question. */
const canElevate = (ssh: Client): Promise<boolean> =>
  startRemote(ssh, true).then(
    (started) => {
      started.close();
      return true;
    },
    () => false,
  );

/** `~` is a shell's word; the local side has no shell. */
function fromHome(path: string): string {
  return path === '~' ? homedir() : /^~[/\\]/.test(path) ? `${homedir()}${path.slice(1)}` : path;
}

async function readPiece(
  files: FileSystem,
  path: string,
  offset: number,
  length: number,
): Promise<Result<FilesCalls, 'read'>> {
  const { kind, size } = await files.stat(path);
  // Reading a pipe or a device could wait without end.
  if (kind !== 'file') throw new ProblemError(copyProblem.special(files.side, path, kind));
  const handle = await files.openRead(path);
  try {
    const parts: Buffer[] = [];
    for (let at = 0; at < length;) {
      const part = await handle.read(offset + at, Math.min(files.traits.maxReadBytes, length - at));
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return { bytes: Uint8Array.from(Buffer.concat(parts)), size };
  } finally {
    await handle.close();
  }
}

const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));

async function localRoots(local: LocalFiles): Promise<string[]> {
  if (local.traits.names !== 'windows') return [];
  const found = await Promise.all(
    LETTERS.map((letter) =>
      access(`${letter}:\\`).then(
        () => [`${letter}:\\`],
        () => [],
      ),
    ),
  );
  return found.flat();
}

async function remoteDrives(files: FileSystem, home: string): Promise<string[]> {
  const found = await Promise.all(
    LETTERS.map((letter) =>
      files.stat(`/${letter}:/`).then(
        () => [`/${letter}:/`],
        () => [],
      ),
    ),
  );
  const drives = found.flat();
  return drives.length > 0 ? drives : [`${home}/`];
}
