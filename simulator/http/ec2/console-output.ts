import { consoleOutput } from '../../fleet/console-output.js';
import type { OperationContext, QueryParams } from '../operation.js';
import { findInstance } from './find-instance.js';
import type { Ec2Options } from './options.js';
import { respond } from './respond.js';

/** GetConsoleOutput: what the instance wrote at its boot. */
export function getConsoleOutput(
  options: Ec2Options,
  params: QueryParams,
  context: OperationContext,
): string {
  const id = params.get('InstanceId') ?? '';
  const node = findInstance(options, id, context.region);
  const text = consoleOutput(node);
  return respond('GetConsoleOutput', context, {
    instanceId: id,
    timestamp: node.launchTime,
    output: text === undefined ? undefined : Buffer.from(text).toString('base64'),
  });
}
