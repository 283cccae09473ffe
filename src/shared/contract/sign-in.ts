import { z } from 'zod';
import { nothing, type CallSpec } from './call.js';
import { keyFileSchema, matchSchema } from './keys.js';
import { answersSchema, serverPromptSchema } from './prompts.js';

export const identityKinds = ['key-file', 'agent', 'password', 'instance-connect'] as const;

/** With what a person proves who they are to an SSH server. Holds nothing secret. */
export const identitySchema = z.discriminatedUnion('kind', [
  /** A private key file here, by its absolute path. */
  z.object({ kind: z.literal('key-file'), path: z.string().min(1) }),
  /** One key of the SSH agent, by its "SHA256:…" fingerprint; the comment is for people. */
  z.object({ kind: z.literal('agent'), fingerprint: z.string().min(1), comment: z.string() }),
  /** A password, or whatever else the server asks; it is asked for each time. */
  z.object({ kind: z.literal('password') }),
  /** A key made for one sign-in, which EC2 Instance Connect lets in for a minute. */
  z.object({ kind: z.literal('instance-connect') }),
]);
export type Identity = z.infer<typeof identitySchema>;

export const signInSchema = z.object({
  user: z.string().min(1),
  identity: identitySchema,
  /** The port of the node's SSH server; 22 when left out. */
  port: z.number().int().min(1).max(65_535).optional(),
});
/** How to sign in to a node: the user name on it, the proof, and where its SSH server listens. */
export type SignIn = z.infer<typeof signInSchema>;

/** What a connection process proves itself with, once. It goes from main to that process only, which wipes it. */
export const proofSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('private-key'),
    /** A private key without a passphrase, in a text form that ssh2 reads. */
    privateKey: z.instanceof(Uint8Array),
    /** The certificate beside it, in SSH's wire format; null for none. */
    certificate: z.instanceof(Uint8Array).nullable(),
  }),
  z.object({
    kind: z.literal('agent'),
    /** The agent's socket or pipe. */
    address: z.string(),
    /** The chosen key in SSH's wire format; it may be a certificate. */
    publicKey: z.instanceof(Uint8Array),
  }),
  z.object({ kind: z.literal('password') }),
]);
export type Proof = z.infer<typeof proofSchema>;

/** Where a sign-in comes from, the most specific first: our own settings, then the person's ~/.ssh/config. */
export const signInFromSchema = z.enum(['node', 'key-pair', 'tag', 'ssh-config']);

/** Whom a sign-in is remembered for: a node, all with its key pair, or all with the value that it has for a tag. */
export const rememberScopeSchema = z.union([
  z.enum(['node', 'key-pair']),
  z.templateLiteral(['tag:', z.string().min(1)]),
]);

export const agentKeySchema = z.object({
  fingerprint: z.string(),
  /** SSH's name of the type, such as `ssh-ed25519` or `sk-ssh-ed25519@openssh.com`. */
  type: z.string(),
  comment: z.string(),
});
/** A key that an SSH agent holds. */
export type AgentKey = z.infer<typeof agentKeySchema>;

export const signInCalls = {
  /** How to sign in to a node as far as settings tell; `signIn` is null when a key has yet to be chosen. */
  'signIn.resolve': {
    args: z.object({
      nodeId: z.string(),
      /** The user that is to sign in, for what ~/.ssh/config says of that one; left out, it is the usual one. */
      user: z.string().min(1).optional(),
    }),
    result: z.object({
      signIn: signInSchema.nullable(),
      from: signInFromSchema.nullable(),
      /** The tag that it is remembered for, where it is for one. */
      fromTag: z.object({ key: z.string(), value: z.string() }).optional(),
      /** Whether the node's SSH server may use algorithms that are no longer safe. */
      oldAlgorithms: z.boolean().optional(),
      suggestedUser: z.string().nullable(),
      /** Whether the suggested user stands in ~/.ssh/config and is no guess. */
      isUserConfigured: z.boolean().optional(),
      /** Private keys worth offering: used before, then those in ~/.ssh. */
      suggestedKeys: z.array(keyFileSchema),
    }),
  },
  /** Remembers how to sign in, for one node or for all that share its key pair or a tag. */
  'signIn.remember': {
    args: z.object({ nodeId: z.string(), scope: rememberScopeSchema, signIn: signInSchema }),
    result: nothing,
  },
  /**
   * The keys of the person's SSH agents, and of the one that ~/.ssh/config names for the node.
   *
   * @throws `agent.unreachable`
   */
  'signIn.agentKeys': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({ keys: z.array(agentKeySchema) }),
  },
  /** Compares the keys of the agents with the node's EC2 key pair, as `keys.match` does with files. */
  'signIn.matchAgentKeys': {
    args: z.object({ nodeId: z.string() }),
    result: z.object({ matches: z.array(matchSchema.extend({ fingerprint: z.string() })) }),
  },
  /** Lets a node's SSH server use algorithms that are no longer safe, or no longer, from the next connection on. */
  'signIn.allowOldAlgorithms': {
    args: z.object({ nodeId: z.string(), isAllowed: z.boolean() }),
    result: nothing,
  },
  'signIn.forget': { args: z.object({ nodeId: z.string() }), result: nothing },
} as const satisfies Record<string, CallSpec>;

/** What a connection process asks main when it signs in. */
export const proofCalls = {
  /**
   * What to prove oneself with, for one sign-in: asked again for each further SSH connection, since a key of EC2
   * Instance Connect is let in for a minute only. Main may have to ask the person for a passphrase first.
   */
  'signIn.proof': { args: nothing, result: proofSchema },
  /** Passes a question of the server's on to the person. */
  'signIn.prompt': { args: serverPromptSchema, result: z.object({ answers: answersSchema }) },
} as const satisfies Record<string, CallSpec>;
