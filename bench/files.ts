import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepingNothing } from '../src/connection/files/files-host.js';
import { FilesService } from '../src/connection/files/files-service.js';
import type { Job, JobSpecInput } from '../src/shared/contract/index.js';
import { FilesPage } from '../test/support/files-page.js';
import { directAccess, tunnelledAccess, type TestAccess } from '../test/support/node-access.js';
import { hostOf, newSessions } from '../test/support/ssh-node.js';
import { FarSide, NODES } from './far-side.js';
import { FILES_PARTS, type FilesPart } from './files-parts.js';
import { openPluginPacedDoor, timed } from './plugin-pace.js';
import { beside, type Metric } from './report.js';
import { inTurns, median } from './statistics.js';

const MB = 1_000_000;
const MIB = 1024 * 1024;
/** Less shows the same in less time; what is claimed was measured with 256. */
const LARGE_MIB = Number(process.env.SALLYPORT_BENCH_MIB ?? 256);
const UPLOAD_MIB = 64;
/** The reference takes its time: enough of it to tell its rate. */
const REFERENCE_MIB = 8;
const TEXT_MIB = 64;
const SMALL_FILES = 10_000;
const REFERENCE_FILES = 500;
const SMALL_BYTES = 4 * 1024;
const DIRECT_ROUNDS = 3;

/**
 * Copying as people do it, a job of the queue from being added to being verified and in place, beside scp at the
 * plugin's pace through the same simulated agent; and one large file straight to sshd, beside OpenSSH's sftp.
 */
