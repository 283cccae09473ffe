import { DescribeKeyPairsCommand } from '@aws-sdk/client-ec2';
import { toProblem } from '../shared/problem.js';
import type { AwsAccess } from './access.js';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';

/** How long (ms) an answer stands: key pairs hardly change, and permissions may be granted meanwhile. */
const KEEP_MS = 5 * 60_000;

/** An EC2 key pair, as DescribeKeyPairs tells of it. */
export interface KeyPair {
  /** Which of its three forms it has depends on the type and on who made the key; see `match.ts`. */
  readonly fingerprint: string;
  readonly type: 'rsa' | 'ed25519' | null;
  /** The public key as one line, where EC2 has it. */
  readonly publicKey: string | null;
  /** Unix time, ms. */
  readonly createdAt: number | null;
}

/** A key pair, or why there is none to compare with. */
export type KeyPairAnswer = KeyPair | 'not-allowed' | 'failed' | 'deleted';

/** Looks up EC2 key pairs of a source's account and region by their names, and remembers the answers for a while. */
export class KeyPairs {
  private readonly answers = new Map<
    string,
    { readonly answer: Promise<KeyPairAnswer>; readonly at: number }
  >();

  public constructor(private readonly access: Pick<AwsAccess, 'current'>) {}

  /**
   * Looks up a key pair. Never rejects.
   *
   * @param sourceId the source that lists the node which was launched with it
   */
  public async find(name: string, sourceId: string): Promise<KeyPairAnswer> {
    let clients: Clients;
    try {
      clients = await this.access.current(sourceId);
    } catch {
      return 'failed';
    }
    const key = JSON.stringify([clients.source.credentialsKey, clients.source.region, name]);
    const known = this.answers.get(key);
    if (known !== undefined && Date.now() - known.at < KEEP_MS) return known.answer;
    const answer = ask(clients, name);
    this.answers.set(key, { answer, at: Date.now() });
    if ((await answer) === 'failed') this.answers.delete(key);
    return answer;
  }
}

async function ask(clients: Clients, name: string): Promise<KeyPairAnswer> {
  // By a filter: asking for a name that does not exist is an error. Filters know * and ?, which names may hold.
  const command = new DescribeKeyPairsCommand({
    Filters: [{ Name: 'key-name', Values: [name] }],
    IncludePublicKey: true,
  });
  try {
    const { KeyPairs: found = [] } = await awsCall(clients, 'ec2:DescribeKeyPairs', (options) =>
      clients.ec2.send(command, options),
    );
    const pair = found.find(({ KeyName }) => KeyName === name);
    if (pair?.KeyFingerprint === undefined) return 'deleted';
    return {
      fingerprint: pair.KeyFingerprint,
      type: pair.KeyType ?? null,
      publicKey: pair.PublicKey ?? null,
      createdAt: pair.CreateTime?.getTime() ?? null,
    };
  } catch (error) {
    return toProblem(error).code === 'aws.access-denied' ? 'not-allowed' : 'failed';
  }
}
