import { reachOf, type ManagedNode, type Reach } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import { matchQuery } from '../../shared/query/match.js';
import { parseQuery, type QueryNote } from '../../shared/query/query.js';
import { setSourceNames } from '../../shared/query/source-names.js';
import { sourceIdOf } from '../../aws/source.js';
import { Limit } from '../../shared/limit.js';
import { placeName } from '../aws/place.js';
import { Places } from '../aws/places.js';
import { sayTo, type Run } from '../command.js';
import { ExitCode, exitCodeOf } from '../exit-codes.js';
import { lastList } from '../last-list.js';
import { listNodes } from '../nodes.js';
import { problemText } from '../problem-text.js';
import { styleFor } from '../style.js';
import { table } from '../table.js';
import { named } from '../target.js';

/** What stands in the way of connecting, as the table says it. */
const REACH: Readonly<Record<Reach, string>> = {
  ready: 'ready',
  checking: 'not known',
  unknown: 'not known',
  starting: 'starting',
  stopping: 'stopping',
  stopped: 'stopped',
  terminated: 'terminated',
  'not-managed': 'not managed',
  offline: 'offline',
  'agent-too-old': 'agent too old',
};

/** Sources that are listed at the same time. */
const AT_ONCE = 4;

/** What came of one source. */
interface Listed {
  readonly id: string;
  /** What people call it; what its options are called where it could not be opened. */
  readonly name: string;
  readonly profile: string | null;
  readonly region: string | null;
  readonly nodes: readonly ManagedNode[];
  /** Of what is missing: all of the source, or the half that EC2 or SSM would have told. */
  readonly problem: Problem | null;
}

/**
 * Lists the nodes, as a table or as JSON. Where a source, or EC2 or SSM in it, did not answer, what the others know is
 * listed, and the exit code says so.
 */
export const run: Run = async (args, io) => {
  const places = await Places.of(args, io);
  const isOne = places.sources.length === 1;
  const limit = new Limit(AT_ONCE);
  const sources = await Promise.all(
    places.sources.map((chosen) =>
      limit.run(() => list(places, chosen, isOne, args.options.cached === true)),
    ),
  );
  setSourceNames(sources.map(({ id, profile, region }) => ({ id, profile: profile ?? '', region })));
  const query = parseQuery(args.words.join(' '));
  const say = sayTo(io);
  for (const note of query.notes) say(noteText(note));
  const matches = matchQuery(query);
  // A node that several sources reach is the first one's, as in the app.
  const byId = new Map<string, ManagedNode>();
  for (const node of sources.flatMap(({ nodes }) => nodes)) if (!byId.has(node.id)) byId.set(node.id, node);
  const shown = [...byId.values()]
    .filter((node) => matches(indexNode(node)) && (args.options.ready !== true || reachOf(node) === 'ready'))
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  const sourceOf = new Map(sources.map((source) => [source.id, source]));
  if (args.options.json === true) {
    const objects = shown.map((node) => forScripts(node, sourceOf.get(node.sourceId)));
    io.stdout.write(`${JSON.stringify(objects, null, 2)}\n`);
  } else if (args.options.names === true) io.stdout.write(callNames(shown, [...byId.values()]));
  else io.stdout.write(forPeople(shown, isOne ? null : sourceOf, styleFor(io.stdout, io.env)));
  const problems = sources.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
  for (const { name, problem } of problems) say(`${isOne ? '' : `${name}: `}${problemText(problem, io.env)}`);
  const [first] = problems;
  return first === undefined ? ExitCode.ok : exitCodeOf(first.problem.code);
};

/** Lists one source. Never rejects. */
async function list(
  places: Places,
  chosen: Places['sources'][number],
  mayAsk: boolean,
  isCached: boolean,
): Promise<Listed> {
  const id = sourceIdOf(chosen);
  try {
    const place = await places.open(chosen, mayAsk);
    const { profile, region } = place.source;
    const listed = { id, name: placeName(place), profile, region };
    try {
      const last = isCached ? await lastList(place) : null;
      if (last !== null) return { ...listed, nodes: last.nodes, problem: null };
      const { nodes, missing } = await listNodes(await place.clients());
      return { ...listed, nodes, problem: missing === null ? null : toProblem(missing) };
    } catch (error) {
      return { ...listed, nodes: [], problem: toProblem(error) };
    }
  } catch (error) {
    const { profile, region } = chosen;
    const name = [profile, region].filter(Boolean).join(', ') || 'the environment';
    return { id, name, profile, region, nodes: [], problem: toProblem(error) };
  }
}

/** What each node can be called by, a line each: its name, unless others have it, too; else its id. */
function callNames(shown: readonly ManagedNode[], all: readonly ManagedNode[]): string {
  const lines = shown.map((node) => (named(all, node.name).length === 1 ? node.name : node.id));
  return lines.map((line) => `${line}\n`).join('');
}

function noteText({ kind, about }: QueryNote): string {
  return kind === 'unknown-key'
    ? `“${about}:” is no field, so it is looked for as text`
    : `${about} has no end`;
}

/** @param sources where to say of which each node is; null where there is but one */
function forPeople(
  nodes: readonly ManagedNode[],
  sources: ReadonlyMap<string, Listed> | null,
  style: ReturnType<typeof styleFor>,
): string {
  if (nodes.length === 0) return '';
  const header = [
    'NAME',
    'ID',
    'STATE',
    'PLATFORM',
    'TYPE',
    'PRIVATE IP',
    'ZONE',
    ...(sources ? ['PROFILE', 'REGION'] : []),
  ];
  const rows = nodes.map((node) => [
    node.name || '-',
    node.id,
    REACH[reachOf(node)],
    node.platform || '-',
    node.instanceType ?? '-',
    node.privateIp ?? '-',
    node.zone ?? '-',
    ...(sources
      ? [sources.get(node.sourceId)?.profile ?? '-', sources.get(node.sourceId)?.region ?? '-']
      : []),
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
function forScripts(node: ManagedNode, source: Listed | undefined): object {
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
    profile: source?.profile ?? null,
    region: source?.region ?? null,
  };
}
