import { isConnected } from '../../fleet/node.js';
import { optionalString, requiredString } from '../json-params.js';
import { anyResource, type JsonOperation, type JsonParams, type OperationContext } from '../operation.js';
import { ServiceError } from '../service-error.js';
import { describeSessions } from './describe-sessions.js';
import { describeInstanceInformation } from './instance-information.js';
import type { SsmOptions } from './options.js';
import { DEFAULT_DOCUMENT, startSession } from './start-session.js';

/** The SSM operations that a Session Manager client calls. */
export function ssmOperations(options: SsmOptions): Record<string, JsonOperation> {
  const { fleet, sessions } = options;
  const sessionArn = (params: JsonParams, context: OperationContext) =>
    `arn:aws:ssm:${context.region}:${context.accountId}:session/${String(params.SessionId)}`;
  return {
    DescribeInstanceInformation: {
      resource: anyResource,
      run: (params, context) => describeInstanceInformation(options, params, context),
    },
    StartSession: {
      resource: (params, context) => nodeArn(String(params.Target), context),
      alsoOn: (params, context, isAllowed) => {
        const documentName = optionalString(params, 'DocumentName');
        if (documentName !== undefined) return [documentArn(documentName, context)];
        // The default document is looked at only where the policy that allows the node asks for it (user guide,
        // “Enforce a session document permission check for the AWS CLI”).
        const isUnchecked = isAllowed(nodeArn(String(params.Target), context), {
          'ssm:SessionDocumentAccessCheck': 'false',
        });
        return isUnchecked ? [] : [documentArn(DEFAULT_DOCUMENT, context)];
      },
      run: (params, context) => startSession(options, params, context),
    },
    ResumeSession: {
      resource: sessionArn,
      run: (params) => {
        const session = sessions.get(requiredString(params, 'SessionId'));
        if (session === undefined) {
          throw new ServiceError('DoesNotExistException', 'Session does not exist');
        }
        // An empty token says that the session has timed out (notes, section 1).
        if (session.ended || options.refuseResume()) return { SessionId: session.sessionId };
        return { SessionId: session.sessionId, TokenValue: session.newToken(), StreamUrl: session.streamUrl };
      },
    },
    TerminateSession: {
      resource: sessionArn,
      run: (params) => {
        const sessionId = requiredString(params, 'SessionId');
        sessions.get(sessionId)?.terminate('api');
        return { SessionId: sessionId };
      },
    },
    GetConnectionStatus: {
      resource: (params, context) => nodeArn(String(params.Target), context),
      run: (params) => {
        const target = requiredString(params, 'Target');
        const node = fleet.get(target);
        return { Target: target, Status: node && isConnected(node) ? 'connected' : 'notconnected' };
      },
    },
    DescribeSessions: { resource: anyResource, run: (params) => describeSessions(sessions, params) },
    GetServiceSetting: {
      resource: (params, context) =>
        `arn:aws:ssm:${context.region}:${context.accountId}:servicesetting${String(params.SettingId)}`,
      run: (params) => {
        const settingId = requiredString(params, 'SettingId');
        if (settingId !== '/ssm/managed-instance/activation-tier') {
          throw new ServiceError('ServiceSettingNotFound', `Setting ${settingId} not found`);
        }
        const tier = options.activationTier();
        return {
          ServiceSetting: {
            SettingId: settingId,
            SettingValue: tier,
            Status: tier === 'standard' ? 'Default' : 'Customized',
          },
        };
      },
    },
  };
}

/** AWS's own documents belong to no account; the default one holds the preferences of the caller's. */
function documentArn(name: string, { region, accountId }: OperationContext): string {
  return `arn:aws:ssm:${region}:${name.startsWith('AWS-') ? '' : accountId}:document/${name}`;
}

/** The ARN that policies name for a node: instances belong to EC2, hybrid nodes to SSM. */
function nodeArn(target: string, context: OperationContext): string {
  return target.startsWith('mi-')
    ? `arn:aws:ssm:${context.region}:${context.accountId}:managed-instance/${target}`
    : `arn:aws:ec2:${context.region}:${context.accountId}:instance/${target}`;
}
