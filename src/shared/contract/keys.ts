import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

export const otherAccessSchema = z.object({
  /**
   * `group` and `others` are POSIX's classes, `account` is a user or group that Windows names, `owner` a Windows owner
   * that OpenSSH does not accept.
   */
  who: z.enum(['group', 'others', 'account', 'owner']),
  /** The account's name, or its SID where it has none; empty for POSIX's classes. */
  name: z.string(),
  may: z.array(z.enum(['read', 'write', 'execute'])),
});
/** Somebody who has access to a key file that is the owner's alone. */
export type OtherAccess = z.infer<typeof otherAccessSchema>;

export const keyFileSchema = z.object({
  path: z.string(),
  /** The file's name, for lists. */
  name: z.string(),
  /** Where a symbolic link leads to in the end; null for a plain file. */
  target: z.string().nullable(),
  format: z.enum(['OpenSSH', 'PKCS#1', 'PKCS#8', 'SEC1', 'PPK v2', 'PPK v3']),
  /** SSH's name of the key type, such as ssh-ed25519; null when only the passphrase would tell. */
  type: z.string().nullable(),
  bits: z.number().int().nullable(),
  /** "SHA256:…" as ssh-keygen prints it; null when only the passphrase would tell. */
  fingerprint: z.string().nullable(),
  /** "MD5:…" as ssh-keygen -E md5 prints it. */
  fingerprintMd5: z.string().nullable(),
  comment: z.string(),
  encrypted: z.boolean(),
  /** The OpenSSH user certificate beside it (`<key>-cert.pub`) when it is for this key. Times are Unix ms. */
  certificate: z
    .object({
      keyId: z.string(),
      serial: z.string(),
      /** The users that it is for; none means any. */
      principals: z.array(z.string()),
      /** Null: from the beginning of time. */
      validAfter: z.number().nullable(),
      /** Null: for ever. */
      validBefore: z.number().nullable(),
    })
    .nullable(),
  /** Octal permission bits such as "0600"; null where the system has none (Windows). */
  mode: z.string().nullable(),
  /** Who else has access, where OpenSSH would refuse the file for that; empty otherwise. */
  others: z.array(otherAccessSchema),
  /** The command that `keys.mend` amounts to, as one would type it; null where there is nothing to mend. */
  mendCommand: z.string().nullable(),
  /** Present when the key cannot be used as it is (too open, of a kind that is not supported). */
  problem: problemSchema.nullable(),
});
/** What a key-file picker shows of a private key file. Holds nothing secret. */
export type KeyFile = z.infer<typeof keyFileSchema>;

export const matchSchema = z.object({
  match: z.enum(['this-key', 'another-key', 'cannot-tell']),
  /**
   * Why it cannot be told: the node has no key pair; DescribeKeyPairs is not allowed, or failed; the key pair is deleted,
   * or was made anew under its name after the node's launch; the key must be unlocked first, is kept by an agent, or is
   * none.
   */
  why: z
    .enum([
      'no-key-pair',
      'not-allowed',
      'failed',
      'deleted',
      'made-anew',
      'locked',
      'kept-by-agent',
      'not-a-key',
    ])
    .nullable(),
});
/** Whether a private key is the one of the EC2 key pair that a node was launched with. */
export type Match = z.infer<typeof matchSchema>;

export const keyMatchSchema = matchSchema.extend({ path: z.string() });
/** The same of a key file. */
export type KeyMatch = z.infer<typeof keyMatchSchema>;

const onePath = z.object({ path: z.string().min(1) });

export const keyCalls = {
  /** Opens the system's file dialog; null when the person cancels. */
  'keys.choose': { args: nothing, result: keyFileSchema.nullable() },
  'keys.inspect': { args: onePath, result: keyFileSchema },
  /** Makes a key file readable by its owner only and reads it again to see that it worked. */
  'keys.mend': { args: onePath, result: keyFileSchema },
  /** Gives a file the permissions back that it had before `keys.mend` in this run. */
  'keys.undoMend': { args: onePath, result: keyFileSchema },
  /** Copies a key to a file of the owner's alone in ~/.ssh, under a name that is free there; returns the copy. */
  'keys.copyPrivate': { args: onePath, result: keyFileSchema },
  /** Compares keys with the node's EC2 key pair. Never fails for want of an answer from AWS: that is a verdict, too. */
  'keys.match': {
    args: z.object({ nodeId: z.string(), paths: z.array(z.string().min(1)).max(100) }),
    result: z.object({ matches: z.array(keyMatchSchema) }),
  },
} as const satisfies Record<string, CallSpec>;
