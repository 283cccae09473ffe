import { z } from 'zod';
import { problemSchema } from '../problem-schema.js';
import { nothing, type CallSpec } from './call.js';

/** A source by its choice: null stands for what the environment chooses. */
const choiceSchema = z.object({
  profile: z.string().min(1).nullable(),
  region: z.string().min(1).nullable(),
});

export const awsProfileSchema = z.object({
  name: z.string(),
  /** Where its credentials come from. */
  kind: z.enum(['keys', 'role', 'web-identity', 'sso', 'process', 'login', 'none']),
  region: z.string().nullable(),
  accountId: z.string().nullable(),
  role: z.string().nullable(),
  needsMfa: z.boolean(),
});
/** A profile of the shared files, for choosing. */
export type AwsProfile = z.infer<typeof awsProfileSchema>;

const ssoSessionSchema = z.object({
  name: z.string().min(1),
  startUrl: z.url({ protocol: /^https$/ }),
  region: z.string().min(1),
});

const newProfileSchema = z.object({
  sessionName: z.string().min(1),
  startUrl: z.url({ protocol: /^https$/ }),
  ssoRegion: z.string().min(1),
  // What would break a section's heading is refused.
  profile: z.string().regex(/^[\w.@+-]+$/),
  accountId: z.string().regex(/^\d{12}$/),
  role: z.string().regex(/^[\w+=,.@-]+$/),
  region: z.string().regex(/^[a-z0-9-]+$/),
});

export const sourceCalls = {
  /** All profiles of the shared files. */
  'sources.profiles': {
    args: nothing,
    result: z.object({
      profiles: z.array(awsProfileSchema),
      /** Whether the environment gives credentials, or says where to get some: variables or a container. */
      hasEnvironmentCredentials: z.boolean(),
      /** Where the profiles were looked for. */
      files: z.array(z.string()),
      problem: problemSchema.nullable(),
    }),
  },
  /** The regions that there are for a profile's account (DescribeRegions); with `mayAsk` the person may be asked for a code. */
  'sources.regions': {
    args: z.object({ profile: z.string().nullable(), mayAsk: z.boolean() }),
    result: z.object({
      regions: z.array(z.object({ name: z.string(), isOptedIn: z.boolean() })),
    }),
  },
  /** Puts sources into the fleet. Those that are there stay as they are. */
  'sources.add': { args: z.object({ sources: z.array(choiceSchema).min(1).max(200) }), result: nothing },
  'sources.remove': { args: z.object({ sourceId: z.string() }), result: nothing },
  /** Lists a source, or stops that. */
  'sources.switch': { args: z.object({ sourceId: z.string(), isOn: z.boolean() }), result: nothing },
  /**
   * Gets a source's credentials again, asking the person for what is missing: a code, or, with IAM Identity Center, a
   * confirmation in the browser, which is announced as `sso.waiting`.
   */
  'sources.signIn': { args: z.object({ sourceId: z.string() }), result: nothing },
  /** Ends a source's sign-in of IAM Identity Center, for all tools on this machine. */
  'sources.signOut': { args: z.object({ sourceId: z.string() }), result: nothing },
  /** Begins a sign-in for which there is no profile yet. */
  'sso.begin': { args: ssoSessionSchema, result: nothing },
  /** Gives up a sign-in that waits. */
  'sso.cancel': { args: z.object({ signInId: z.string() }), result: nothing },
  /** Opens the page of a sign-in that waits again. */
  'sso.openPage': { args: z.object({ signInId: z.string() }), result: nothing },
  /** The accounts and roles that a signed-in person may use. */
  'sso.accounts': {
    args: ssoSessionSchema,
    result: z.object({
      accounts: z.array(z.object({ accountId: z.string(), name: z.string(), roles: z.array(z.string()) })),
    }),
  },
  /** What would be written for a profile, where, and where the file as it is would be kept. */
  'sso.previewProfile': {
    args: newProfileSchema,
    result: z.object({ file: z.string(), backup: z.string().nullable(), text: z.string() }),
  },
  /** Writes a profile into the config file and puts it into the fleet. */
  'sso.writeProfile': { args: newProfileSchema, result: nothing },
} as const satisfies Record<string, CallSpec>;

export const sourceEvents = {
  /** The shared files are others: profiles may have come, gone or changed. */
  'sources.filesChanged': nothing,
  /** A sign-in waits for the person to confirm it in the browser, which has been opened. */
  'sso.waiting': z.object({
    signInId: z.string(),
    startUrl: z.string(),
    userCode: z.string(),
    /** Unix time, milliseconds. */
    expiresAt: z.number(),
  }),
  /** It is over: well, given up (no Problem either), or for a reason. */
  'sso.ended': z.object({
    signInId: z.string(),
    isSignedIn: z.boolean(),
    problem: problemSchema.nullable(),
  }),
} as const satisfies Record<string, z.ZodType>;
