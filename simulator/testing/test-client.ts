import { createHash, createHmac, randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import {
  acknowledgedSequenceNumber,
  decodeFrame,
  encodeAcknowledge,
  encodeFrame,
  PayloadType,
  type Frame,
} from '../agent/frame.js';

/** What the client needs of a simulator. */
interface Service {
  endpointUrl: string;
  env: Record<string, string>;
}

const RESEND_MS = 100;
const WAIT_LIMIT_MS = 10_000;

/** A small Session Manager client for tests of the simulator alone: it knows the protocol notes, not our product. */
export class TestClient {
  readonly acknowledged = new Set<number>();
  handshakeRequest: unknown;
  handshakeComplete: unknown;
  channelClosed: unknown;
  /** Whether the last word of the gateway was pause_publication. */
  paused = false;
  /** Whether unacknowledged messages are sent again by themselves. */
  resends = true;
  /** Whether messages of the agent are acknowledged. */
  acknowledges = true;
  closeCode: number | undefined;
  /** Payloads of the Output messages received, in order. */
  readonly outputs: Buffer[] = [];
  /** Challenge of an EncChallengeRequest. */
  encryptionChallenge: string | undefined;
  private readonly sent = new Map<number, Buffer>();
  private readonly stored = new Map<number, Frame>();
  private readonly clientId = randomUUID();
  private nextSequenceNumber = 0;
  private expected = 0;
  private webSocket: WebSocket | undefined;
  private waiters: (() => void)[] = [];
  private readonly timer = setInterval(() => {
    if (!this.resends) return;
    for (const sequenceNumber of this.sent.keys()) this.resend(sequenceNumber);
  }, RESEND_MS);

  private constructor(
    readonly sessionId: string,
    readonly token: string,
    private readonly streamUrl: string,
  ) {}

  /** StartSession, for SSH or for a shell, and the opening of the data channel. */
  static async start(service: Service, target: string, kind: 'ssh' | 'shell' = 'ssh'): Promise<TestClient> {
    const ssh = { DocumentName: 'AWS-StartSSHSession', Parameters: { portNumber: ['22'] } };
    const answer = await call(service, 'StartSession', {
      Target: target,
      ...(kind === 'ssh' ? ssh : {}),
    });
    const client = new TestClient(
      String(answer.SessionId),
      String(answer.TokenValue),
      String(answer.StreamUrl),
    );
    client.webSocket = await client.dial(client.token);
    return client;
  }

  /** Any other SSM call; throws the error's code. */
  async call(service: Service, action: string, params: object): Promise<Record<string, unknown>> {
    return call(service, action, params);
  }

  /** A call of another JSON service, by its full target. */
  async callService(
    service: Service,
    name: string,
    target: string,
    params: object,
  ): Promise<Record<string, unknown>> {
    return callTarget(service, name, target, params);
  }

  /** A WebSocket ping; comes back with the pong. */
  async ping(): Promise<void> {
    const webSocket = this.webSocket;
    if (webSocket === undefined) return;
    const pong = new Promise<void>((resolve) => webSocket.once('pong', () => resolve()));
    webSocket.ping();
    await pong;
  }

  /** Bytes that wait in the client for the network to take them. */
  get unsentBytes(): number {
    return this.webSocket?.bufferedAmount ?? 0;
  }

  /** Stops reading from the network, or goes on. */
  pauseReading(on: boolean): void {
    if (on) this.webSocket?.pause();
    else this.webSocket?.resume();
  }

  /** Sends bytes that need not be a message. */
  sendRaw(bytes: Buffer): void {
    this.webSocket?.send(bytes);
  }

  /** ResumeSession and a new WebSocket. */
  async resume(service: Service): Promise<void> {
    const answer = await call(service, 'ResumeSession', { SessionId: this.sessionId });
    this.webSocket = await this.dial(String(answer.TokenValue));
  }

  /** Tries to open the channel once more with a token; throws the close code if that is refused. */
  async reopen(token: string): Promise<void> {
    const webSocket = new WebSocket(this.streamUrl);
    const code = await new Promise<number>((resolve) => {
      webSocket.on('open', () => webSocket.send(this.openDataChannel(token)));
      webSocket.on('close', resolve);
    });
    throw new Error(`closed with ${code}`);
  }

  /** Waits for the request, answers it, waits for its completion; returns the request. */
  async handshake(): Promise<unknown> {
    await this.until(() => this.handshakeRequest !== undefined);
    this.respond();
    await this.until(() => this.handshakeComplete !== undefined);
    return this.handshakeRequest;
  }

  respond(actions: object[] = [processed('SessionType')]): void {
    this.send(
      PayloadType.HandshakeResponse,
      Buffer.from(
        JSON.stringify({ ClientVersion: '1.2.764.0', ProcessedClientActions: actions, Errors: null }),
      ),
    );
  }

  /** Sends data; returns its sequence number. */
  sendOutput(data: string | Buffer): number {
    return this.send(PayloadType.Output, Buffer.from(data));
  }

  sendSize(cols: number, rows: number): number {
    return this.send(PayloadType.Size, Buffer.from(JSON.stringify({ cols, rows })));
  }

  sendFlag(flag: number): number {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(flag);
    return this.send(PayloadType.Flag, payload);
  }

  send(payloadType: number, payload: Buffer): number {
    const sequenceNumber = this.nextSequenceNumber++;
    const bytes = encodeFrame(
      { messageType: 'input_stream_data', sequenceNumber, flags: 0, payloadType },
      payload,
    );
    this.sent.set(sequenceNumber, bytes);
    this.webSocket?.send(Buffer.from(bytes));
    return sequenceNumber;
  }

  resend(sequenceNumber: number): void {
    const bytes = this.sent.get(sequenceNumber);
    if (bytes && this.webSocket?.readyState === WebSocket.OPEN) this.webSocket.send(Buffer.from(bytes));
  }

  /** All data received so far. */
  output(): string {
    return Buffer.concat(this.outputs).toString();
  }

  /** Waits for a condition to hold, looking after each message. */
  async until(condition: () => boolean, limitMs = WAIT_LIMIT_MS): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${condition.toString()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 10);
        this.waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    const webSocket = this.webSocket;
    if (!webSocket || webSocket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => webSocket.once('close', resolve));
    webSocket.terminate();
    await closed;
  }

  private async dial(token: string): Promise<WebSocket> {
    const webSocket = new WebSocket(this.streamUrl, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      webSocket.once('open', resolve);
      webSocket.once('error', reject);
    });
    webSocket.on('error', () => undefined);
    webSocket.on('close', (code) => {
      this.closeCode = code;
      this.wake();
    });
    webSocket.on('message', (data: Buffer) => {
      this.receive(data);
      this.wake();
    });
    webSocket.send(this.openDataChannel(token));
    return webSocket;
  }

  private openDataChannel(token: string): string {
    return JSON.stringify({
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      TokenValue: token,
      ClientId: this.clientId,
      ClientVersion: '1.2.764.0',
    });
  }

  private receive(bytes: Buffer): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined) throw new Error('the simulator sent a malformed frame');
    switch (frame.messageType) {
      case 'acknowledge': {
        const sequenceNumber = acknowledgedSequenceNumber(frame);
        if (sequenceNumber !== undefined) this.acknowledged.add(sequenceNumber);
        break;
      }
      case 'channel_closed':
        this.channelClosed = JSON.parse(frame.payload.toString());
        break;
      case 'pause_publication':
        this.paused = true;
        break;
      case 'start_publication':
        this.paused = false;
        break;
      case 'output_stream_data':
        this.receiveData(frame);
    }
  }

  private receiveData(frame: Frame): void {
    if (this.acknowledges) this.webSocket?.send(encodeAcknowledge(frame));
    if (frame.sequenceNumber < this.expected) return;
    this.stored.set(frame.sequenceNumber, frame);
    for (let next = this.stored.get(this.expected); next; next = this.stored.get(this.expected)) {
      this.stored.delete(this.expected++);
      this.process(next);
    }
  }

  private process(frame: Frame): void {
    if (frame.payloadType === PayloadType.Output) this.outputs.push(frame.payload);
    else if (frame.payloadType === PayloadType.HandshakeRequest) this.handshakeRequest = parse(frame);
    else if (frame.payloadType === PayloadType.HandshakeComplete) this.handshakeComplete = parse(frame);
    else if (frame.payloadType === PayloadType.EncChallengeRequest) {
      this.encryptionChallenge = (parse(frame) as { Challenge: string }).Challenge;
    }
  }

  private wake(): void {
    for (const waiter of this.waiters.splice(0)) waiter();
  }
}

