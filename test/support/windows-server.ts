import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
  type Stats,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Server, utils, type Attributes, type Connection, type SFTPWrapper } from 'ssh2';

const { OPEN_MODE, STATUS_CODE } = utils.sftp;
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
/** What PowerShell says when it is given a line for a POSIX shell. */
const POWERSHELL_ERROR = `The term 'printf' is not recognized as the name of a cmdlet, function, script file, or operable program.\r\n`;

/** What a name may not be on the server's disk; as Windows, it says no more than that it failed. */
const isForbidden = (name: string): boolean =>
  /[<>:"|?*\\]/.test(name) || /[. ]$/.test(name) || DEVICE.test(name);

/** An SSH server as Windows has it. */
export interface WindowsServer {
  readonly port: number;
  /** The commands that were run. */
  readonly commands: readonly string[];
  /** Where a path of the server is on this disk. */
  onDisk(remote: string): string;
  close(): Promise<void>;
}

/**
 * Starts a server that is to its client what one on Windows is: drives as folders of the root, names without case and
 * with Windows' rules, modes that mean nothing, no rename over what is there, no extensions of SFTP, and PowerShell
 * instead of a POSIX shell.
 *
 * @param base holds a folder for each drive, `C` with `Users/min` in it
 */
export async function startWindowsServer(base: string): Promise<WindowsServer> {
  mkdirSync(path.join(base, 'C', 'Users', 'min'), { recursive: true });
  mkdirSync(path.join(base, 'D'), { recursive: true });
  const commands: string[] = [];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const hostKey = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => context.accept());
    connection.on('session', (accept) => {
      const session = accept();
      session.on('sftp', (acceptSftp) => serveFiles(acceptSftp(), base));
      session.on('exec', (acceptCommand, _reject, { command }) => {
        commands.push(command);
        const channel = acceptCommand();
        channel.stderr.write(POWERSHELL_ERROR);
        channel.exit(1);
        channel.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    onDisk: (remote) => onDisk(base, remote),
    async close() {
      for (const connection of connections) connection.end();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

const normal = (remote: string): string => {
  const absolute = remote.startsWith('/') || /^[A-Za-z]:/.test(remote) ? remote : `/C:/Users/min/${remote}`;
  return path.posix
    .normalize(`/${absolute.replaceAll('\\', '/')}`.replace(/^\/+/, '/'))
    .replace(/(.)\/$/, '$1');
};

/** Names are looked up without regard to case, as NTFS does. */
function onDisk(base: string, remote: string): string {
  const [drive = '', ...names] = normal(remote).split('/').slice(1);
  let at = path.join(base, drive.replace(':', '').toUpperCase());
  for (const name of names) {
    const there = existsSync(at)
      ? readdirSync(at).find((each) => each.toLowerCase() === name.toLowerCase())
      : undefined;
    at = path.join(at, there ?? name);
  }
  return at;
}

/** Every file can be read and written, says its mode, and every folder listed. */
const attributesOf = (stats: Stats): Attributes => ({
  mode: stats.isDirectory() ? 0o040777 : 0o100666,
  uid: 0,
  gid: 0,
  size: stats.size,
  atime: Math.floor(stats.atimeMs / 1000),
  mtime: Math.floor(stats.mtimeMs / 1000),
});

function serveFiles(sftp: SFTPWrapper, base: string): void {
  const handles = new Map<string, { readonly file: number | null; readonly names: string[] | null }>();
  let lastHandle = 0;
  const handleOf = (handle: Buffer) => handles.get(handle.toString());
  const open = (id: number, opened: { file: number | null; names: string[] | null }) => {
    const handle = String(++lastHandle);
    handles.set(handle, opened);
    sftp.handle(id, Buffer.from(handle));
  };
  const isRoot = (remote: string) => normal(remote) === '/';
  const place = (remote: string) => onDisk(base, remote);
  const refuseName = (remote: string) => {
    if (isForbidden(path.posix.basename(normal(remote)))) throw new Error('The filename is incorrect');
  };
  /** Does something and says how it went, in the two words that Windows' server has for it. */
  const answer = (id: number, work: () => unknown) => {
    try {
      work();
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      sftp.status(id, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const done = (id: number, work: () => unknown) =>
    answer(id, () => {
      work();
      sftp.status(id, STATUS_CODE.OK);
    });
  const stat = (id: number, remote: string) =>
    answer(id, () => sftp.attrs(id, attributesOf(statSync(isRoot(remote) ? base : place(remote)))));
  const setTime = (file: string, { atime, mtime }: Attributes) => {
    if (typeof mtime === 'number') utimesSync(file, atime, mtime);
  };

  sftp.on('REALPATH', (id, remote) => {
    const filename = remote === '.' ? '/C:/Users/min' : normal(remote);
    sftp.name(id, [{ filename, longname: filename, attrs: attributesOf(statSync(base)) }]);
  });
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (id, handle) =>
    answer(id, () => sftp.attrs(id, attributesOf(fstatSync(handleOf(handle)!.file!)))),
  );
  sftp.on('OPENDIR', (id, remote) =>
    answer(id, () =>
      open(id, {
        file: null,
        names: isRoot(remote)
          ? ['C:', 'D:']
          : readdirSync(place(remote)).map((name) => `${normal(remote)}/${name}`),
      }),
    ),
  );
  sftp.on('READDIR', (id, handle) => {
    const names = handleOf(handle)?.names?.splice(0, 100) ?? [];
    if (names.length === 0) {
      sftp.status(id, STATUS_CODE.EOF);
      return;
    }
    sftp.name(
      id,
      names.map((name) => {
        const attrs = attributesOf(statSync(place(name.startsWith('/') ? name : `/${name}`)));
        const filename = path.posix.basename(name);
        return {
          filename,
          longname: `-rw-rw-rw-    1 -        -        ${attrs.size} Nov 27 00:00 ${filename}`,
          attrs,
        };
      }),
    );
  });
  sftp.on('OPEN', (id, remote, flags) =>
    answer(id, () => {
      if (flags & OPEN_MODE.CREAT) refuseName(remote);
      const isNew = (flags & OPEN_MODE.EXCL) !== 0;
      const how = flags & OPEN_MODE.WRITE ? (isNew ? 'wx' : 'r+') : 'r';
      open(id, { file: openSync(place(remote), how), names: null });
    }),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, () => {
      const bytes = Buffer.alloc(length);
      const count = readSync(handleOf(handle)!.file!, bytes, 0, length, offset);
      if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, bytes.subarray(0, count));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    done(id, () => writeSync(handleOf(handle)!.file!, data, 0, data.length, offset)),
  );
  sftp.on('FSETSTAT', (id, handle, attributes) =>
    done(id, () => setTime(`/proc/self/fd/${handleOf(handle)!.file}`, attributes)),
  );
  sftp.on('SETSTAT', (id, remote, attributes) => done(id, () => setTime(place(remote), attributes)));
  sftp.on('CLOSE', (id, handle) =>
    done(id, () => {
      const { file } = handleOf(handle)!;
      if (file !== null) closeSync(file);
      handles.delete(handle.toString());
    }),
  );
  sftp.on('MKDIR', (id, remote) =>
    done(id, () => {
      refuseName(remote);
      mkdirSync(place(remote));
    }),
  );
  sftp.on('RMDIR', (id, remote) => done(id, () => rmdirSync(place(remote))));
  sftp.on('REMOVE', (id, remote) => done(id, () => unlinkSync(place(remote))));
  sftp.on('RENAME', (id, from, to) =>
    done(id, () => {
      refuseName(to);
      const [source, target] = [place(from), place(to)];
      if (existsSync(target) && source !== target) throw new Error('The file exists');
      renameSync(source, path.join(path.dirname(target), path.posix.basename(normal(to))));
    }),
  );
}
