// npm run simulator: the demo fleet and the local AWS, for any AWS client, until Ctrl-C.
import { parseArgs } from 'node:util';
import { startDemoFleet, type DemoFleet } from './fleet/demo-fleet.js';
import { Simulator } from './index.js';

const USAGE = `Usage: npm run simulator -- [--port PORT] [--no-pacing] [--delay MS] [--quiet]

  --port PORT   listen on this port (default: any free one)
  --no-pacing   the agent reads as fast as it can, without its 1 ms pause
  --delay MS    one-way delay of the data channel
  --quiet       do not print calls and sessions
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-pacing': { type: 'boolean', default: false },
      delay: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const fleet = await startDemoFleet();
  let simulator: Simulator;
  try {
    simulator = await Simulator.start({
      nodes: fleet.nodes,
      keyPairs: fleet.keys,
      agentPacing: !values['no-pacing'],
      ...(values.port === undefined ? {} : { port: wholeNumber('--port', values.port) }),
      ...(values.delay === undefined ? {} : { gatewayDelayMs: wholeNumber('--delay', values.delay) }),
      ...(values.quiet ? {} : { log: (line) => console.log(`${new Date().toISOString()} ${line}`) }),
    });
  } catch (error) {
    await fleet.close();
    throw error;
  }
  console.log(introduction(fleet, simulator));
  const end = () => {
    console.log('Closing.');
    void simulator.close().then(() => fleet.close());
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
}

function introduction(fleet: DemoFleet, simulator: Simulator): string {
  const rows = fleet.servers.map(({ node, sshd }) => {
    const key = fleet.keys.find(({ keyPairName }) => keyPairName === node.keyName) ?? fleet.keys[0];
    return `  ${node.instanceId.padEnd(21)} ${sshd.user.padEnd(9)} ${key?.privateKeyFile ?? ''}  ${node.name ?? ''}`;
  });
  const renamed = fleet.renamed
    ? ''
    : '\nlibnss_wrapper is not installed here: every node knows your own user name only.\n';
  const exports = Object.entries(simulator.env).map(([name, value]) => `export ${name}=${value}`);
  return `
A local AWS with ${fleet.nodes.length} nodes, in region ${simulator.region}: ${simulator.endpointUrl}
Files: ${fleet.directory} (gone when this ends)

Nodes with a real SSH server: id, user, key file, name
${rows.join('\n')}
${renamed}
In another terminal, for any AWS client:

${exports.join('\n')}

Try:  aws --endpoint-url ${simulator.endpointUrl} ssm describe-instance-information --max-items 5
(AWS CLI before 2.13 does not read AWS_ENDPOINT_URL, hence the option.)

Ctrl-C ends it.
`;
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${option} wants a whole number, not ${text}`);
  return value;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
