import { connect, type Socket } from 'node:net';
import { SshReader, sshString, sshUint32 } from './wire.js';

/** Messages of the agent protocol (draft-ietf-sshm-ssh-agent, section 6.1). */
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
/** Flags of a request to sign with an RSA key: which hash (section 4.5.1 of the draft). */
const RSA_SHA2_256 = 2;
const RSA_SHA2_512 = 4;
/** OpenSSH's own agent takes and sends no more (bytes; MAX_AGENT_REPLY_LEN in authfd.c). */
const MAX_REPLY = 256 * 1024;
/** Listing asks nobody: an agent that is there answers at once. */
const LIST_TIMEOUT_MS = 5_000;
/** Signing may ask the person for a touch or a confirmation; servers give up after 120 s (LoginGraceTime). */
const SIGN_TIMEOUT_MS = 90_000;

/** One key or certificate that an agent holds. */
export interface AgentKey {
  /** In SSH's wire format. */
  readonly blob: Buffer;
  readonly comment: string;
}

/** An agent that cannot be reached, or that answers with something else than was asked. */
export class AgentError extends Error {
  public override readonly name = 'AgentError';

  public constructor(
    /** `unreachable`: nobody there; `refused`: it would not, or the person said no; `broken`: not an agent's answer. */
    public readonly kind: 'unreachable' | 'refused' | 'broken',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Lists what an agent holds.
 *
 * @param address a Unix socket or a Windows named pipe
 * @throws AgentError
 */
export async function listAgentKeys(address: string): Promise<AgentKey[]> {
  const answer = await ask(address, Buffer.from([REQUEST_IDENTITIES]), LIST_TIMEOUT_MS);
  return read(answer, IDENTITIES_ANSWER, (reader) => {
    const count = reader.uint32();
    const keys: AgentKey[] = [];
    while (keys.length < count)
      keys.push({ blob: Buffer.from(reader.string()), comment: reader.string().toString('utf8') });
    return keys;
  });
}

/**
 * Has an agent sign.
 *
 * @param blob the key or certificate, as it listed it
 * @param algorithm the signature's algorithm, which tells the hash for RSA keys
 * @returns the signature in SSH's wire format, with its algorithm's name
 * @throws AgentError
 */
export async function signWithAgent(
  address: string,
  blob: Buffer,
  data: Buffer,
  algorithm: string,
): Promise<Buffer> {
  const request = Buffer.concat([
    Buffer.from([SIGN_REQUEST]),
    sshString(blob),
    sshString(data),
    sshUint32(flagsFor(algorithm)),
  ]);
  const answer = await ask(address, request, SIGN_TIMEOUT_MS);
  return read(answer, SIGN_RESPONSE, (reader) => Buffer.from(reader.string()));
}

function flagsFor(algorithm: string): number {
  if (algorithm.startsWith('rsa-sha2-256')) return RSA_SHA2_256;
  return algorithm.startsWith('rsa-sha2-512') ? RSA_SHA2_512 : 0;
}

function read<T>(answer: Buffer, wanted: number, parse: (reader: SshReader) => T): T {
  // Whatever else it answers, it has not done it; agents use several numbers for that.
  if (answer[0] !== wanted) throw new AgentError('refused', 'The agent refused');
  try {
    return parse(new SshReader(answer.subarray(1)));
  } catch (error) {
    throw new AgentError('broken', (error as Error).message);
  }
}

/** Sends one request over a connection of its own and resolves with the answer's payload. */
function ask(address: string, payload: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let socket: Socket | undefined;
    const timer = setTimeout(
      () => fail(new AgentError('broken', `No answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const finish = () => {
      clearTimeout(timer);
      socket?.destroy();
    };
    const fail = (error: AgentError) => {
      finish();
      reject(error);
    };
    let received = Buffer.alloc(0);
    try {
      socket = connect(address);
    } catch (error) {
      fail(new AgentError('unreachable', (error as Error).message));
      return;
    }
    socket.on('connect', () => socket.write(sshString(payload)));
    socket.on('error', (error) => fail(new AgentError('unreachable', error.message)));
    socket.on('close', () => fail(new AgentError('broken', 'The agent hung up')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readUInt32BE(0);
      if (length === 0 || length > MAX_REPLY) fail(new AgentError('broken', 'Not an answer of an SSH agent'));
      else if (received.length >= 4 + length) {
        finish();
        resolve(received.subarray(4, 4 + length));
      }
    });
  });
}
