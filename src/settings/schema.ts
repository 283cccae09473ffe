import { z } from 'zod';
import {
  filesPreferencesSchema,
  fleetLookSchema,
  signInSchema,
  tabNodesSchema,
} from '../shared/contract/index.js';
import { MAX_PAYLOAD_BYTES, MIN_PAYLOAD_BYTES } from '../shared/payload-bytes.js';

/** The most key files that are kept as "used before". */
export const MAX_RECENT_KEYS = 10;

/** Reads a sign-in as the first versions wrote it, with a key file and nothing else to choose. */
function withIdentity(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('keyFile' in entry)) return entry;
  const { keyFile, ...rest } = entry;
  return { identity: { kind: 'key-file', path: keyFile }, ...rest };
}

/** More often than this (s) is of no use to anybody and earns throttling. */
const MIN_REFRESH_SECONDS = 15;

const sourceSetting = z.object({
  profile: z.string().min(1).nullable(),
  region: z.string().min(1).nullable(),
  isOn: z.boolean().default(true),
});

/** A sign-in for nodes that may run different images: their users differ, unless one was chosen. */
const sharedSignInSchema = signInSchema.partial({ user: true });

/** `system`, `none`, or a proxy's address; kept as it stands, with its password, where that is needed. */
const proxySetting = z.union([z.enum(['system', 'none']), z.url({ protocol: /^https?$/ })]).default('system');

/**
 * The settings, as they stand in settings.json. Every one has a default, so that a file needs to name only what
 * differs; names that this version does not know are kept.
 */
export const settingsSchema = z.looseObject({
  /** `system` follows the desktop. */
  language: z.enum(['system', 'en', 'ko']).default('system'),
  signIn: z
    .looseObject({
      /** How to sign in, by node id. */
      nodes: z.record(z.string(), z.preprocess(withIdentity, signInSchema)).default({}),
      /** How to sign in to nodes launched with a key pair, by its name; without a user it is the image's usual one. */
      keyPairs: z.record(z.string(), z.preprocess(withIdentity, sharedSignInSchema)).default({}),
      /** How to sign in to nodes with a tag, the first that fits; without a user it is the image's usual one. */
      tags: z.array(sharedSignInSchema.extend({ key: z.string().min(1), value: z.string() })).default([]),
      /** Ids of nodes whose servers may use algorithms that are no longer safe, as somebody has allowed. */
      oldAlgorithms: z.array(z.string()).default([]),
      /** Key files used before, the last one first. */
      recentKeys: z.array(z.string()).default([]),
    })
    .prefault({}),
  fleet: z
    .looseObject({
      /** What is listed: profiles and regions; null stands for what the environment chooses. */
      sources: z.array(sourceSetting).default([{ profile: null, region: null, isOn: true }]),
      /** Seconds between listings while the window is in use; 0 turns them off. */
      refreshSeconds: z.union([z.literal(0), z.number().min(MIN_REFRESH_SECONDS)]).default(60),
      /** Columns, order and groups of the table, favourites, and how much nodes were used. */
      look: fleetLookSchema.nullable().default(null),
    })
    .prefault({}),
  /** The file panes and the jobs. */
  files: filesPreferencesSchema
    .extend({
      /**
       * What opens files of nodes to be edited: a program and its arguments, the file's path comes last. Null leaves it
       * to the desktop.
       */
      editor: z.array(z.string().min(1)).min(1).nullable().default(null),
    })
    .prefault({}),
  /** What was open, by node ids; kept by the app itself, to be opened again on request. */
  tabs: z.looseObject({ last: tabNodesSchema.default([]) }).prefault({}),
  network: z
    .looseObject({
      proxy: proxySetting,
      /** A file of certificates (PEM) to trust beside the usual ones. */
      caBundle: z.string().min(1).nullable().default(null),
    })
    .prefault({}),
  sessionManager: z
    .looseObject({
      /**
       * How many bytes a message to a node carries once it is known to arrive. More than the usual 1,024 make uploads
       * cheaper; each connection tries them with a message that nothing depends on.
       */
      payloadBytes: z.number().int().min(MIN_PAYLOAD_BYTES).max(MAX_PAYLOAD_BYTES).default(MIN_PAYLOAD_BYTES),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Where the window was, in a file of its own: it changes all the time and is not a setting. */
export const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;
