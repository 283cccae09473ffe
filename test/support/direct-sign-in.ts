import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSshd, type RunningSshd, type SshdOptions } from '../../simulator/fleet/sshd.js';
import { algorithms } from '../../src/connection/algorithms.js';
import { openSsh, type SshLink } from '../../src/connection/sign-in/open-ssh.js';
import { Questions } from '../../src/connection/sign-in/questions.js';
import { loadKey } from '../../src/keys/key-file.js';
import type { Args, Attempt, ConnectionCalls, Proof } from '../../src/shared/contract/index.js';
import { toProblem, type Problem } from '../../src/shared/problem.js';

export type Question = Args<ConnectionCalls, 'signIn.prompt'>;

/** What came of a try. */
export interface Outcome {
  readonly problem: Problem | null;
  readonly attempts: readonly Attempt[];
  readonly banners: readonly string[];
  readonly asked: readonly Question[];
}

/** With what to sign in; whom and where, if it is not the user of the server that was started last. */
export interface Try {
  readonly proof: Proof;
  readonly answer?: (question: Question) => string[] | null;
  readonly user?: string;
  readonly port?: number;
  readonly oldAlgorithms?: boolean;
}

/** Signs in straight to servers, with keys that the real ssh-keygen makes: the tunnel has its own tests. */
export class DirectSignIn {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sallyport-sign-in-'));
  private readonly closers: (() => void | Promise<void>)[] = [];
  private link: SshLink | undefined;
  private sshd: RunningSshd | undefined;

  public file(name: string): string {
    return join(this.folder, name);
  }

  public keygen(...args: string[]): void {
    execFileSync('ssh-keygen', ['-q', ...args], { stdio: 'pipe' });
  }

  /** Makes a key of a type without a passphrase. */
  public make(name: string, type: string, ...more: string[]): void {
    this.keygen('-t', type, ...more, '-N', '', '-f', this.file(name));
  }

  public publicKey(name: string): string {
    return readFileSync(this.file(`${name}.pub`), 'utf8').trim();
  }

  /** "SHA256:…", as ssh-keygen tells it. */
  public fingerprint(name: string): string {
    const told = execFileSync('ssh-keygen', ['-lf', this.file(`${name}.pub`)], { encoding: 'utf8' });
    return told.split(' ')[1] ?? '';
  }

  /** Starts OpenSSH's server; it ends with `endTry`. */
  public async start(options: SshdOptions): Promise<RunningSshd> {
    this.sshd = await startSshd(options);
    this.atEnd(this.sshd.close);
    return this.sshd;
  }

  /** Has something closed by `endTry`. */
  public atEnd(close: () => void | Promise<void>): void {
    this.closers.push(close);
  }

  public async keyProof(name: string, passphrase?: string): Promise<Proof> {
    const { privateKey, certificate } = await loadKey(this.file(name), passphrase);
    return { kind: 'private-key', privateKey, certificate };
  }

  /** Signs in once. */
  public async signIn(given: Try): Promise<Outcome> {
    const { proof, answer = () => null, oldAlgorithms = false } = given;
    const attempts: Attempt[] = [];
    const banners: string[] = [];
    const asked: Question[] = [];
    const socket = connect({
      host: '127.0.0.1',
      port: given.port ?? this.sshd?.port ?? 0,
      noDelay: true,
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    const host = {
      call: (_name: string, question: unknown) => {
        asked.push(question as Question);
        return Promise.resolve({ answers: answer(question as Question) }) as never;
      },
    };
    const names = {
      node: 'web-1',
      user: given.user ?? this.sshd?.user ?? '',
      key: 'key',
      port: 22,
      identity: 'key-file' as const,
    };
    this.link = openSsh(
      socket,
      { names, algorithms: algorithms(oldAlgorithms) },
      () => Promise.resolve(proof),
      new Questions(host),
      () => Promise.resolve(),
      { onAttempt: (attempt) => attempts.push(attempt), onBanner: (text) => banners.push(text) },
    );
    const problem = await this.link.ready.then(
      () => null,
      (error: unknown) => toProblem(error),
    );
    return { problem, attempts, banners, asked };
  }

  /** Runs a command where one has signed in; resolves with what it prints. */
  public run(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.link?.client.exec(command, (error, channel) => {
        if (error) reject(error);
        let text = '';
        channel.on('data', (chunk: Buffer) => (text += chunk.toString()));
        channel.on('close', () => resolve(text.trim()));
      });
    });
  }

  /** Ends the connection and the servers of a test. */
  public async endTry(): Promise<void> {
    this.link?.client.end();
    this.link = undefined;
    this.sshd = undefined;
    for (const close of this.closers.splice(0)) await close();
  }

  /** Removes the keys. */
  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
