import { randomBytes } from 'node:crypto';
import { AgentCipher } from './cipher.js';
import { PayloadType, type Frame } from './frame.js';

/** `handshakeTimeout` in the agent's `datachannel.go`: for each of the client's two answers. */
const STEP_TIMEOUT_MS = 15_000;

/** `ActionStatus` of a processed client action (notes, section 6). */
const SUCCESS = 1;

const TIMED_OUT =
  'Handshake timed out. Please ensure that you have the latest version of the session manager plugin.';

/** What the agent needs to ask for an encrypted session: KMS as the node sees it. */
export interface SessionEncryption {
  keyArn: string;
  /** Agent setting `Kms.RequireKMSChallengeResponse`: refuse clients that do not put the challenge into the context. */
  requireChallengeAcknowledgement: boolean;
  decryptDataKey(ciphertext: Buffer, context: Record<string, string>): Buffer | undefined;
}

/** Which of the agent's plugins a session is for. */
export type SessionType = 'Port' | 'Standard_Stream';

export interface HandshakeOptions {
  agentVersion: string;
  sessionId: string;
  target: string;
  sessionType: SessionType;
  /** The document's properties after parameter substitution; a shell has none for its client. */
  properties: Record<string, string> | null;
  encryption: SessionEncryption | undefined;
}

export interface HandshakeEvents {
  send(payloadType: number, payload: string): void;
  complete(result: { clientVersion: string; cipher: AgentCipher | undefined }): void;
  failed(reason: string): void;
}

interface ProcessedClientAction {
  ActionType?: unknown;
  ActionStatus?: unknown;
  ActionResult?: unknown;
  Error?: unknown;
}

/** The agent's part of the handshake (notes, section 6; `PerformHandshake` in `datachannel.go`). */
export class Handshake {
  private startedAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private awaited: 'response' | 'challenge' | 'nothing' = 'response';
  private clientVersion = '';
  private cipher: AgentCipher | undefined;
  private readonly contextChallenge = randomBytes(16).toString('base64');
  private readonly challenge = randomBytes(64);

  constructor(
    private readonly options: HandshakeOptions,
    private readonly events: HandshakeEvents,
  ) {}

  start(): void {
    this.startedAt = performance.now();
    const { agentVersion, sessionType, properties, encryption } = this.options;
    const actions: object[] = [
      { ActionType: 'SessionType', ActionParameters: { SessionType: sessionType, Properties: properties } },
    ];
    if (encryption) {
      actions.push({
        ActionType: 'KMSEncryption',
        ActionParameters: { KMSKeyId: encryption.keyArn, Challenge: this.contextChallenge },
      });
    }
    this.wait('response', TIMED_OUT);
    this.events.send(
      PayloadType.HandshakeRequest,
      JSON.stringify({ AgentVersion: agentVersion, RequestedClientActions: actions }),
    );
  }

  /** Takes a message of one of the handshake's types; false if the agent gives no acknowledgement for it. */
  receive(frame: Frame): boolean {
    const content = parseObject(frame.payload);
    if (content === undefined) return false;
    if (frame.payloadType === PayloadType.HandshakeResponse) {
      // The real agent's reader would block for ever on a second response; here it just gets no answer.
      if (this.awaited !== 'response') return false;
      this.response(content);
      return true;
    }
    if (this.awaited !== 'challenge') return false;
    return this.challengeResponse(content);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.awaited = 'nothing';
  }

  private response(content: Record<string, unknown>): void {
    this.clientVersion = typeof content.ClientVersion === 'string' ? content.ClientVersion : '';
    const list = content.ProcessedClientActions;
    for (const action of (Array.isArray(list) ? list : []) as ProcessedClientAction[]) {
      const problem = this.actionProblem(action);
      if (problem !== undefined) {
        this.fail(problem);
        return;
      }
    }
    if (this.options.encryption === undefined) {
      this.complete();
      return;
    }
    if (this.cipher === undefined) {
      // A client that leaves the action out: the agent has no key to make its challenge with.
      this.fail('Timed out waiting for encryption challenge.');
      return;
    }
    this.wait('challenge', 'Timed out waiting for encryption challenge.');
    const encrypted = this.cipher.encrypt(this.challenge).toString('base64');
    this.events.send(PayloadType.EncChallengeRequest, JSON.stringify({ Challenge: encrypted }));
  }

  private actionProblem(action: ProcessedClientAction): string | undefined {
    const type = String(action.ActionType);
    if (action.ActionStatus !== SUCCESS) {
      return `${type} failed on client with status ${String(action.ActionStatus)} error: ${String(action.Error)}`;
    }
    const { encryption, sessionId, target } = this.options;
    if (type !== 'KMSEncryption' || encryption === undefined) return undefined;
    const result = (action.ActionResult ?? {}) as Record<string, unknown>;
    const acknowledged = result.ChallengeAcknowledgement === true;
    if (encryption.requireChallengeAcknowledgement && !acknowledged) {
      return 'client does not support required encryption context random challenge';
    }
    const context: Record<string, string> = { 'aws:ssm:SessionId': sessionId, 'aws:ssm:TargetId': target };
    if (acknowledged) context['aws:ssm:RandomChallenge'] = this.contextChallenge;
    const ciphertext = result.KMSCipherTextKey;
    const key =
      typeof ciphertext === 'string'
        ? encryption.decryptDataKey(Buffer.from(ciphertext, 'base64'), context)
        : undefined;
    if (key === undefined) return 'Fetching data key failed: InvalidCiphertextException';
    this.cipher = new AgentCipher(key);
    return undefined;
  }

  private challengeResponse(content: Record<string, unknown>): boolean {
    const challenge = content.Challenge;
    const answer =
      typeof challenge === 'string' ? this.cipher?.decrypt(Buffer.from(challenge, 'base64')) : undefined;
    // A wrong answer is an error of processing: no acknowledgement, and the agent waits on until its time-out.
    if (answer?.equals(this.challenge) !== true) return false;
    this.complete();
    return true;
  }

  private complete(): void {
    this.stop();
    const nanoseconds = Math.round((performance.now() - this.startedAt) * 1e6);
    this.events.send(
      PayloadType.HandshakeComplete,
      JSON.stringify({
        HandshakeTimeToComplete: nanoseconds,
        CustomerMessage: this.cipher ? 'This session is encrypted using AWS KMS.' : '',
      }),
    );
    this.events.complete({ clientVersion: this.clientVersion, cipher: this.cipher });
  }

  private fail(reason: string): void {
    this.stop();
    this.events.failed(`Encountered error while initiating handshake. ${reason}`);
  }

  private wait(awaited: 'response' | 'challenge', timeoutReason: string): void {
    clearTimeout(this.timer);
    this.awaited = awaited;
    this.timer = setTimeout(() => this.fail(timeoutReason), STEP_TIMEOUT_MS);
  }
}

function parseObject(payload: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
