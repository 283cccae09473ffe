import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { denialMessage, type Ruling } from '../iam/iam.js';
import type { JsonOperation, OperationContext, Operation, QueryOperation } from './operation.js';
import { encodedDenial } from './encoded-denial.js';
import {
  accessDenied,
  renderError,
  ServiceError,
  signatureError,
  throttled,
  type Protocol,
} from './service-error.js';
import { scopedService, verifySignature, type SignatureProblem } from './sigv4.js';

/** The largest request body taken; AWS's own limits for these calls are smaller. */
const MAX_BODY_BYTES = 1 << 20;

/** One call of an AWS API, as it came in. */
export interface ApiCall {
  service: string;
  action: string;
  at: Date;
  region: string;
  params: Record<string, unknown>;
  /** Code of the error that was answered; undefined while unanswered and after success. */
  error?: string;
}

export interface Identity {
  userName: string;
  userId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

/** What is to happen to a call before its operation runs. */
export type Verdict =
  | { kind: 'proceed' }
  | { kind: 'hang' }
  | { kind: 'throttle' }
  | { kind: 'deny'; message: string | undefined }
  | { kind: 'fail'; error: ServiceError };

export type Service =
  | { protocol: 'json'; operations: Record<string, JsonOperation> }
  | {
      protocol: 'ec2' | 'query';
      operations: Record<string, QueryOperation>;
      /** Those that anybody may call, without a signature. */
      unsigned?: Record<string, QueryOperation>;
    };

export interface ApiServerOptions {
  services: Record<string, Service>;
  accountId: string;
  identity(accessKeyId: string): Identity | undefined;
  now(): number;
  judge(service: string, action: string): Verdict;
  /** What the caller's policies say. */
  authorize(
    action: string,
    resource: string,
    caller: OperationContext,
    conditions: Record<string, string>,
  ): Ruling;
  /** Whether EC2 says why it denies something in its encoded form only. */
  encodesDenials(): boolean;
  /** Whether the account has opted in to a region. */
  isOptedIn(region: string): boolean;
  /** Whether the caller's temporary credentials have run out. */
  credentialsExpired(): boolean;
  log(line: string): void;
}

/** Answers AWS API calls: finds the service by the credential scope, verifies the signature, runs the operation. */
export class ApiServer {
  readonly calls: ApiCall[] = [];
  private readonly hanging = new Set<ServerResponse>();

  constructor(private readonly options: ApiServerOptions) {}

  /** Handles one HTTP request. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      void this.answer(request, response, length > MAX_BODY_BYTES ? undefined : body);
    });
    request.on('error', () => response.destroy());
  }

  /** Ends the answers that faults hold back. */
  close(): void {
    for (const response of this.hanging) response.destroy();
    this.hanging.clear();
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
  ): Promise<void> {
    const requestId = randomUUID();
    const url = request.url ?? '/';
    const scoped = scopedService({ url, headers: request.headers });
    const service = scoped === undefined ? undefined : this.options.services[scoped];
    // A caller without credentials, or for a service that is not here, is answered in the protocol it speaks.
    const protocol: Protocol = service?.protocol ?? (request.headers['x-amz-target'] ? 'json' : 'query');
    let call: ApiCall | undefined;
    try {
      if (body === undefined)
        throw new ServiceError('RequestEntityTooLarge', 'Request body is too large', 413);
      if (request.method !== 'POST' && request.method !== 'GET') {
        throw new ServiceError('UnsupportedOperation', 'The HTTP method is not supported', 405);
      }
      if (service === undefined && scoped !== undefined) {
        throw new ServiceError('UnknownOperationException', `The simulator has no service ${scoped}.`, 404);
      }
      if (scoped === undefined && (await this.answerUnsigned(response, body, requestId))) return;
      const verified = verifySignature(
        { method: request.method, url, headers: request.headers, body },
        (accessKeyId, sessionToken) => {
          const identity = this.options.identity(accessKeyId);
          return identity?.sessionToken === sessionToken ? identity?.secretAccessKey : undefined;
        },
        this.options.now(),
      );
      if (!verified.ok) throw signatureError(protocol, verified.problem);
      if (this.options.credentialsExpired()) throw signatureError(protocol, { kind: 'expired-token' });
      const identity = this.options.identity(verified.accessKeyId);
      // A region that the account has not opted in to knows nothing of its keys.
      const isKnown = identity !== undefined && this.options.isOptedIn(verified.region);
      if (service === undefined || !isKnown) throw signatureError(protocol, UNKNOWN_KEY);
      const context: OperationContext = {
        region: verified.region,
        accountId: this.options.accountId,
        userName: identity.userName,
        userId: identity.userId,
        requestId,
      };
      const { action, params } = parseCall(service.protocol, request, url, body);
      call = {
        service: verified.service,
        action,
        at: new Date(),
        region: verified.region,
        params: params instanceof Map ? Object.fromEntries(params) : params,
      };
      this.calls.push(call);
      this.options.log(`${call.service}:${action}`);
      const result = await this.run(service, call, params, context, response);
      if (result === undefined) return;
      const contentType =
        service.protocol === 'json' ? 'application/x-amz-json-1.1' : 'text/xml;charset=UTF-8';
      this.send(response, 200, contentType, requestId, result);
    } catch (error) {
      const known =
        error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500);
      if (call) call.error = known.code;
      this.options.log(`${call ? `${call.service}:${call.action}` : url}: ${known.code}: ${known.message}`);
      const rendered = renderError(protocol, known, requestId);
      this.send(response, known.status, rendered.contentType, requestId, rendered.body, known.code);
    }
  }

