import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';

const hostKeySchema = z.object({
  type: z.string().max(100),
  /** The public key or the certificate in SSH's wire format, base64. */
  blob: z.string().max(20_000),
});
const serverSchema = z.object({ port: z.number().int().min(1).max(65_535) });

/**
 * Why a server's key is trusted: it is pinned, the person's own known_hosts has it, an authority that is named there
 * (`@cert-authority`) has signed a certificate for it, the instance printed it to its console, or nothing was known and
 * it was taken at first sight.
 */
export const hostKeyTrustSchema = z.enum([
  'known',
  'user-known-hosts',
  'certificate',
  'console-verified',
  'first-use',
]);
export type HostKeyTrust = z.infer<typeof hostKeyTrustSchema>;

/**
 * What made a pinned key trusted. `learned`: the server proved over a trusted connection that it has this one as well.
 * `by-hand`: somebody wrote the line.
 */
export const pinViaSchema = z.enum([
  'first-use',
  'console',
  'user-known-hosts',
  'accepted',
  'learned',
  'by-hand',
]);
export type PinVia = z.infer<typeof pinViaSchema>;

export const pinnedKeySchema = z.object({
  type: z.string(),
  /** "SHA256:…" */
  fingerprint: z.string(),
  /** Unix ms; null where it is not known. */
  since: z.number().nullable(),
  via: pinViaSchema,
  port: z.number().int(),
});
export type PinnedKey = z.infer<typeof pinnedKeySchema>;

/** What a connection process asks main about host keys. */
export const hostKeyCalls = {
  /**
   * A connection to the node begins: which types of key are known of it, to be asked for first. Where none is pinned,
   * main begins to look for what the instance printed to its console.
   */
  'hostKey.expect': {
    args: serverSchema,
    result: z.object({
      types: z.array(z.string()),
      /** Whether an authority is trusted for the node, so that a certificate is to be asked for before a plain key. */
      certificates: z.boolean(),
    }),
  },
  /** Compares a host key, or the key in a host certificate, with what is known of the node, pinning it on first use. */
  'hostKey.verify': {
    args: hostKeySchema.extend(serverSchema.shape),
    result: z.object({
      trust: hostKeyTrustSchema,
      /** Whether the console's answer is still to come: `hostKey.settle` waits for it. */
      isPending: z.boolean(),
    }),
  },
  /** Waits for the console's answer: the better trust that comes of it, or null where it changes nothing. */
  'hostKey.settle': {
    args: hostKeySchema.extend(serverSchema.shape),
    result: z.object({ trust: hostKeyTrustSchema.nullable() }),
  },
  /** Pins further keys that the server has proved to have, over a connection whose key is trusted. */
  'hostKey.learn': {
    args: serverSchema.extend({ keys: z.array(hostKeySchema).max(16) }),
    result: nothing,
  },
} as const satisfies Record<string, CallSpec>;

/** What the page asks of host keys. */
export const hostKeyPageCalls = {
  'hostKeys.known': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({ keys: z.array(pinnedKeySchema) }),
  },
  /** Trusts the key that the node has just shown and that was refused; no other. */
  'hostKeys.accept': { args: z.object({ nodeId: z.string(), fingerprint: z.string() }), result: nothing },
  /** Gives up what is pinned for a node. */
  'hostKeys.forget': { args: z.object({ nodeId: z.string() }), result: nothing },
} as const satisfies Record<string, CallSpec>;

export const hostKeyEvents = {
  /** What is pinned for a node has changed. */
  'hostKeys.changed': z.object({ nodeId: z.string() }),
} as const satisfies Record<string, z.ZodType>;
