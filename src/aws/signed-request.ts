import { SignatureV4 } from '@smithy/signature-v4';
import type { Clients } from './clients.js';
import { Sha256 } from './sha256.js';

/** The answers that are asked for here have a few kilobytes at most; more is not AWS. */
const MAX_ANSWER_BYTES = 1_000_000;

/** A request to a service of AWS that the SDK's client is not at hand for. */
export interface ServiceRequest {
  /** As in the credential scope, such as `kms`. */
  readonly service: string;
  /** Whose endpoint it is, for the signature. */
  readonly region: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a service's answer with an error says, as the SDK would throw it: named for the error's code. */
export const answerError = (code: string, message: string, status: number): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: status } });

/** Reads an answer; one that is none of the service's, as from a proxy, is thrown as an error of its status. */
export function readAnswer<Result>(status: number, read: () => Result): Result {
  try {
    return read();
  } catch {
    // What could not be read may hold a secret all the same.
    throw answerError('Error', 'The answer cannot be read', status);
  }
}

/**
 * Signs a request, sends it, and reads the answer whole. One call does not need a client of the SDK, which is a package
 * for each service.
 */
export async function sendSigned(
  clients: Pick<Clients, 'credentials' | 'sender' | 'ssm'>,
  { service, region, url, headers, body }: ServiceRequest,
  abortSignal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const credentials = await clients.credentials();
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const request = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)) },
    body,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
  };
  // With AWS's time, which the calls before have told, where this machine's clock is wrong.
  const signingDate = new Date(Date.now() + clients.ssm.config.systemClockOffset);
  const signed = await signer.sign(request, { signingDate });
  const { response } = await clients.sender.handle(signed, { abortSignal });
  return { status: response.statusCode, text: await read(response.body as AsyncIterable<Uint8Array>) };
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error('The answer is longer than any that AWS gives here');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
