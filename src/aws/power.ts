import {
  DescribeInstancesCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { PowerAction } from '../shared/contract/index.js';
import { problem, ProblemError, toProblem, type Problem, type ProblemCode } from '../shared/problem.js';
import { awsCall } from './call.js';
import type { Clients } from './clients.js';

const actions = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  reboot: 'ec2:RebootInstances',
} as const satisfies Record<PowerAction, string>;

type Options = Parameters<Parameters<typeof awsCall>[2]>[0];

const senders: Record<
  PowerAction,
  (clients: Clients, InstanceIds: string[], options: Options) => Promise<unknown>
> = {
  start: ({ ec2 }, InstanceIds, options) => ec2.send(new StartInstancesCommand({ InstanceIds }), options),
  stop: ({ ec2 }, InstanceIds, options) => ec2.send(new StopInstancesCommand({ InstanceIds }), options),
  reboot: ({ ec2 }, InstanceIds, options) => ec2.send(new RebootInstancesCommand({ InstanceIds }), options),
};

/** What EC2 says of an instance that cannot be started, stopped or rebooted (EC2 API reference, “Error codes”). */
const refusals: Readonly<Record<string, ProblemCode>> = {
  IncorrectInstanceState: 'power.wrong-state',
  InvalidInstanceState: 'power.wrong-state',
  InsufficientInstanceCapacity: 'power.no-capacity',
  InsufficientHostCapacity: 'power.no-capacity',
  InsufficientCapacityOnHost: 'power.no-capacity',
  InstanceLimitExceeded: 'power.limit',
  VcpuLimitExceeded: 'power.limit',
  OperationNotPermitted: 'power.protected',
  UnsupportedOperation: 'power.unsupported',
};

/** An instance, and the name that people know it by. */
export interface PowerTarget {
  readonly id: string;
  readonly label: string;
}

/**
 * Starts, stops or reboots instances of one source.
 *
 * EC2 refuses a request as a whole for one of its instances, so that after a refusal each is asked for alone.
 *
 * @returns the Problem of each instance that EC2 refused
 */
export async function changePower(
  clients: Clients,
  action: PowerAction,
  targets: readonly PowerTarget[],
): Promise<Map<string, Problem>> {
  const failed = new Map<string, Problem>();
  try {
    await send(clients, action, targets);
  } catch (error) {
    const [only] = targets;
    if (targets.length === 1 && only !== undefined) return failed.set(only.id, toProblem(error));
    for (const target of targets) {
      for (const [id, why] of await changePower(clients, action, [target])) failed.set(id, why);
    }
  }
  return failed;
}

async function send(clients: Clients, power: PowerAction, targets: readonly PowerTarget[]): Promise<void> {
  const { region, profile } = clients.source;
  const node = targets.map(({ label }) => label).join(', ');
  await awsCall(
    clients,
    actions[power],
    async (options) => {
      try {
        await senders[power](
          clients,
          targets.map(({ id }) => id),
          options,
        );
      } catch (error) {
        const { name, message } = error as Error;
        const code = refusals[name];
        if (code === undefined) throw error;
        throw new ProblemError(
          problem(code, { node, region, profile }, { details: message, remedies: ['refresh-fleet'] }),
        );
      }
    },
    node,
  );
}

/** Why an instance came into its state, in EC2's words; undefined where it does not say. @throws ProblemError */
export async function stateReason(clients: Clients, id: string): Promise<string | undefined> {
  const { Reservations: [reservation] = [] } = await awsCall(clients, 'ec2:DescribeInstances', (options) =>
    clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }), options),
  );
  return reservation?.Instances?.[0]?.StateReason?.Message;
}
