import { reachOf, type ManagedNode, type Reach } from '../../shared/node.js';
import { toProblem } from '../../shared/problem.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import { matchQuery } from '../../shared/query/match.js';
import { parseQuery, type QueryNote } from '../../shared/query/query.js';
import { setSourceNames } from '../../shared/query/source-names.js';
import { openPlace } from '../aws/place.js';
import type { Run } from '../command.js';
import { ExitCode, exitCodeOf } from '../exit-codes.js';
import { listNodes } from '../nodes.js';
import { problemText } from '../problem-text.js';
import { styleFor } from '../style.js';
import { table } from '../table.js';

/** What stands in the way of connecting, as the table says it. */
const REACH: Readonly<Record<Reach, string>> = {
  ready: 'ready',
  starting: 'starting',
  stopping: 'stopping',
  stopped: 'stopped',
  terminated: 'terminated',
  'not-managed': 'not managed',
  offline: 'offline',
  'agent-too-old': 'agent too old',
};

/**
 * Lists the nodes, as a table or as JSON. When EC2 or SSM did not answer, what the other one knows is listed, and the
 * exit code says so.
 *
 * @throws ProblemError when neither answered
 */
export const run: Run = async (args, io) => {
  const place = await openPlace(args, io);
  const { nodes, missing } = await listNodes(await place.clients());
  const { id, profile, region } = place.source;
  setSourceNames([{ id, profile, region }]);
  const query = parseQuery(args.words.join(' '));
  for (const note of query.notes) io.stderr.write(`sallyport: ${noteText(note)}\n`);
  const matches = matchQuery(query);
  const shown = nodes
    .filter((node) => matches(indexNode(node)) && (args.options.ready !== true || reachOf(node) === 'ready'))
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  if (args.options.json === true) io.stdout.write(`${JSON.stringify(shown.map(forScripts), null, 2)}\n`);
  else io.stdout.write(forPeople(shown, styleFor(io.stdout, io.env)));
  if (missing === null) return ExitCode.ok;
  const problem = toProblem(missing);
  io.stderr.write(`sallyport: ${problemText(problem, io.env)}\n`);
  return exitCodeOf(problem.code);
};

function noteText({ kind, about }: QueryNote): string {
  return kind === 'unknown-key'
    ? `“${about}:” is no field, so it is looked for as text`
    : `${about} has no end`;
}

function forPeople(nodes: readonly ManagedNode[], style: ReturnType<typeof styleFor>): string {
  if (nodes.length === 0) return '';
  const header = ['NAME', 'ID', 'STATE', 'PLATFORM', 'TYPE', 'PRIVATE IP', 'ZONE'];
  const rows = nodes.map((node) => [
    node.name || '-',
    node.id,
    REACH[reachOf(node)],
    node.platform || '-',
    node.instanceType ?? '-',
    node.privateIp ?? '-',
    node.zone ?? '-',
  ]);
  // Coloured after the columns are laid out: escapes have no width.
  const [first = '', ...lines] = table([header, ...rows]).split('\n');
  const coloured = lines.map((line, index) => {
    const node = nodes[index];
    return node && reachOf(node) !== 'ready' ? style.dim(line) : line;
  });
  return `${[style.bold(first), ...coloured].join('\n')}\n`;
}

/** A node in the form that docs/cli.md promises to scripts: fields are added, never renamed or taken away. */
function forScripts(node: ManagedNode): object {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    id: node.id,
    name: node.name,
    kind: node.kind,
    reach: reachOf(node),
    state: node.state,
    ping: node.ping,
    lastPingAt: time(node.lastPingAt),
    agentVersion: node.agentVersion,
    platformType: node.platformType,
    platform: node.platform,
    instanceType: node.instanceType,
    privateIp: node.privateIp,
    publicIp: node.publicIp,
    zone: node.zone,
    imageId: node.imageId,
    keyPair: node.keyPair,
    role: node.role,
    launchedAt: time(node.launchedAt),
    computerName: node.computerName,
    tags: node.tags,
  };
}
