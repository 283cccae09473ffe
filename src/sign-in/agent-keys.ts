import { AgentError, listAgentKeys, type AgentKey } from '../ssh/agent.js';
import { agentAddresses } from '../ssh/agent-address.js';
import { blobType, fingerprintOf } from '../ssh/public-key.js';
import { problem, ProblemError } from '../shared/problem.js';

/** A key of an agent, and where that agent is. */
export interface HeldKey extends AgentKey {
  readonly address: string;
  readonly type: string;
  /** "SHA256:…" of the blob; a certificate has one of its own. */
  readonly fingerprint: string;
}

/**
 * Lists the keys of all SSH agents that are running for this person.
 *
 * @param first the socket of one more, which is asked before the others; null for none
 *
 * @throws ProblemError `agent.unreachable` when there is none
 */
export async function heldKeys(
  first: string | null = null,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<HeldKey[]> {
  const usual = agentAddresses(env, platform);
  const addresses = [...new Set(first === null ? usual : [first, ...usual])];
  const answers = await Promise.allSettled(
    addresses.map(async (address) => (await listAgentKeys(address)).map((key) => held(address, key))),
  );
  const lists = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (lists.length === 0) {
    const reasons = answers.flatMap((answer, index) =>
      answer.status === 'rejected' ? [`${addresses[index]}: ${(answer.reason as AgentError).message}`] : [],
    );
    const details = reasons.length > 0 ? reasons.join('\n') : 'SSH_AUTH_SOCK is not set.';
    throw new ProblemError(
      problem('agent.unreachable', {}, { details, remedies: ['retry', 'change-sign-in'] }),
    );
  }
  return lists.flat();
}

/**
 * Finds one key by its fingerprint.
 *
 * @throws ProblemError `agent.unreachable`, or `agent.key-missing` when no agent holds it
 */
export async function heldKey(
  fingerprint: string,
  name: string,
  first: string | null = null,
): Promise<HeldKey> {
  const keys = await heldKeys(first);
  const found = keys.find((key) => key.fingerprint === fingerprint);
  if (found) return found;
  const details = keys.map((key) => `${key.type} ${key.fingerprint} ${key.comment}`).join('\n');
  throw new ProblemError(
    problem('agent.key-missing', { key: name }, { details, remedies: ['retry', 'change-sign-in'] }),
  );
}

function held(address: string, { blob, comment }: AgentKey): HeldKey {
  return { address, blob, comment, type: blobType(blob), fingerprint: fingerprintOf(blob) };
}
