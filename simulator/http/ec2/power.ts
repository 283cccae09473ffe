import { randomInt } from 'node:crypto';
import type { SimulatedNode } from '../../fleet/node.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { ServiceError } from '../service-error.js';
import type { XmlValue } from '../xml.js';
import { findInstance } from './find-instance.js';
import { STATE_CODES } from './instances.js';
import type { Ec2Options } from './options.js';
import { listOf } from './query-lists.js';
import { respond } from './respond.js';

/** A dry run that would have gone well (EC2 API reference, “Common parameters”). */
const DRY_RUN_STATUS = 412;

type State = NonNullable<SimulatedNode['state']>;

/** Starts, stops and reboots instances: states change at once, and again as time goes by, as EC2's do. */
export class InstancePower {
  private readonly timers = new Set<NodeJS.Timeout>();

  /**
   * @param stepMs how long an instance stays in each state on its way, and how long its agent takes to come up
   * @param hungUp ends the sessions of a node whose agent is gone
   */
  constructor(
    private readonly options: Ec2Options,
    private readonly stepMs: () => number,
    private readonly hungUp: (instanceId: string) => void,
  ) {}

  /** StartInstances. One that runs already stays as it is. */
  start(params: QueryParams, context: OperationContext): string {
    const nodes = this.nodesOf(params, context, ['stopped', 'running', 'pending'], 'started');
    return respond('StartInstances', context, {
      instancesSet: nodes.map((node) => this.change(node, () => this.boot(node))),
    });
  }

  /** StopInstances. One that is stopped already stays as it is. */
  stop(params: QueryParams, context: OperationContext): string {
    const nodes = this.nodesOf(params, context, ['running', 'stopping', 'stopped'], 'stopped');
    for (const { instanceId, stopProtected, instanceStoreRoot } of nodes) {
      if (stopProtected === true) {
        throw new ServiceError(
          'OperationNotPermitted',
          `The instance '${instanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        );
      }
      if (instanceStoreRoot === true) {
        throw new ServiceError(
          'UnsupportedOperation',
          `The instance '${instanceId}' does not have an 'ebs' root device type and cannot be stopped.`,
        );
      }
    }
    return respond('StopInstances', context, {
      instancesSet: nodes.map((node) => this.change(node, () => this.shutDown(node))),
    });
  }

  /** RebootInstances: the state stays `running` all the while. */
  reboot(params: QueryParams, context: OperationContext): string {
    for (const node of this.nodesOf(params, context, ['running'], 'rebooted')) {
      node.agentDown = true;
      this.hungUp(node.instanceId);
      this.after(1, () => this.agentUp(node));
    }
    return respond('RebootInstances', context, { return: true });
  }

  /** Lets nothing happen any more. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private nodesOf(
    params: QueryParams,
    context: OperationContext,
    from: readonly State[],
    done: string,
  ): SimulatedNode[] {
    const ids = listOf(params, 'InstanceId');
    if (ids.length === 0) {
      throw new ServiceError('MissingParameter', 'The request must contain the parameter InstanceId');
    }
    const nodes = ids.map((id) => findInstance(this.options, id, context.region));
    const wrong = nodes.find(({ state = 'running' }) => !from.includes(state));
    if (wrong !== undefined) {
      throw new ServiceError(
        'IncorrectInstanceState',
        `The instance '${wrong.instanceId}' is not in a state from which it can be ${done}.`,
      );
    }
    if (params.get('DryRun') === 'true') {
      throw new ServiceError(
        'DryRunOperation',
        'Request would have succeeded, but DryRun flag is set.',
        DRY_RUN_STATUS,
      );
    }
    return nodes;
  }

  private change(node: SimulatedNode, work: () => void): XmlValue {
    const previous = node.state ?? 'running';
    work();
    const current = node.state ?? 'running';
    return {
      instanceId: node.instanceId,
      currentState: { code: STATE_CODES[current], name: current },
      previousState: { code: STATE_CODES[previous], name: previous },
    };
  }

  private boot(node: SimulatedNode): void {
    if (node.state !== 'stopped') return;
    node.state = 'pending';
    delete node.stateReason;
    node.launchTime = new Date();
    this.after(1, () => {
      if (node.failsToStart !== undefined) {
        node.state = 'stopped';
        node.stateReason = node.failsToStart;
        return;
      }
      node.state = 'running';
      // An address that is not Elastic is another one after a stop (EC2 user guide, “Stop and start”).
      if (node.publicIp !== undefined) node.publicIp = `203.0.113.${randomInt(1, 255)}`;
      this.after(1, () => this.agentUp(node));
    });
  }

  private shutDown(node: SimulatedNode): void {
    if (node.state === 'stopped' || node.state === 'stopping') return;
    node.state = 'stopping';
    this.hungUp(node.instanceId);
    this.after(1, () => {
      node.state = 'stopped';
      node.stateReason = {
        code: 'Client.UserInitiatedShutdown',
        message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      };
      node.pingStatus = 'ConnectionLost';
    });
  }

  private agentUp(node: SimulatedNode): void {
    node.agentDown = false;
    if (!node.managed || (node.state ?? 'running') !== 'running') return;
    node.pingStatus = 'Online';
    node.lastPing = new Date();
  }

  private after(steps: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, steps * this.stepMs());
    this.timers.add(timer);
  }
}
