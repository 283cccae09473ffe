import { z } from 'zod';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { dnsSuffix } from '../shared/partition.js';
import { answerError, readAnswer, sendSigned } from './signed-request.js';

/** A key for each direction of the data channel. */
const KEY_BYTES = 64;

const answerSchema = z.object({ Plaintext: z.base64(), CiphertextBlob: z.base64() });
const errorSchema = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** A data key in the clear, and as the agent will have it decrypted. */
export interface DataKey {
  readonly plaintext: Uint8Array<ArrayBuffer>;
  readonly ciphertextBlob: Uint8Array<ArrayBuffer>;
}

/** KMS's endpoint: the one configured, else the region's. */
function kmsEndpoint({ source }: Clients): URL {
  const { region, endpoints } = source;
  return new URL(
    endpoints.kms ?? `https://kms${endpoints.fips ? '-fips' : ''}.${region}.${dnsSuffix(region)}`,
  );
}

/** What KMS's answer with an error says, as the SDK would throw it: named for the error's code. */
function kmsError(text: string, status: number): Error {
  try {
    const { __type, message, Message } = errorSchema.parse(JSON.parse(text));
    return answerError(__type.replace(/^.*#/, ''), message ?? Message ?? __type, status);
  } catch {
    return answerError('Error', `KMS answered ${status}`, status);
  }
}

/**
 * KMS GenerateDataKey for an encrypted session.
 *
 * @throws ProblemError as AWS answers
 */
export async function generateDataKey(
  clients: Clients,
  keyId: string,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<DataKey> {
  return awsCall(clients, 'kms:GenerateDataKey', async ({ abortSignal }) => {
    const request = {
      service: 'kms',
      region: clients.source.region,
      url: kmsEndpoint(clients),
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.GenerateDataKey',
      },
      body: JSON.stringify({
        KeyId: keyId,
        NumberOfBytes: KEY_BYTES,
        EncryptionContext: encryptionContext,
      }),
    };
    const { status, text } = await sendSigned(clients, request, abortSignal);
    if (status !== 200) throw kmsError(text, status);
    const { Plaintext, CiphertextBlob } = readAnswer(status, () => answerSchema.parse(JSON.parse(text)));
    return {
      plaintext: new Uint8Array(Buffer.from(Plaintext, 'base64')),
      ciphertextBlob: new Uint8Array(Buffer.from(CiphertextBlob, 'base64')),
    };
  });
}