export async function benchFiles(parts: readonly string[]): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-files-'));
  try {
    return await new FilesBench(side, folder).run(FILES_PARTS.filter((part) => parts.includes(part)));
  } finally {
    side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class FilesBench {
  private readonly host = hostOf(newSessions(), NODES.ssh);
  private readonly login: { user: string; privateKey: Buffer };
  private readonly metrics: Metric[] = [];
  private home = '';

  public constructor(
    private readonly side: FarSide,
    private readonly folder: string,
  ) {
    const { user, keyFile } = side.places;
    this.login = { user, privateKey: readFileSync(keyFile) };
  }

  public async run(parts: readonly FilesPart[]): Promise<Metric[]> {
    const { user, keyFile } = this.side.places;
    const door = await openPluginPacedDoor(this.host);
    const scp = new Scp(user, keyFile, door.port);
    try {
      this.home = await this.tunnelled((copier) => Promise.resolve(copier.home));
      if (parts.some((part) => part === 'upload' || part === 'download' || part === 'text'))
        await this.large(scp, parts);
      if (parts.includes('small-files')) await this.small(scp);
      if (parts.includes('direct')) await this.direct();
      return this.metrics;
    } finally {
      door.close();
    }
  }

  private async large(scp: Scp, parts: readonly FilesPart[]): Promise<void> {
    const { folder, home } = this;
    writeFileSync(join(folder, 'reference'), randomBytes(REFERENCE_MIB * MIB));
    const signIn = await scp.signIn();
    const megabytes = (REFERENCE_MIB * MIB) / MB;
    const up = await scp.copy([join(folder, 'reference')], scp.remote(home));
    const refUp = megabytes / (up - signIn);
    const down = await scp.copy([scp.remote(`${home}/reference`)], join(folder, 'x'));
    const refDown = megabytes / (down - signIn);
    if (parts.includes('upload')) {
      writeFileSync(join(folder, 'upload'), randomBytes(UPLOAD_MIB * MIB));
      const rate = await this.tunnelled((copier) => copier.rate(copier.up(join(folder, 'upload'))));
      this.add(beside('upload-vs-plugin-pace', rate, 'MB/s', refUp));
    }
    if (parts.includes('download')) await this.download(refDown);
    if (parts.includes('text')) await this.text(refDown);
  }

  private async download(reference: number): Promise<void> {
    const { folder, home } = this;
    const large = this.largeFile();
    // It gets there quickly without a tunnel.
    await this.straight((copier) => copier.rate(copier.up(large)));
    for (const sessions of [4, 8]) {
      const target = join(folder, `down-${sessions}`);
      const rate = await this.tunnelled(async (copier) => {
        await copier.page.call('jobs.sessions', { most: sessions });
        return copier.rate(copier.down(`${home}/large`, target));
      });
      await expectSame(large, join(target, 'large'));
      this.add(beside(`download-${sessions}-vs-plugin-pace`, rate, 'MB/s', reference));
    }
  }

  private async text(reference: number): Promise<void> {
    const { folder, home } = this;
    writeFileSync(join(folder, 'text.log'), logText(TEXT_MIB * MIB));
    await this.straight((copier) => copier.rate(copier.up(join(folder, 'text.log'))));
    const rate = await this.tunnelled((copier) =>
      copier.rate(copier.down(`${home}/text.log`, join(folder, 'down-text'))),
    );
    this.add(beside('text-vs-plugin-pace', rate, 'MB/s', reference));
  }

  private async small(scp: Scp): Promise<void> {
    const { folder, home } = this;
    makeSmallFiles(join(folder, 'many'), SMALL_FILES);
    makeSmallFiles(join(folder, 'some'), REFERENCE_FILES);
    const signIn = await scp.signIn();
    const up = await scp.copy(['-r', join(folder, 'some')], scp.remote(home));
    const rateUp = await this.tunnelled((copier) => copier.files(copier.up(join(folder, 'many'))));
    this.add(beside('small-files-vs-plugin-pace', rateUp, 'files/s', REFERENCE_FILES / (up - signIn)));
    const down = await scp.copy(['-r', scp.remote(`${home}/some`)], join(folder, 'x-some'));
    const rateDown = await this.tunnelled((copier) =>
      copier.files(copier.down(`${home}/many`, join(folder, 'down-many'))),
    );
    this.add(
      beside('small-files-down-vs-plugin-pace', rateDown, 'files/s', REFERENCE_FILES / (down - signIn)),
    );
    if (readdirSync(join(folder, 'down-many', 'many')).length !== SMALL_FILES)
      throw new Error('Files are missing');
  }

  /**
   * One large file without a tunnel, both ways; OpenSSH's sftp compares nothing at the end, so neither do we here. Nor
   * does it bring the file to the disk unless it is told to (`-f`), which we always do: it is measured with that and
   * without.
   */
  private async direct(): Promise<void> {
    const { folder, home } = this;
    const { user, keyFile, ports } = this.side.places;
    const large = this.largeFile();
    const target = ['-P', String(ports.ssh), '-i', keyFile, '-b', '-', `${user}@127.0.0.1`];
    const bytes = (LARGE_MIB * MIB) / MB;
    const signIn = await timed('sftp', target, 'pwd\n');
    const sftp = async (command: string) => bytes / ((await timed('sftp', target, `${command}\n`)) - signIn);
    const samples = await inTurns(DIRECT_ROUNDS, {
      up: () => this.straight((copier) => copier.rate({ ...copier.up(large), verify: 'none' })),
      down: () =>
        this.straight((copier) =>
          copier.rate({ ...copier.down(`${home}/large`, join(folder, 'direct')), verify: 'none' }),
        ),
      sftpUp: () => sftp(`put ${large} ${home}/sftp`),
      sftpDown: () => sftp(`get ${home}/large ${folder}/sftp`),
      syncedUp: () => sftp(`put -f ${large} ${home}/sftp`),
      syncedDown: () => sftp(`get -f ${home}/large ${folder}/sftp`),
    });
    const add = (id: string, ours: readonly number[], reference: readonly number[]) =>
      this.add(beside(id, median(ours), 'MB/s', median(reference)));
    add('large-vs-openssh-direct', samples.up, samples.sftpUp);
    add('large-down-vs-openssh-direct', samples.down, samples.sftpDown);
    add('large-vs-openssh-fsync-direct', samples.up, samples.syncedUp);
    add('large-down-vs-openssh-fsync-direct', samples.down, samples.syncedDown);
  }

  private largeFile(): string {
    const path = join(this.folder, 'large');
    if (!existsSync(path))
      writeFileSync(path, Buffer.concat(Array.from({ length: LARGE_MIB }, () => randomBytes(MIB))));
    return path;
  }

  private add(metric: Metric): void {
    this.metrics.push(metric);
    console.log(
      `${metric.id}: ${metric.value.toFixed(2)} ${metric.unit}, ${(metric.ratio ?? 0).toFixed(2)} x`,
    );
  }

  private tunnelled<T>(work: (copier: Copier) => Promise<T>): Promise<T> {
    return this.watched(tunnelledAccess(this.host, this.login), work);
  }

  private straight<T>(work: (copier: Copier) => Promise<T>): Promise<T> {
    return this.watched(directAccess(this.side.places.ports.ssh, this.login), work);
  }

  private async watched<T>(access: TestAccess, work: (copier: Copier) => Promise<T>): Promise<T> {
    const copier = await Copier.open(access);
    const before = { at: performance.now(), ours: process.cpuUsage(), farSide: await this.side.cpuSeconds() };
    try {
      return await work(copier);
    } finally {
      const seconds = (performance.now() - before.at) / 1_000;
      const { user: own, system } = process.cpuUsage(before.ours);
      const shares = [(own + system) / 1_000_000, (await this.side.cpuSeconds()) - before.farSide];
      const [ours, farSide] = shares.map((used) => `${((used / seconds) * 100).toFixed(0)} %`);
      // What is near 100 % is what bounds the next line.
      console.log(`of one core: this process ${ours}, the simulator ${farSide}`);
      await copier.close();
    }
  }
}

function makeSmallFiles(folder: string, count: number): void {
  mkdirSync(folder);
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `file-${i}.bin`), randomBytes(SMALL_BYTES));
}

