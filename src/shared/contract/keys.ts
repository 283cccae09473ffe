import { z } from 'zod';
import { problemSchema } from '../problem.js';
import { nothing, type CallSpec } from './call.js';

export const keyFileSchema = z.object({
  path: z.string(),
  /** The file's name, for lists. */
  name: z.string(),
  format: z.enum(['OpenSSH', 'PKCS#1', 'PKCS#8', 'SEC1', 'PPK']),
  /** SSH's name of the key type, such as ssh-ed25519; null when only the passphrase would tell. */
  type: z.string().nullable(),
  /** "SHA256:…" as ssh-keygen prints it; null when only the passphrase would tell. */
  fingerprint: z.string().nullable(),
  comment: z.string(),
  encrypted: z.boolean(),
  /** Octal permission bits such as "0600"; null where the system has none (Windows). */
  mode: z.string().nullable(),
  /** Present when the key cannot be used as it is (too open, encrypted, …). */
  problem: problemSchema.nullable(),
});
/** What a key-file picker shows of a private key file. Holds nothing secret. */
export type KeyFile = z.infer<typeof keyFileSchema>;

export const keyCalls = {
  /** Opens the system's file dialog; null when the person cancels. */
  'keys.choose': { args: nothing, result: keyFileSchema.nullable() },
  'keys.inspect': { args: z.object({ path: z.string().min(1) }), result: keyFileSchema },
  /** Makes a key file readable by its owner only (chmod 400) and reads it again to see that it worked. */
  'keys.mend': { args: z.object({ path: z.string().min(1) }), result: keyFileSchema },
} as const satisfies Record<string, CallSpec>;
