import { createHash } from 'node:crypto';
import { nameBytes } from '../../shared/file-name.js';
import { Batches } from './batches.js';
import type { FileSystem } from './file-system.js';
import { posixScript, type RemoteShell } from './remote-shell.js';

const LOCAL_READ_BYTES = 1024 * 1024;
/** Commands at once. While they run, more files gather: starting a command costs as much as a hundred small files. */
const COMMANDS = 2;
/** Names of one command at most: a command line ends at 128 KiB on some systems, and xargs sees to the rest. */
const MAX_GATHERED = 512;

/** SHA-256 of files of one side, as lower-case hex digits. */
export interface Checksums {
  /** Of a whole file, whose size is known. @returns null when it could not be had */
  ofFile(path: string, size: number, signal: AbortSignal): Promise<string | null>;
  /** Of so many bytes from the start. */
  ofBeginning(path: string, length: number, signal: AbortSignal): Promise<string | null>;
}

/** Computes checksums by reading: for files that are near. */
export class ReadChecksums implements Checksums {
  public constructor(private readonly files: FileSystem) {}

  public async ofFile(path: string, size: number, signal: AbortSignal): Promise<string | null> {
    // One byte more than there should be: a file that has grown is another one.
    return this.ofBeginning(path, size + 1, signal);
  }

  public async ofBeginning(path: string, length: number, signal: AbortSignal): Promise<string | null> {
    const handle = await this.files.openRead(path);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(Math.min(LOCAL_READ_BYTES, length));
      for (let at = 0; at < length;) {
        signal.throwIfAborted();
        const bytes = await handle.read(at, Math.min(buffer.length, length - at), buffer);
        if (bytes.length === 0) break;
        hash.update(bytes);
        at += bytes.length;
      }
      return hash.digest('hex');
    } finally {
      await handle.close();
    }
  }
}

/** Programs that print SHA-256, the quickest first: GNU and BusyBox, macOS and Perl, OpenSSL. */
const PROGRAMS = ['sha256sum', 'shasum -a 256', 'openssl dgst -sha256 -r'] as const;
/** A digest, with the backslash that GNU puts before one of a name that it has escaped, and the space behind. */
const DIGEST_COLUMNS = 66;
const LINE = /^\\?([0-9a-f]{64})[ *]/;

/** Lets the node compute checksums by its own programs, many files with one command. */
export class ShellChecksums implements Checksums {
  private readonly files = new Batches<string, string | null>(
    { atOnce: COMMANDS, mostWeight: MAX_GATHERED },
    (paths) => this.ofFiles(paths).catch(() => paths.map(() => null)),
  );

  private constructor(
    private readonly shell: RemoteShell,
    private readonly program: string,
  ) {}

  /** Looks for a program. @returns null where there is none, or no POSIX shell to start it with */
  public static async find(shell: RemoteShell): Promise<ShellChecksums | null> {
    const looks = PROGRAMS.map(
      (program) => `command -v ${program.split(' ')[0] ?? ''} >/dev/null && echo yes || echo no`,
    );
    const script = `command -v xargs >/dev/null || exit 1; ${looks.join('; ')}`;
    try {
      const { exitCode, output } = await shell.run(posixScript(script), Buffer.alloc(0));
      const found = output.toString('latin1').split('\n').indexOf('yes');
      const program = PROGRAMS[found];
      return exitCode === 0 && program !== undefined ? new ShellChecksums(shell, program) : null;
    } catch {
      return null;
    }
  }

  public ofFile(path: string): Promise<string | null> {
    return this.files.add(path);
  }

  public async ofBeginning(path: string, length: number): Promise<string | null> {
    const [digest] = await this.each([[String(length), path]], `head -c "$1" < "$2" | ${this.program}`);
    return digest ?? null;
  }

  private async ofFiles(paths: readonly string[]): Promise<(string | null)[]> {
    const { output } = await this.shell.run(
      // Names come back in no use: cut off, they do not take the way that data could.
      posixScript(`xargs -0 ${this.program} | cut -c 1-${DIGEST_COLUMNS}`),
      nulTerminated(paths),
    );
    const digests = output
      .toString('latin1')
      .split('\n')
      .map((line) => LINE.exec(line)?.[1])
      .filter((digest) => digest !== undefined);
    // One line a file, in order; a file that could not be read has none, and then the order says nothing.
    if (digests.length === paths.length) return digests;
    return this.each(
      paths.map((path) => ['', path]),
      `${this.program} < "$2"`,
    );
  }

  /** One pipeline for each pair, which it finds in $1 and $2. */
  private async each(
    pairs: readonly (readonly [string, string])[],
    pipeline: string,
  ): Promise<(string | null)[]> {
    // The inner script travels in double quotes, so what is for it has to be escaped from the outer one.
    const inner = `while [ $# -gt 1 ]; do { ${pipeline} || echo failed; } 2>/dev/null; shift 2; done`;
    const escaped = inner.replace(/["$\\`]/g, '\\$&');
    const { output } = await this.shell.run(
      posixScript(`exec xargs -0 -n 200 sh -c "${escaped}" sh`),
      nulTerminated(pairs.flat()),
    );
    const lines = output.toString('latin1').split('\n');
    return pairs.map((_, index) => LINE.exec(lines[index] ?? '')?.[1] ?? null);
  }
}

function nulTerminated(words: readonly string[]): Buffer {
  return Buffer.concat(words.flatMap((word) => [nameBytes(word), Buffer.alloc(1)]));
}
