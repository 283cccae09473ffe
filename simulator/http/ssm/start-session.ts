import type { Destination } from '../../agent/agent-session.js';
import { dialPort, isConnected, type SimulatedNode } from '../../fleet/node.js';
import { optionalString, requiredString } from '../json-params.js';
import type { JsonParams, OperationContext } from '../operation.js';
import { ServiceError } from '../service-error.js';
import type { SsmOptions } from './options.js';

/** The document of a session that names none: a shell. It holds the account's preferences. */
export const DEFAULT_DOCUMENT = 'SSM-SessionManagerRunShell';

/** The document that opens an SSH session; its only parameter is portNumber. */
const SSH_DOCUMENT = 'AWS-StartSSHSession';

/** StartSession: a session with a node, for the SSH document or a shell. */
export function startSession(options: SsmOptions, params: JsonParams, context: OperationContext): object {
  const target = requiredString(params, 'Target');
  const documentName = optionalString(params, 'DocumentName') ?? DEFAULT_DOCUMENT;
  const reason = optionalString(params, 'Reason');
  const node = options.fleet.get(target);
  if (node === undefined || (node.region ?? options.defaultRegion) !== context.region || !isConnected(node)) {
    throw new ServiceError('TargetNotConnected', `${target} is not connected.`);
  }
  if (node.resourceType === 'ManagedInstance' && options.activationTier() === 'standard') {
    throw new ServiceError(
      'BadRequest',
      'Enable advanced-instances tier to use Session Manager with your on-premises instances',
    );
  }
  const destination = destinationOf(documentName, params, node);
  const session = options.sessions.start({
    node,
    // A role's session goes by the name that was given to it.
    owner: context.userName.split('/').at(-1) ?? context.userName,
    ownerId: context.userId,
    ownerArn: `arn:aws:iam::${context.accountId}:user/${context.userName}`,
    documentName,
    parameters: destination.sessionType === 'Port' ? { portNumber: [destination.portNumber] } : {},
    destination,
    reason,
    region: context.region,
  });
  return { SessionId: session.sessionId, TokenValue: session.newToken(), StreamUrl: session.streamUrl };
}

function destinationOf(documentName: string, params: JsonParams, node: SimulatedNode): Destination {
  switch (documentName) {
    case SSH_DOCUMENT: {
      const portNumber = portNumberOf(params);
      return { sessionType: 'Port', portNumber, dialPort: dialPort(node, portNumber) };
    }
    case DEFAULT_DOCUMENT:
      return { sessionType: 'Standard_Stream', shell: node.shell };
    default:
      throw new ServiceError(
        'InvalidDocument',
        `The simulator has the documents ${SSH_DOCUMENT} and ${DEFAULT_DOCUMENT} only, not ${documentName}.`,
      );
  }
}

/** Parameter of AWS-StartSSHSession: `portNumber`, 22 if not given, 1 to 65535 (the document's allowedPattern). */
function portNumberOf(params: JsonParams): string {
  const given = params.Parameters;
  let portNumber = '22';
  if (typeof given === 'object' && given !== null) {
    for (const [name, value] of Object.entries(given)) {
      if (name !== 'portNumber') {
        throw new ServiceError('InvalidParameters', `Parameter "${name}" is not defined in the document.`);
      }
      portNumber = Array.isArray(value) ? String(value[0]) : '';
    }
  }
  if (!/^[1-9][0-9]{0,4}$/.test(portNumber) || Number(portNumber) > 65535) {
    throw new ServiceError(
      'InvalidParameters',
      `Parameter "portNumber" has value "${portNumber}" not matching its pattern.`,
    );
  }
  return portNumber;
}