/** Lines as web servers write them, with what differs from line to line; gzip makes about a seventh of it. */
function logText(bytes: number): string {
  const paths = [
    '/',
    '/index.html',
    '/api/v1/orders',
    '/api/v1/users',
    '/static/app.js',
    '/favicon.ico',
    '/login',
  ];
  const lines: string[] = [];
  let length = 0;
  for (let i = 0; length < bytes; i++) {
    const random = createHash('md5').update(String(i)).digest();
    const time = new Date(1_700_000_000_000 + i * 137).toISOString();
    const path = `${paths[random.readUInt8(0) % paths.length] ?? ''}?id=${random.readUInt16BE(1)}`;
    const line = `10.0.${random.readUInt8(3) % 8}.${random.readUInt8(4)} - - [${time}] "GET ${path} HTTP/1.1" ${random.readUInt8(5) % 20 === 0 ? 404 : 200} ${random.readUInt16BE(6)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" ${random.readUInt8(8) % 90}ms\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('').slice(0, bytes);
}

/** Our own copying over some way to the node. */
class Copier {
  private constructor(
    private readonly access: TestAccess,
    private readonly service: FilesService,
    public readonly page: FilesPage,
    public readonly home: string,
  ) {}

  public static async open(access: TestAccess): Promise<Copier> {
    const service = new FilesService(access, keepingNothing);
    const page = new FilesPage(service);
    const { remote } = await page.call('info', {});
    return new Copier(access, service, page, remote.home);
  }

  public up(path: string) {
    return {
      kind: 'copy' as const,
      from: { side: 'local' as const, paths: [path] },
      to: { side: 'remote' as const, folder: this.home },
      conflicts: 'overwrite' as const,
    };
  }

  public down(path: string, folder: string) {
    return {
      kind: 'copy' as const,
      from: { side: 'remote' as const, paths: [path] },
      to: { side: 'local' as const, folder },
      conflicts: 'overwrite' as const,
    };
  }

  /** @returns MB/s */
  public async rate(spec: JobSpecInput): Promise<number> {
    const { job, seconds } = await this.do(spec);
    return job.progress.bytesDone / MB / seconds;
  }

  /** @returns files a second */
  public async files(spec: JobSpecInput): Promise<number> {
    const { job, seconds } = await this.do(spec);
    return job.progress.itemsDone / seconds;
  }

  public async close(): Promise<void> {
    this.page.close();
    await this.service.close();
    await this.access.close();
  }

  private async do(spec: JobSpecInput): Promise<{ job: Job; seconds: number }> {
    const start = performance.now();
    const job = await this.page.do(spec);
    const seconds = (performance.now() - start) / 1_000;
    if (job.state !== 'done') throw new Error(`A job failed: ${JSON.stringify(job.remarks.slice(0, 3))}`);
    return { job, seconds };
  }
}

/** OpenSSH's scp through the plugin-paced door. */
class Scp {
  public constructor(
    private readonly user: string,
    private readonly keyFile: string,
    private readonly port: number,
  ) {}

  public remote(path: string): string {
    return `${this.user}@127.0.0.1:${path}`;
  }

  /** How long it takes until a command could run, in seconds: no part of a rate. */
  public signIn(): Promise<number> {
    return timed('ssh', ['-i', this.keyFile, '-p', String(this.port), `${this.user}@127.0.0.1`, 'true']);
  }

  public copy(from: readonly string[], to: string): Promise<number> {
    return timed('scp', ['-q', '-i', this.keyFile, '-P', String(this.port), ...from, to]);
  }
}

async function expectSame(one: string, other: string): Promise<void> {
  const digest = async (path: string) => {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
    return hash.digest('hex');
  };
  if ((await digest(one)) !== (await digest(other))) throw new Error(`${other} is not the same`);
}
