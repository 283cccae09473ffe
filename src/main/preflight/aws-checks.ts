import { GetConnectionStatusCommand, GetServiceSettingCommand } from '@aws-sdk/client-ssm';
import type { Check } from '../../shared/contract/preflight.js';
import type { ManagedNode } from '../../shared/node.js';
import { problem, toProblem } from '../../shared/problem.js';
import { awsCall } from '../../aws/call.js';
import type { Clients } from '../../aws/clients.js';
import { awsProblem } from '../../aws/problems.js';

/** Signatures are refused when the clocks differ by more (AWS general reference, Signature Version 4); the SDK corrects. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** A firewall that drops packets says nothing: so long is the answer to “can it be reached” worth waiting for. */
const REACH_TIMEOUT_MS = 4_000;
const TIER_SETTING = '/ssm/managed-instance/activation-tier';

/** What only AWS or the network can tell; all are asked at once. */
export async function awsChecks(clients: Clients, node: ManagedNode, label: string): Promise<Check[]> {
  const asked = await Promise.all([
    node.kind === 'hybrid' ? tierCheck(clients, label) : null,
    connectionCheck(clients, node.id, label),
    gatewayCheck(clients),
  ]);
  const [tier, connection, gateway] = asked;
  // The answers above have told AWS's time.
  return [tier, connection, clockCheck(clients), gateway].filter((check) => check !== null);
}

/** Hybrid nodes need the account's advanced-instances tier for sessions (user guide, “Configuring instance tiers”). */
async function tierCheck(clients: Clients, node: string): Promise<Check> {
  try {
    const command = new GetServiceSettingCommand({ SettingId: TIER_SETTING });
    const { ServiceSetting } = await awsCall(clients, 'ssm:GetServiceSetting', (options) =>
      clients.ssm.send(command, options),
    );
    const tier = ServiceSetting?.SettingValue ?? 'standard';
    if (tier === 'advanced') return { id: 'tier', verdict: 'pass', params: { tier }, problem: null };
    return {
      id: 'tier',
      verdict: 'fail',
      params: { tier },
      problem: problem('node.standard-tier', { node }),
    };
  } catch (error) {
    return unknown('tier', error);
  }
}

async function connectionCheck(clients: Clients, nodeId: string, node: string): Promise<Check> {
  try {
    const command = new GetConnectionStatusCommand({ Target: nodeId });
    const { Status } = await awsCall(
      clients,
      'ssm:GetConnectionStatus',
      (options) => clients.ssm.send(command, options),
      node,
    );
    if (Status === 'connected') return { id: 'connection', verdict: 'pass', params: {}, problem: null };
    const why = problem('node.offline', { node }, { remedies: ['refresh-fleet'] });
    return { id: 'connection', verdict: 'fail', params: {}, problem: why };
  } catch (error) {
    return unknown('connection', error);
  }
}

function clockCheck(clients: Clients): Check {
  const offsetMs = Math.abs(clients.ssm.config.systemClockOffset);
  const minutes = Math.round(offsetMs / 60_000);
  const isWrong = offsetMs > CLOCK_TOLERANCE_MS;
  return {
    id: 'clock',
    verdict: isWrong ? 'warn' : 'pass',
    params: { minutes },
    problem: isWrong ? problem('aws.clock-skew', { minutes }) : null,
  };
}

/** Whether Session Manager's gateway can be reached at all: any answer will do. */
async function gatewayCheck(clients: Clients): Promise<Check> {
  const url = gatewayUrl(clients);
  const params = { host: url.host };
  try {
    const request = {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: { host: url.host },
    };
    const abortSignal = AbortSignal.timeout(REACH_TIMEOUT_MS);
    const { response } = await clients.sender.handle(request, { abortSignal });
    // Its body is of no interest, but unread it keeps the socket.
    (response.body as { resume?: () => void } | undefined)?.resume?.();
    return { id: 'gateway', verdict: 'pass', params, problem: null };
  } catch (error) {
    const { profile, region } = clients.source;
    const action = 'ssmmessages:OpenDataChannel';
    const why = awsProblem(error, { profile, region, action, host: url.host });
    return { id: 'gateway', verdict: 'fail', params, problem: why };
  }
}

/** The gateway beside the API's own endpoint: the same name but for the service's, in each partition and with FIPS. */
function gatewayUrl(clients: Clients): URL {
  const { ssmmessages, ssm } = clients.source.endpoints;
  // An API that is not AWS's own gives out addresses of its own, most likely on its own host.
  const configured = ssmmessages ?? ssm;
  if (configured !== null) return new URL(configured);
  return new URL(`https://${clients.host('ssm').replace(/^ssm\b/, 'ssmmessages')}`);
}

const unknown = (id: Check['id'], error: unknown): Check => ({
  id,
  verdict: 'unknown',
  params: {},
  problem: toProblem(error),
});
