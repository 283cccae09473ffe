import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { FilesHost } from '../../src/connection/files/files-host.js';
import type { StoredJob } from '../../src/shared/contract/index.js';
import { serveFiles, type FilesServer } from './files-server.js';
import { directAccess, type TestAccess } from './node-access.js';

/** A folder for each test, a place of this computer in it, and real servers that end with the test. */
export interface ServedFiles {
  readonly base: string;
  /** What copies go from. */
  readonly here: string;
  /** Done when the test is over, the last one first. */
  readonly closing: (() => unknown)[];
  serve(extraConfig: string[], host?: FilesHost): Promise<FilesServer>;
  /** One more way to a server. */
  serveAgain(sshd: FilesServer['sshd']): { access: TestAccess };
  copyUp(name: string, folder: string): CopyUp;
  copyDown(source: string): CopyDown;
}

interface CopyUp {
  readonly kind: 'copy';
  readonly from: { side: 'local'; paths: string[] };
  readonly to: { side: 'remote'; folder: string };
}
interface CopyDown {
  readonly kind: 'copy';
  readonly from: { side: 'remote'; paths: string[] };
  readonly to: { side: 'local'; folder: string };
}

/** Gives each test of a file such a place. */
export function servedFiles(): ServedFiles {
  let base = '';
  const closing: (() => unknown)[] = [];
  const here = () => path.join(base, 'here');
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'sallyport-servers-'));
    mkdirSync(here());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    rmSync(base, { recursive: true, force: true });
  });
  return {
    get base() {
      return base;
    },
    get here() {
      return here();
    },
    closing,
    async serve(extraConfig, host) {
      const server = await serveFiles(base, extraConfig, host);
      closing.push(() => server.close());
      return server;
    },
    serveAgain({ port, user }) {
      const access = directAccess(port, { user, privateKey: readFileSync(path.join(base, 'key')) });
      closing.push(() => access.close());
      return { access };
    },
    copyUp: (name, folder) => ({
      kind: 'copy',
      from: { side: 'local', paths: [path.join(here(), name)] },
      to: { side: 'remote', folder },
    }),
    copyDown: (source) => ({
      kind: 'copy',
      from: { side: 'remote', paths: [source] },
      to: { side: 'local', folder: path.join(base, 'back') },
    }),
  };
}

/** Main's part in jobs: a store in memory. */
export function jobStore(kept: { jobs: readonly StoredJob[] }, elevated = false): FilesHost {
  return {
    loadJobs: () => Promise.resolve(kept.jobs),
    saveJobs: (jobs) => {
      kept.jobs = structuredClone(jobs);
      return Promise.resolve();
    },
    settings: () => Promise.resolve({ sessions: 2, verify: 'sampled', elevated }),
  };
}