/** One processed client action of a handshake response, successful. */
export function processed(type: string, result: object | null = null): object {
  return { ActionType: type, ActionStatus: 1, ActionResult: result, Error: '' };
}

function parse(frame: Frame): unknown {
  return JSON.parse(frame.payload.toString());
}

async function call(service: Service, action: string, params: object): Promise<Record<string, unknown>> {
  return callTarget(service, 'ssm', `AmazonSSM.${action}`, params);
}

async function callTarget(
  service: Service,
  name: string,
  target: string,
  params: object,
): Promise<Record<string, unknown>> {
  const body = JSON.stringify(params);
  const response = await fetch(service.endpointUrl, {
    method: 'POST',
    headers: signedHeaders(service, name, target, body),
    body,
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(String(answer.__type));
  return answer;
}

function signedHeaders(service: Service, name: string, target: string, body: string): Record<string, string> {
  const {
    AWS_ACCESS_KEY_ID: id = '',
    AWS_SECRET_ACCESS_KEY: secret = '',
    AWS_REGION: region = '',
  } = service.env;
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    host: new URL(service.endpointUrl).host,
    'x-amz-date': date,
    'x-amz-target': target,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const scope = [date.slice(0, 8), region, name, 'aws4_request'];
  const canonical = ['POST', '/', '', ...lines, '', names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...headers,
    'content-type': 'application/x-amz-json-1.1',
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
