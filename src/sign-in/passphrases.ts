import { z } from 'zod';
import { readJson, writeJson } from '../storage/json-file.js';

/** What encrypts for the person who is logged in to this computer. */
export interface Vault {
  /** Whether it really does. */
  isAvailable(): boolean;
  encrypt(text: string): Buffer;
  /** @throws Error when it was encrypted elsewhere */
  decrypt(bytes: Buffer): string;
}

/** Encrypted passphrases (base64) by the path of their key file. */
const fileSchema = z.record(z.string(), z.string());

/**
 * The passphrases of key files: in memory for as long as the app runs, and in a file, encrypted by the system, where the
 * person asks for that. Never in clear.
 */
export class Passphrases {
  private readonly inMemory = new Map<string, string>();
  private writing: Promise<void> = Promise.resolve();

  public constructor(
    private readonly file: string,
    private readonly vault: Vault,
  ) {}

  /** Whether passphrases can be kept beyond the app's life on this system. */
  public get canKeep(): boolean {
    return this.vault.isAvailable();
  }

  /** The passphrase of a key file; null when none is known. */
  public async recall(path: string): Promise<string | null> {
    const known = this.inMemory.get(path);
    if (known !== undefined) return known;
    const kept = (await this.read())[path];
    if (kept === undefined || !this.canKeep) return null;
    try {
      return this.vault.decrypt(Buffer.from(kept, 'base64'));
    } catch {
      // From another computer or another user's keychain: as good as none.
      return null;
    }
  }

  /** Keeps a passphrase that has opened its key. */
  public async keep(path: string, passphrase: string, beyondThisRun: boolean): Promise<void> {
    this.inMemory.set(path, passphrase);
    if (!beyondThisRun || !this.canKeep) return;
    const encrypted = this.vault.encrypt(passphrase).toString('base64');
    await this.change((kept) => ({ ...kept, [path]: encrypted }));
  }

  /** Forgets the passphrase of one key file, or of all. */
  public async forget(path?: string): Promise<void> {
    if (path === undefined) {
      this.inMemory.clear();
      await this.change(() => ({}));
      return;
    }
    this.inMemory.delete(path);
    await this.change((kept) => {
      const { [path]: _forgotten, ...others } = kept;
      return others;
    });
  }

  private async read(): Promise<Record<string, string>> {
    // A file that cannot be read holds nothing that a person could not type again.
    const parsed = fileSchema.safeParse(await readJson(this.file).catch(() => undefined));
    return parsed.success ? parsed.data : {};
  }

  private async change(to: (kept: Record<string, string>) => Record<string, string>): Promise<void> {
    const write = this.writing.then(async () => {
      const before = await this.read();
      const after = to(before);
      if (JSON.stringify(after) !== JSON.stringify(before)) await writeJson(this.file, after);
    });
    // A failed write must not stop the next one; its own caller hears of it.
    this.writing = write.catch(() => undefined);
    await write;
  }
}
