import { largeFleet, Simulator } from '../simulator/index.js';

/*
 * Run by fleet.ts: a simulator with as many nodes as its argument says, in a process of its own. Nobody may list them
 * until told so, so that the window can first be made ready to look at the clock.
 */

const LISTINGS = ['ssm:DescribeInstanceInformation', 'ec2:DescribeInstances'];

const simulator = await Simulator.start({ nodes: largeFleet(Number(process.argv[2])) });
for (const action of LISTINGS) simulator.faults.denyAction(action);
process.on('message', () => {
  for (const action of LISTINGS) simulator.faults.allowAction(action);
  process.send?.('allowed');
});
process.once('disconnect', () => process.exit());
process.send?.(simulator.env);
