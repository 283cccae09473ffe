import { SignatureV4 } from '@smithy/signature-v4';
import { awsProblem } from '../../aws/problems.js';
import { Sha256 } from '../../aws/sha256.js';
import { CALL_TIMEOUT_MS, within } from '../../aws/time-out.js';
import { ProblemError } from '../../shared/problem.js';
import { ssmEndpoint } from './endpoint.js';
import type { Place } from './place.js';

/** What these calls answer has a few kilobytes; more is not SSM. */
const MAX_ANSWER_BYTES = 1_000_000;

/** This machine's clock against AWS's. */
export interface Clock {
  /** Milliseconds to add to ours. */
  offsetMs: number;
}

/** An answer that says no, in the shape that the SDK's errors have: named for the error's code. */
interface ServiceError extends Error {
  readonly $response: { readonly headers: Readonly<Record<string, string>>; readonly statusCode: number };
}

/**
 * One call to SSM, signed here (SSM API reference, JSON 1.1 protocol; SigV4). The SDK's client does this as well, and
 * takes long to load, which counts where ssh waits: see docs/cli.md.
 *
 * @param action such as `StartSession`
 * @param node the node's name, where the call is about one
 * @throws ProblemError
 */
export async function callSsm(
  place: Place,
  clock: Clock,
  action: string,
  input: object,
  node?: string,
): Promise<Record<string, unknown>> {
  const { profile, region } = place.source;
  const endpoint = await ssmEndpoint(place);
  try {
    return await within(CALL_TIMEOUT_MS, `ssm:${action}`, send(place, clock, endpoint, action, input));
  } catch (error) {
    const context = { profile, region, action: `ssm:${action}`, host: endpoint.host };
    throw new ProblemError(awsProblem(error, node === undefined ? context : { ...context, node }));
  }
}

async function send(
  place: Place,
  clock: Clock,
  endpoint: URL,
  action: string,
  input: object,
): Promise<Record<string, unknown>> {
  const { source, handler } = place;
  const body = JSON.stringify(input);
  const request = {
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: endpoint.pathname,
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `AmazonSSM.${action}`,
      'user-agent': 'sallyport',
    },
    body,
    ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
  };
  const signer = new SignatureV4({
    service: 'ssm',
    region: source.region,
    credentials: await place.credentials(),
    sha256: Sha256,
  });
  const signed = await signer.sign(request, { signingDate: new Date(Date.now() + clock.offsetMs) });
  const { response } = await handler.handle(signed as never, {
    abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const text = await read(response.body as AsyncIterable<Uint8Array>);
  const answer = parse(text);
  if (response.statusCode === 200) return answer;
  const date = Date.parse(response.headers.date ?? '');
  if (!Number.isNaN(date)) clock.offsetMs = date - Date.now();
  throw serviceError(answer, response.statusCode, response.headers);
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error('SSM answered more than it can have to say');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // A proxy's page, say: its status tells.
    return {};
  }
}

function serviceError(
  answer: Record<string, unknown>,
  status: number,
  headers: Readonly<Record<string, string>>,
): ServiceError {
  const type = typeof answer.__type === 'string' ? answer.__type : '';
  const said = answer.message ?? answer.Message;
  const message = typeof said === 'string' ? said : `SSM answered ${status}`;
  // "com.amazonaws.ssm#TargetNotConnected" and "TargetNotConnected:http://…" are both in use.
  const name = type.replace(/^.*#/, '').replace(/:.*$/, '') || 'Error';
  return Object.assign(new Error(message), { name, $response: { headers, statusCode: status } });
}
