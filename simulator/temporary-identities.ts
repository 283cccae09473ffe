import { randomBytes } from 'node:crypto';
import type { Identity } from './http/api-server.js';

/** Credentials that end by themselves, as STS and IAM Identity Center give them out. */
export interface TemporaryCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

/** The temporary credentials that were given out, and whose they are. */
export class TemporaryIdentities {
  private readonly identities = new Map<string, Identity & { expiresAt: number }>();

  constructor(private readonly now: () => number) {}

  /** Gives out credentials for a role's session. */
  issue(userName: string, userId: string, seconds: number): TemporaryCredentials {
    const credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
    };
    const expiresAt = this.now() + seconds * 1000;
    this.identities.set(credentials.accessKeyId, {
      userName,
      userId,
      secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
      expiresAt,
    });
    return { ...credentials, expiresAt: new Date(expiresAt) };
  }

  /** Whose an access key is, while it is good. */
  get(accessKeyId: string): Identity | undefined {
    const identity = this.identities.get(accessKeyId);
    return identity !== undefined && identity.expiresAt > this.now() ? identity : undefined;
  }

  /** All that was given out is good no more. */
  expireAll(): void {
    for (const identity of this.identities.values()) identity.expiresAt = 0;
  }
}
