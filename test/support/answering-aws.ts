import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer, byte for byte. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/** A server that knows nothing of AWS: it answers what it was told to. */
export interface AnsweringAws {
  /** What makes AWS's clients ask it. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * What is answered to each action, `AmazonSSM.StartSession` of JSON calls, `DescribeInstances` of queries, the path of
   * others; several are answered one after the other, the last one again and again.
   */
  readonly answers: Map<string, Answer[]>;
  close(): Promise<void>;
}

/** Starts one. */
export async function answeringAws(): Promise<AnsweringAws> {
  const answers: AnsweringAws['answers'] = new Map();
  const server = createServer((request, response) => {
    void actionOf(request).then((action) => {
      const queue = answers.get(action) ?? [];
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      const headers = /[./]/.test(action) || action === '' ? JSON_1_1 : XML;
      response.writeHead(answer?.status ?? 500, { ...headers, ...answer?.headers });
      response.end(answer?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'eu-west-1',
    },
    answers,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function actionOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target;
  return new URLSearchParams(body).get('Action') ?? new URL(request.url ?? '/', 'http://aws').pathname;
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
