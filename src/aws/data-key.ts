import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { Sha256 } from './sha256.js';

/** A key for each direction of the data channel. */
const KEY_BYTES = 64;
/** A data key's answer has about 500 bytes, an error's as many; more is not KMS. */
const MAX_ANSWER_BYTES = 100_000;

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
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(endpoints.kms ?? `https://kms${endpoints.fips ? '-fips' : ''}.${region}.${domain}`);
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error('KMS answered more than it can have to say');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What KMS's answer with an error says, as the SDK would throw it: named for the error's code. */
function kmsError(text: string, status: number): Error {
  try {
    const { __type, message, Message } = errorSchema.parse(JSON.parse(text));
    return Object.assign(new Error(message ?? Message ?? __type), { name: __type.replace(/^.*#/, '') });
  } catch {
    return new Error(`KMS answered ${status}`);
  }
}

/**
 * KMS GenerateDataKey for an encrypted session.
 *
 * One signed call (KMS API reference), because it is the only one here and the SDK's client for it is a package more.
 *
 * @throws ProblemError as AWS answers
 */
export async function generateDataKey(
  clients: Clients,
  keyId: string,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<DataKey> {
  return awsCall(clients, 'kms:GenerateDataKey', async ({ abortSignal }) => {
    const { source, ssm, sender } = clients;
    const url = kmsEndpoint(clients);
    const body = JSON.stringify({
      KeyId: keyId,
      NumberOfBytes: KEY_BYTES,
      EncryptionContext: encryptionContext,
    });
    const credentials = await clients.credentials();
    const signer = new SignatureV4({ service: 'kms', region: source.region, credentials, sha256: Sha256 });
    const request = {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': 'TrentService.GenerateDataKey',
      },
      body,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
    };
    // With AWS's time, which the calls before have told, where this machine's clock is wrong.
    const signingDate = new Date(Date.now() + ssm.config.systemClockOffset);
    const signed = await signer.sign(request, { signingDate });
    const { response } = await sender.handle(signed, { abortSignal });
    const text = await read(response.body as AsyncIterable<Uint8Array>);
    if (response.statusCode !== 200) throw kmsError(text, response.statusCode);
    const { Plaintext, CiphertextBlob } = answerSchema.parse(JSON.parse(text));
    return {
      plaintext: new Uint8Array(Buffer.from(Plaintext, 'base64')),
      ciphertextBlob: new Uint8Array(Buffer.from(CiphertextBlob, 'base64')),
    };
  });
}