  /** Answers a call that needs no signature; false when it is none of those. */
  private async answerUnsigned(response: ServerResponse, body: Buffer, requestId: string): Promise<boolean> {
    const params = new Map(new URLSearchParams(body.toString()));
    const action = params.get('Action') ?? '';
    for (const [name, service] of Object.entries(this.options.services)) {
      const operation = service.protocol === 'query' ? service.unsigned?.[action] : undefined;
      if (operation === undefined) continue;
      const { accountId } = this.options;
      const context = { region: '', accountId, userName: '', userId: '', requestId };
      const call: ApiCall = {
        service: name,
        action,
        at: new Date(),
        region: '',
        params: Object.fromEntries(params),
      };
      this.calls.push(call);
      this.options.log(`${name}:${action}`);
      try {
        const result = await operation.run(params, context);
        this.send(response, 200, 'text/xml;charset=UTF-8', requestId, XML_DECLARATION + result);
      } catch (error) {
        if (error instanceof ServiceError) call.error = error.code;
        throw error;
      }
      return true;
    }
    return false;
  }

  private async run(
    service: Service,
    call: ApiCall,
    params: Record<string, unknown> | Map<string, string>,
    context: OperationContext,
    response: ServerResponse,
  ): Promise<string | undefined> {
    const json = service.protocol === 'json';
    const operation = (
      Object.hasOwn(service.operations, call.action) ? service.operations[call.action] : undefined
    ) as Operation<typeof params, object | string> | undefined;
    if (operation === undefined) {
      throw json
        ? new ServiceError('UnknownOperationException', '', 400)
        : new ServiceError(
            'InvalidAction',
            `The action ${call.action} is not valid for this web service.`,
            400,
          );
    }
    const verdict = this.options.judge(call.service, call.action);
    if (verdict.kind === 'hang') {
      this.hanging.add(response);
      response.on('close', () => this.hanging.delete(response));
      return undefined;
    }
    if (verdict.kind === 'throttle') throw throttled(service.protocol);
    if (verdict.kind === 'fail') throw verdict.error;
    if (verdict.kind === 'deny') {
      const message =
        verdict.message ??
        denialMessage(context, `${call.service}:${call.action}`, operation.resource(params, context));
      throw accessDenied(service.protocol, message);
    }
    this.authorize(service.protocol, operation, `${call.service}:${call.action}`, params, context);
    const result = await operation.run(params, context);
    return typeof result === 'string' ? XML_DECLARATION + result : JSON.stringify(result);
  }

  private authorize(
    protocol: Protocol,
    operation: Operation<Record<string, unknown> | Map<string, string>, object | string>,
    action: string,
    params: Record<string, unknown> | Map<string, string>,
    context: OperationContext,
  ): void {
    if (NEEDS_NO_PERMISSION.has(action)) return;
    const isAllowed = (resource: string, conditions: Record<string, string>) =>
      this.options.authorize(action, resource, context, conditions).decision === 'allow';
    const others = operation.alsoOn?.(params, context, isAllowed) ?? [];
    for (const resource of [operation.resource(params, context), ...others]) {
      const conditions = operation.conditions?.(params) ?? {};
      const ruling = this.options.authorize(action, resource, context, conditions);
      if (ruling.decision === 'allow') continue;
      throw this.options.encodesDenials() && protocol === 'ec2'
        ? encodedDenial(context, action, resource, ruling)
        : accessDenied(protocol, denialMessage(context, action, resource, ruling));
    }
  }

  private send(
    response: ServerResponse,
    status: number,
    contentType: string,
    requestId: string,
    body: string,
    errorType?: string,
  ): void {
    if (response.destroyed) return;
    response.writeHead(status, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      // Clients correct their clock by this header.
      Date: new Date(this.options.now()).toUTCString(),
      'x-amzn-RequestId': requestId,
      ...(errorType === undefined ? {} : { 'x-amzn-ErrorType': errorType }),
    });
    response.end(body);
  }
}

/** Everybody may ask who they are (STS API reference, GetCallerIdentity). */
const NEEDS_NO_PERMISSION = new Set(['sts:GetCallerIdentity']);

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const UNKNOWN_KEY: SignatureProblem = { kind: 'unknown-key' };

function parseCall(
  protocol: Protocol,
  request: IncomingMessage,
  url: string,
  body: Buffer,
): { action: string; params: Record<string, unknown> | Map<string, string> } {
  if (protocol === 'json') {
    const target = request.headers['x-amz-target'];
    const action = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : '';
    let params: unknown;
    try {
      params = body.length === 0 ? {} : JSON.parse(body.toString());
    } catch {
      throw new ServiceError('SerializationException', 'The request body is not JSON');
    }
    if (typeof params !== 'object' || params === null || Array.isArray(params)) {
      throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
    }
    return { action, params: params as Record<string, unknown> };
  }
  const query = request.method === 'GET' ? (url.split('?')[1] ?? '') : body.toString();
  const params = new Map(new URLSearchParams(query));
  const action = params.get('Action');
  if (action === undefined)
    throw new ServiceError('MissingAction', 'The request must contain the parameter Action');
  return { action, params };
}
