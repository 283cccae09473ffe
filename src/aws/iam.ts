import { parseXML } from '@aws-sdk/xml-builder';
import { z } from 'zod';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';
import { iamEndpoint } from './partition.js';
import { answerError, readAnswer, sendSigned } from './signed-request.js';

const VERSION = '2010-05-08';

/** A list in an answer's XML: one element comes as itself, none as an empty text. */
const members = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => {
    const member = typeof value === 'object' && value !== null ? (value as { member?: unknown }).member : [];
    return Array.isArray(member) ? (member as unknown[]) : member === undefined ? [] : [member];
  }, z.array(item));

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const errorSchema = z.object({
  ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: z.string().default('') }) }),
});

/** IAM's answer with an error, as the SDK would throw it: named for the error's code. */
function iamError(text: string, status: number): Error {
  try {
    const { Code, Message } = errorSchema.parse(parseXML(text)).ErrorResponse.Error;
    return answerError(Code, Message, status);
  } catch {
    return answerError('Error', `IAM answered ${status}`, status);
  }
}

/** One call of IAM's query API. @throws ProblemError as AWS answers */
async function iamCall<Result extends z.ZodType>(
  clients: Clients,
  action: string,
  params: Readonly<Record<string, string>>,
  result: Result,
): Promise<z.output<Result>> {
  const { source } = clients;
  const { host, region } = iamEndpoint(source.region, source.endpoints.fips);
  return awsCall(clients, `iam:${action}`, async ({ abortSignal }) => {
    const request = {
      service: 'iam',
      region,
      url: new URL(source.endpoints.iam ?? `https://${host}`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Action: action, Version: VERSION, ...params }).toString(),
    };
    const { status, text } = await sendSigned(clients, request, abortSignal);
    if (status !== 200) throw iamError(text, status);
    const shape = z.object({ [`${action}Response`]: z.object({ [`${action}Result`]: z.unknown() }) });
    return readAnswer(status, () =>
      result.parse(shape.parse(parseXML(text))[`${action}Response`]?.[`${action}Result`]),
    );
  });
}

const roleSchema = z.object({ Arn: z.string() });

/** The ARN of a role, its path included (GetRole). @throws ProblemError as AWS answers */
export async function roleArn(clients: Clients, name: string): Promise<string> {
  const { Role } = await iamCall(clients, 'GetRole', { RoleName: name }, z.object({ Role: roleSchema }));
  return Role.Arn;
}

/** The ARN of the role in an instance profile; null where it has none. @throws ProblemError as AWS answers */
export async function profileRoleArn(clients: Clients, profile: string): Promise<string | null> {
  const shape = z.object({ InstanceProfile: z.object({ Roles: members(roleSchema) }) });
  const params = { InstanceProfileName: profile };
  const { InstanceProfile } = await iamCall(clients, 'GetInstanceProfile', params, shape);
  return InstanceProfile.Roles[0]?.Arn ?? null;
}

/** The account's alias (ListAccountAliases); an account has one at most. @throws ProblemError as AWS answers */
export async function accountAlias(clients: Clients): Promise<string | null> {
  const shape = z.object({ AccountAliases: members(z.string()) });
  return (await iamCall(clients, 'ListAccountAliases', {}, shape)).AccountAliases[0] ?? null;
}

/** What is to be simulated: each action on each resource. */
export interface Simulation {
  /** The ARN of an IAM user or role. */
  readonly source: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition keys with their values; a boolean is told as such. */
  readonly context: Readonly<Record<string, string | boolean>>;
}

/** What IAM says of one action on one resource. */
export interface Simulated {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** Condition keys that the policies ask for, and that were not told. */
  readonly missing: readonly string[];
  /** Whether the organization and the permissions boundary would let it pass. */
  readonly byOrganization: boolean;
  readonly byBoundary: boolean;
}

const simulatedSchema = z
  .object({
    EvalActionName: z.string(),
    EvalResourceName: z.string(),
    EvalDecision: z.enum(['allowed', 'explicitDeny', 'implicitDeny']),
    MissingContextValues: members(z.string()),
    OrganizationsDecisionDetail: z.object({ AllowedByOrganizations: flag }).optional(),
    PermissionsBoundaryDecisionDetail: z.object({ AllowedByPermissionsBoundary: flag }).optional(),
  })
  .transform((result): Simulated => ({
    action: result.EvalActionName,
    resource: result.EvalResourceName,
    decision: result.EvalDecision,
    missing: result.MissingContextValues,
    byOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations ?? true,
    byBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary ?? true,
  }));

/**
 * Asks IAM what a user or role may do (SimulatePrincipalPolicy). Policies of sessions, resources and VPC endpoints are
 * not looked at.
 *
 * @throws ProblemError as AWS answers
 */
export async function simulate(
  clients: Clients,
  { source, actions, resources, context }: Simulation,
): Promise<Simulated[]> {
  const list = (name: string, values: readonly string[]) =>
    values.map((value, index) => [`${name}.member.${index + 1}`, value] as const);
  const entries = Object.entries(context).flatMap(([key, value], index) => {
    const entry = `ContextEntries.member.${index + 1}`;
    return [
      [`${entry}.ContextKeyName`, key],
      [`${entry}.ContextKeyType`, typeof value === 'boolean' ? 'boolean' : 'string'],
      [`${entry}.ContextKeyValues.member.1`, String(value)],
    ] as const;
  });
  const params = Object.fromEntries([
    ['PolicySourceArn', source],
    ...list('ActionNames', actions),
    ...list('ResourceArns', resources),
    ...entries,
  ]);
  const shape = z.object({ EvaluationResults: members(simulatedSchema) });
  return (await iamCall(clients, 'SimulatePrincipalPolicy', params, shape)).EvaluationResults;
}
