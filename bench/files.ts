import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
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
export async function benchFiles(): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: 0 });
  const { user, keyFile, ports } = side.places;
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-files-'));
  const host = hostOf(newSessions(), NODES.ssh);
  const login = { user, privateKey: readFileSync(keyFile) };
  const door = await openPluginPacedDoor(host);
  const scp = new Scp(user, keyFile, door.port);
  makeFiles(folder);
  const bench = async <T>(access: TestAccess, work: (copier: Copier) => Promise<T>): Promise<T> => {
    const copier = await Copier.open(access);
    const before = { at: performance.now(), ours: process.cpuUsage(), farSide: await side.cpuSeconds() };
    try {
      return await work(copier);
    } finally {
      const seconds = (performance.now() - before.at) / 1_000;
      const { user: own, system } = process.cpuUsage(before.ours);
      const shares = [(own + system) / 1_000_000, (await side.cpuSeconds()) - before.farSide];
      const [ours, farSide] = shares.map((used) => `${((used / seconds) * 100).toFixed(0)} %`);
      // What is near 100 % is what bounds the next line.
      console.log(`of one core: this process ${ours}, the simulator ${farSide}`);
      await copier.close();
    }
  };
  const tunnelled = <T>(work: (copier: Copier) => Promise<T>) => bench(tunnelledAccess(host, login), work);
  try {
    const signIn = await scp.signIn();
    const reference = join(folder, 'reference');
    const metrics: Metric[] = [];
    const home = await tunnelled((copier) => Promise.resolve(copier.home));
    const add = (metric: Metric) => {
      metrics.push(metric);
      console.log(
        `${metric.id}: ${metric.value.toFixed(2)} ${metric.unit}, ${(metric.ratio ?? 0).toFixed(2)} x`,
      );
    };

    const refUp = (REFERENCE_MIB * MIB) / MB / ((await scp.copy([reference], scp.remote(home))) - signIn);
    const refDown =
      (REFERENCE_MIB * MIB) /
      MB /
      ((await scp.copy([scp.remote(`${home}/reference`)], join(folder, 'x'))) - signIn);
    const up = await tunnelled((copier) => copier.rate(copier.up(join(folder, 'upload'))));
    add(beside('upload-vs-plugin-pace', up, 'MB/s', refUp));
    // It gets there quickly without a tunnel.
    await bench(directAccess(ports.ssh, login), (copier) => copier.rate(copier.up(join(folder, 'large'))));
    for (const sessions of [4, 8]) {
      const down = await tunnelled(async (copier) => {
        await copier.page.call('jobs.sessions', { most: sessions });
        return copier.rate(copier.down(`${home}/large`, join(folder, `down-${sessions}`)));
      });
      await expectSame(join(folder, 'large'), join(folder, `down-${sessions}`, 'large'));
      add(beside(`download-${sessions}-vs-plugin-pace`, down, 'MB/s', refDown));
    }
    await bench(directAccess(ports.ssh, login), (copier) => copier.rate(copier.up(join(folder, 'text.log'))));
    const text = await tunnelled((copier) =>
      copier.rate(copier.down(`${home}/text.log`, join(folder, 'down-text'))),
    );
    add(beside('text-vs-plugin-pace', text, 'MB/s', refDown));

    const refFiles =
      REFERENCE_FILES / ((await scp.copy(['-r', join(folder, 'some')], scp.remote(home))) - signIn);
    const smallUp = await tunnelled((copier) => copier.files(copier.up(join(folder, 'many'))));
    add(beside('small-files-vs-plugin-pace', smallUp, 'files/s', refFiles));
    const refFilesDown =
      REFERENCE_FILES /
      ((await scp.copy(['-r', scp.remote(`${home}/some`)], join(folder, 'x-some'))) - signIn);
    const smallDown = await tunnelled((copier) =>
      copier.files(copier.down(`${home}/many`, join(folder, 'down-many'))),
    );
    add(beside('small-files-down-vs-plugin-pace', smallDown, 'files/s', refFilesDown));
    if (readdirSync(join(folder, 'down-many', 'many')).length !== SMALL_FILES)
      throw new Error('Files are missing');

    for (const metric of await direct(folder, home, user, keyFile, ports.ssh, (work) =>
      bench(directAccess(ports.ssh, login), work),
    ))
      add(metric);
    return metrics;
  } finally {
    door.close();
    side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * One large file without a tunnel, both ways; OpenSSH's sftp compares nothing at the end, so neither do we here. Nor does
 * it bring the file to the disk unless it is told to (`-f`), which we always do: it is measured with that and without.
 */
async function direct(
  folder: string,
  home: string,
  user: string,
  keyFile: string,
  port: number,
  bench: (work: (copier: Copier) => Promise<number>) => Promise<number>,
): Promise<Metric[]> {
  const large = join(folder, 'large');
  const target = ['-P', String(port), '-i', keyFile, '-b', '-', `${user}@127.0.0.1`];
  const bytes = (LARGE_MIB * MIB) / MB;
  const signIn = await timed('sftp', target, 'pwd\n');
  const sftp = async (command: string) => bytes / ((await timed('sftp', target, `${command}\n`)) - signIn);
  const samples = await inTurns(DIRECT_ROUNDS, {
    up: () => bench((copier) => copier.rate({ ...copier.up(large), verify: 'none' })),
    down: () =>
      bench((copier) =>
        copier.rate({ ...copier.down(`${home}/large`, join(folder, 'direct')), verify: 'none' }),
      ),
    sftpUp: () => sftp(`put ${large} ${home}/sftp`),
    sftpDown: () => sftp(`get ${home}/large ${folder}/sftp`),
    syncedUp: () => sftp(`put -f ${large} ${home}/sftp`),
    syncedDown: () => sftp(`get -f ${home}/large ${folder}/sftp`),
  });
  return [
    beside('large-vs-openssh-direct', median(samples.up), 'MB/s', median(samples.sftpUp)),
    beside('large-down-vs-openssh-direct', median(samples.down), 'MB/s', median(samples.sftpDown)),
    beside('large-vs-openssh-fsync-direct', median(samples.up), 'MB/s', median(samples.syncedUp)),
    beside('large-down-vs-openssh-fsync-direct', median(samples.down), 'MB/s', median(samples.syncedDown)),
  ];
}

function makeFiles(folder: string): void {
  writeFileSync(join(folder, 'reference'), randomBytes(REFERENCE_MIB * MIB));
  writeFileSync(join(folder, 'upload'), randomBytes(UPLOAD_MIB * MIB));
  writeFileSync(
    join(folder, 'large'),
    Buffer.concat(Array.from({ length: LARGE_MIB }, () => randomBytes(MIB))),
  );
  writeFileSync(join(folder, 'text.log'), logText(TEXT_MIB * MIB));
  for (const [name, count] of [
    ['many', SMALL_FILES],
    ['some', REFERENCE_FILES],
  ] as const) {
    mkdirSync(join(folder, name));
    for (let i = 0; i < count; i++)
      writeFileSync(join(folder, name, `file-${i}.bin`), randomBytes(SMALL_BYTES));
  }
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
