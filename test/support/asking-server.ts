import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Server } from 'ssh2';

/** What an `AskingServer` lets in. */
export interface ExpectedAnswers {
  readonly password: string;
  readonly code: string;
}

/** An SSH server in this process; close it. */
export interface AskingServer {
  readonly port: number;
  close(): void;
}

/**
 * Starts a server that wants a password, then a code; of each a wrong one is asked for again.
 *
 * @param folder gets the server's host key
 */
export async function startAskingServer(folder: string, expected: ExpectedAnswers): Promise<AskingServer> {
  const hostKey = join(folder, 'asking-host-key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
  const server: Server = new ssh2.Server({ hostKeys: [await readFile(hostKey)] }, (client) => {
    let hasPassword = false;
    const authenticate = (context: AuthContext) => {
      if (context.method === 'password' && context.password === expected.password) {
        hasPassword = true;
        context.reject(['keyboard-interactive'], true);
      } else if (context.method === 'keyboard-interactive' && hasPassword) {
        context.prompt(
          [{ prompt: 'Code:', echo: false }],
          'Second factor',
          'Look at your token.',
          ([code]) => {
            if (code === expected.code) context.accept();
            else context.reject(['keyboard-interactive']);
          },
        );
      } else context.reject(['password']);
    };
    client.on('authentication', authenticate);
    client.on('error', () => undefined);
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty());
      session.on('window-change', (acceptChange) => (acceptChange as (() => void) | undefined)?.());
      session.on('shell', (acceptShell) => void acceptShell().write('$ '));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, close: () => void server.close() };
}
