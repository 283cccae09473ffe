import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../storage/json-file.js';
import type { SsoSession } from '../shared-config.js';

/** Times as the AWS CLI writes them: `2026-01-02T03:04:05Z`. */
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const tokenSchema = z.object({
  startUrl: z.string(),
  region: z.string(),
  accessToken: z.string().min(1),
  expiresAt: time,
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  registrationExpiresAt: time.optional(),
  refreshToken: z.string().optional(),
});
/** A sign-in of IAM Identity Center, as the AWS CLI and the SDKs keep it. */
export type SsoToken = z.infer<typeof tokenSchema>;

/** The folder in which sign-ins are kept. */
export const tokenFolder = (home: string = homedir()): string => join(home, '.aws', 'sso', 'cache');

/**
 * Where a sign-in is kept, for this app and for AWS's own tools alike: a file named for the SHA-1 of the session's name,
 * or of the start URL where the profile is of the older kind (AWS SDKs and Tools reference guide, "IAM Identity Center
 * credential provider").
 */
export function tokenFile({ name, startUrl }: SsoSession, home?: string): string {
  const hash = createHash('sha1')
    .update(name ?? startUrl)
    .digest('hex');
  return join(tokenFolder(home), `${hash}.json`);
}

/** Reads a sign-in; null where there is none that can be used. */
export async function readToken(session: SsoSession, home?: string): Promise<SsoToken | null> {
  try {
    const parsed = tokenSchema.safeParse(JSON.parse(await readFile(tokenFile(session, home), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Keeps a sign-in, readable for its owner only, whole or not at all. */
export async function writeToken(session: SsoSession, token: SsoToken, home?: string): Promise<void> {
  const file = tokenFile(session, home);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, JSON.stringify(token));
}

/** Forgets a sign-in. */
export async function deleteToken(session: SsoSession, home?: string): Promise<void> {
  await rm(tokenFile(session, home), { force: true });
}

/** A time so many seconds from now, as the AWS CLI writes it. */
export const timeIn = (seconds: number): string =>
  new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');
