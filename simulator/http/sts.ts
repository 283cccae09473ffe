import type { TemporaryIdentities } from '../temporary-identities.js';
import { callerArn } from '../iam/iam.js';
import { decodeDenial } from './encoded-denial.js';
import { anyResource, type OperationContext, type QueryOperation, type QueryParams } from './operation.js';
import { ServiceError } from './service-error.js';
import { xmlElement } from './xml.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
/** A role that names no session length lends itself for an hour (STS API reference, AssumeRole). */
const DEFAULT_SECONDS = 3600;
/** STS API reference, AssumeRole: 900 s up to what the role allows, 12 hours at most. */
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;

/** A role that the caller may take on. */
export interface SimulatedRole {
  /** Such as `arn:aws:iam::123456789012:role/admin`. */
  arn: string;
  /** The device whose code its trust policy asks for, and the code that is good. */
  mfa?: { serial: string; code: string };
  externalId?: string;
  /** The longest session (s) that it lends itself for. Default 43200. */
  maxSeconds?: number;
  /** The identity provider's token that takes it on without any keys; none does by default. */
  webIdentityToken?: string;
}

export interface StsOptions {
  roles: readonly SimulatedRole[];
  identities: TemporaryIdentities;
}

/** The STS operations that say who is calling, which needs no permission, and that lend a role. */
export function stsOperations(options: StsOptions): Record<string, QueryOperation> {
  return {
    GetCallerIdentity: {
      resource: anyResource,
      run: (_params, { accountId, userName, userId, requestId }) =>
        respond('GetCallerIdentity', requestId, {
          Arn: callerArn({ accountId, userName }),
          UserId: userId,
          Account: accountId,
        }),
    },
    AssumeRole: {
      resource: (params) => params.get('RoleArn') ?? '',
      run: (params, context) => assumeRole(options, params, context),
    },
    DecodeAuthorizationMessage: {
      resource: anyResource,
      run: (params, { requestId }) =>
        respond('DecodeAuthorizationMessage', requestId, {
          DecodedMessage: decodeDenial(params.get('EncodedMessage') ?? ''),
        }),
    },
  };
}

/** The STS operation that needs no signature: the token of an identity provider stands in its place. */
export function unsignedStsOperations(options: StsOptions): Record<string, QueryOperation> {
  return {
    AssumeRoleWithWebIdentity: {
      resource: (params) => params.get('RoleArn') ?? '',
      run: (params, context) => {
        const role = options.roles.find(({ arn }) => arn === params.get('RoleArn'));
        if (role?.webIdentityToken === undefined)
          throw new ServiceError(
            'AccessDenied',
            'Not authorized to perform sts:AssumeRoleWithWebIdentity',
            403,
          );
        if (params.get('WebIdentityToken') !== role.webIdentityToken)
          throw new ServiceError(
            'InvalidIdentityToken',
            'The web identity token that was passed could not be validated by Amazon Web Services.',
          );
        const lent = lend(options, role, params, context);
        return respond('AssumeRoleWithWebIdentity', context.requestId, {
          SubjectFromWebIdentityToken: 'system:serviceaccount:tools:sallyport',
          ...lent,
        });
      },
    },
  };
}

function assumeRole(options: StsOptions, params: QueryParams, context: OperationContext): string {
  const arn = params.get('RoleArn') ?? '';
  const role = options.roles.find((each) => each.arn === arn);
  const refused = new ServiceError(
    'AccessDenied',
    `User: ${callerArn(context)} is not authorized to perform: sts:AssumeRole on ` + `resource: ${arn}`,
    403,
  );
  if (role === undefined || role.externalId !== params.get('ExternalId')) throw refused;
  if (role.mfa !== undefined) {
    if (params.get('SerialNumber') !== role.mfa.serial) throw refused;
    if (params.get('TokenCode') !== role.mfa.code) {
      throw new ServiceError(
        'AccessDenied',
        'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
        403,
      );
    }
  }
  return respond('AssumeRole', context.requestId, lend(options, role, params, context));
}

/** Credentials of a role, in the shape of both calls that take one on. */
function lend(
  { identities }: StsOptions,
  { arn, maxSeconds = MAX_SECONDS }: SimulatedRole,
  params: QueryParams,
  { accountId }: OperationContext,
) {
  const session = params.get('RoleSessionName') ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint`,
    );
  }
  const seconds = Number(params.get('DurationSeconds') ?? DEFAULT_SECONDS);
  if (!(seconds >= MIN_SECONDS && seconds <= maxSeconds)) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const name = `${arn.split('/').at(-1) ?? ''}/${session}`;
  const userId = `AROA3XFRBF535EXAMPLE:${session}`;
  const given = identities.issue(name, userId, seconds);
  return {
    AssumedRoleUser: { AssumedRoleId: userId, Arn: `arn:aws:sts::${accountId}:assumed-role/${name}` },
    Credentials: {
      AccessKeyId: given.accessKeyId,
      SecretAccessKey: given.secretAccessKey,
      SessionToken: given.sessionToken,
      Expiration: given.expiresAt.toISOString(),
    },
  };
}

const respond = (action: string, requestId: string, result: Parameters<typeof xmlElement>[1]): string =>
  xmlElement(
    `${action}Response`,
    { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } },
    NAMESPACE,
  );
