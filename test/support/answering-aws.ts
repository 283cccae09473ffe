import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { stubAwsEnvironment } from './aws-environment.js';

/** An answer, byte for byte. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/**
 * A server in AWS's place for the tests of a file: it knows nothing of AWS, and answers what it was told to.
 *
 * @returns what is answered to each action, `AmazonSSM.StartSession` of JSON calls, `DescribeInstances` of queries;
 *   several are answered one after the other, the last one again and again; empty before each test
 */
export function answerForAws(): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    void actionOf(request).then((action) => {
      const queue = answers.get(action) ?? [];
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      const headers = action.includes('.') || action === '' ? JSON_1_1 : XML;
      response.writeHead(answer?.status ?? 500, { ...headers, ...answer?.headers });
      response.end(answer?.body ?? '');
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    answers.clear();
    stubAwsEnvironment({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'eu-west-1',
    });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return answers;
}

async function actionOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target : (new URLSearchParams(body).get('Action') ?? '');
}

/** An error as JSON services answer it. */
export const jsonError = (type: string, message: string, status = 400, key = 'message'): Answer => ({
  status,
  body: JSON.stringify({ __type: type, [key]: message }),
});

/** An error as EC2 answers it. */
export const ec2Error = (code: string, message: string, status = 400): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>`,
});

/** An error as STS and IAM answer it. */
export const queryError = (code: string, message: string, status = 403): Answer => ({
  status,
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n    <Message>${message}</Message>\n  </Error>\n  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>\n</ErrorResponse>`,
});
