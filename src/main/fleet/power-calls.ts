import type { PowerWatch } from '../../aws/power-watch.js';
import type { powerCalls } from '../../shared/contract/power.js';
import type { Handlers } from '../ipc/answer.js';

/** What the page asks of instances' power. */
export function powerHandlers({
  power,
}: {
  readonly power: Pick<PowerWatch, 'change'>;
}): Handlers<typeof powerCalls, undefined> {
  return {
    'power.change': async ({ action, nodeIds }) => {
      await power.change(action, nodeIds);
      return {};
    },
  };
}
