import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keepingNothing, type FilesHost } from '../../src/connection/files/files-host.js';
import { FilesService } from '../../src/connection/files/files-service.js';
import { startSshd, type RunningSshd } from '../../simulator/fleet/sshd.js';
import { FilesPage } from './files-page.js';
import { directAccess, type TestAccess } from './node-access.js';

/** For `extraConfig`: a real sshd that has no SFTP. */
export const WITHOUT_SFTP = 'Subsystem other /bin/false';

export interface FilesServer {
  readonly page: FilesPage;
  readonly service: FilesService;
  readonly sshd: RunningSshd;
  readonly access: TestAccess;
  close(): Promise<void>;
}

/**
 * A real sshd, and its files as a page has them.
 *
 * @param base where keys and the server's own folder go
 */
export async function serveFiles(
  base: string,
  extraConfig: string[] = [],
  host: FilesHost = keepingNothing,
): Promise<FilesServer> {
  const keyFile = path.join(base, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const authorizedKeys = [readFileSync(`${keyFile}.pub`, 'utf8').trim()];
  const sshd = await startSshd({ parent: base, authorizedKeys, extraConfig });
  const access = directAccess(sshd.port, { user: sshd.user, privateKey: readFileSync(keyFile) });
  const service = new FilesService(access, host);
  const page = new FilesPage(service);
  return {
    page,
    service,
    sshd,
    access,
    async close() {
      page.close();
      await service.close();
      await access.close();
      await sshd.close();
    },
  };
}
