import {
  ActionStatus,
  challengePayload,
  handshakeResponsePayload,
  parseChallenge,
  parseHandshakeRequest,
  parseKmsEncryption,
  parseSessionType,
  type KmsEncryption,
  type ProcessedAction,
} from './codec/messages.js';
import { SessionEncryption } from './encryption.js';

/** Session types whose streams this client carries: one connection to a port of the node, and a shell. */
const SESSION_TYPES = ['Port', 'Standard_Stream'] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

/** A data key from KMS: 64 bytes in the clear, and the ciphertext that the agent will have decrypted. */
export interface DataKey {
  readonly plaintext: Uint8Array;
  readonly ciphertextBlob: Uint8Array;
}

/**
 * Asks for a data key: KMS GenerateDataKey with NumberOfBytes 64. The encryption context also needs
 * `aws:ssm:SessionId` and `aws:ssm:TargetId`, which whoever holds the credentials knows.
 */
export type RequestDataKey = (request: {
  readonly keyId: string;
  readonly extraContext: Readonly<Record<string, string>>;
}) => Promise<DataKey>;

/** What the agent was told, and what it said of itself. */
export interface HandshakeAnswer {
  readonly response: Buffer;
  readonly agentVersion: string;
  /** Null when the agent asked for a type that this client does not carry. */
  readonly sessionType: string | null;
  /** Set when a request could not be met: the agent ends the session now. */
  readonly failure: string | null;
}

/** The client's side of the handshake: what to answer, and the encryption that was agreed on. No I/O of its own. */
export class Handshake {
  private _encryption: SessionEncryption | null = null;

  public constructor(private readonly requestDataKey: RequestDataKey | null) {}

  /** Null when the session is not encrypted (beyond TLS). */
  public get encryption(): SessionEncryption | null {
    return this._encryption;
  }

  /**
   * Answers a HandshakeRequest payload.
   *
   * @returns null when it is malformed
   */
  public async answer(payload: Buffer): Promise<HandshakeAnswer | null> {
    const request = parseHandshakeRequest(payload);
    if (!request) return null;
    let sessionType: string | null = null;
    let failure: string | null = null;
    const processed: ProcessedAction[] = [];
    for (const action of request.RequestedClientActions) {
      let result: Omit<ProcessedAction, 'ActionType'>;
      if (action.ActionType === 'SessionType') {
        const asked = parseSessionType(action.ActionParameters);
        // A port with a type is multiplexed: its frames would be taken for the target's bytes.
        const known = asked !== null && isCarried(asked.type) && asked.portType === '';
        const name = asked ? `${asked.type} ${asked.portType}`.trim() : '(malformed)';
        if (known) sessionType = asked.type;
        result = known ? succeeded(null) : unsupported(`Unsupported session type ${name}`);
      } else if (action.ActionType === 'KMSEncryption') {
        result = await this.agreeOnEncryption(parseKmsEncryption(action.ActionParameters));
      } else {
        result = unsupported(`Unsupported action ${action.ActionType}`);
      }
      if (result.ActionStatus !== ActionStatus.Success) failure ??= result.Error;
      processed.push({ ActionType: action.ActionType, ...result });
    }
    return {
      response: handshakeResponsePayload(processed),
      agentVersion: request.AgentVersion,
      sessionType,
      failure,
    };
  }

  /**
   * Answers an EncChallengeRequest payload: the agent's bytes, decrypted with its key and encrypted with ours.
   *
   * @returns null when the challenge is malformed or not encrypted with the key agreed on
   */
  public answerChallenge(payload: Buffer): Buffer | null {
    const challenge = parseChallenge(payload);
    if (!challenge || !this._encryption) return null;
    try {
      return challengePayload(this._encryption.encrypt(this._encryption.decrypt(challenge)));
    } catch {
      return null;
    }
  }

  private async agreeOnEncryption(
    request: KmsEncryption | null,
  ): Promise<Omit<ProcessedAction, 'ActionType'>> {
    const fail = (why: string) => ({
      ActionStatus: ActionStatus.Failed,
      ActionResult: null,
      Error: `Failed to process action KMSEncryption: ${why}`,
    });
    if (!request) return fail('malformed parameters');
    if (!this.requestDataKey) return fail('this client has no access to KMS');
    const extraContext: Record<string, string> = request.Challenge
      ? { 'aws:ssm:RandomChallenge': request.Challenge }
      : {};
    try {
      const key = await this.requestDataKey({ keyId: request.KMSKeyId, extraContext });
      this._encryption = new SessionEncryption(key.plaintext);
      return succeeded({
        KMSCipherTextKey: Buffer.from(key.ciphertextBlob).toString('base64'),
        KMSCipherTextHash: null,
        ...(request.Challenge ? { ChallengeAcknowledgement: true } : {}),
      });
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  }
}

const isCarried = (type: string): type is SessionType => SESSION_TYPES.some((carried) => carried === type);

function succeeded(result: unknown): Omit<ProcessedAction, 'ActionType'> {
  return { ActionStatus: ActionStatus.Success, ActionResult: result, Error: '' };
}

function unsupported(error: string): Omit<ProcessedAction, 'ActionType'> {
  return { ActionStatus: ActionStatus.Unsupported, ActionResult: null, Error: error };
}
