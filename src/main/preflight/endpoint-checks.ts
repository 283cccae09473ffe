import type { Clients } from '../../aws/clients.js';
import { awsProblem } from '../../aws/problems.js';
import type { Check } from '../../shared/contract/preflight.js';
import { failed, passed } from './verdicts.js';

/** A firewall that drops packets says nothing: so long is the answer to “can it be reached” worth waiting for. */
const REACH_TIMEOUT_MS = 4_000;

/** Whether the hosts that a connection needs can be reached from here: name, TCP, TLS and proxy, each by its own. */
export function endpointChecks(clients: Clients): Promise<Check[]> {
  const { endpoints } = clients.source;
  const at = (service: 'ssm' | 'ec2') => new URL(endpoints[service] ?? `https://${clients.host(service)}`);
  return Promise.all([
    reach(clients, 'ssm-endpoint', at('ssm'), 'ssm:DescribeInstanceInformation'),
    reach(clients, 'ec2-endpoint', at('ec2'), 'ec2:DescribeInstances'),
    reach(clients, 'gateway', gatewayUrl(clients), 'ssmmessages:OpenDataChannel'),
  ]);
}

/** Any answer will do. */
async function reach(clients: Clients, id: Check['id'], url: URL, action: string): Promise<Check> {
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
    return passed(id, params);
  } catch (error) {
    const { profile, region } = clients.source;
    return failed(id, awsProblem(error, { profile, region, action, host: url.host }), params);
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
