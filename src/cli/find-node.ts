import { Limit } from '../shared/limit.js';
import { within } from '../aws/time-out.js';
import type { ManagedNode } from '../shared/node.js';
import { problem, ProblemError, toProblem, type Problem } from '../shared/problem.js';
import { placeName, type Place } from './aws/place.js';
import type { Places } from './aws/places.js';
import { lastList, type LastList } from './last-list.js';
import { listNodes, type Narrowed } from './nodes.js';
import { named, type FoundNode } from './target.js';

/** Sources that are asked at the same time. */
const AT_ONCE = 8;
/** One that has not answered by then (ms) holds up no name that others know. */
const LOOK_MS = 10_000;

/** One of several sources: opened, with what the app last saw in it; or why not. */
interface Looked {
  readonly name: string;
  readonly place: Place | null;
  readonly last: LastList | null;
  problem: Problem | null;
}

/** A node, and where it was found. */
interface Hit {
  readonly node: ManagedNode;
  readonly place: Place;
}

/**
 * Finds the node of a name in one place, where the person may be asked for what credentials lack.
 *
 * @throws ProblemError `node.unknown-name`, or `node.ambiguous-name` with the list
 */
export async function findNamed(place: Place, name: string): Promise<FoundNode> {
  const clients = await place.clients();
  // EC2 looks names up by itself; those of hybrid nodes can only be listed, and are few.
  const quick = await listNodes(clients, byName([name]));
  let found = named(quick.nodes, name);
  if (found.length === 0) found = named((await listNodes(clients)).nodes, name);
  const { profile, region } = place.source;
  const unknown = () => problem('node.unknown-name', { name, profile, region });
  return theOnly(
    found.map((node) => ({ node, place })),
    name,
    unknown,
  );
}

/**
 * Finds the node of a name in several places. Each is asked, but for those of which the app has a fresh list without
 * that name; nobody is asked for codes, and a place that cannot be looked in is told of.
 *
 * @param say tells the person
 * @throws ProblemError `node.unknown-in-sources`, or `node.ambiguous-name` with the list
 */
export async function findNamedAnywhere(
  places: Places,
  name: string,
  say: (line: string) => void,
): Promise<FoundNode> {
  const all = await openAll(places);
  const wanted = (last: LastList | null) => named(last?.nodes ?? [], name);
  const likely = all.filter(({ last }) => last?.isFresh !== true || wanted(last).length > 0);
  // What the list has under that name in other letters, EC2 finds by the very ones.
  const hits = await look(likely, ({ last }) => byName([name, ...wanted(last).map((node) => node.name)]));
  let found = namedHits(hits, name);
  if (found.length === 0) found = namedHits(await look(all, () => ({})), name);
  const failed = all.filter(({ problem }) => problem !== null);
  if (found.length > 0) for (const each of failed) say(`Not looked in: ${failureOf(each)}`);
  const details = all.map((each) => (each.problem === null ? each.name : failureOf(each))).join('\n');
  return theOnly(found, name, () =>
    problem('node.unknown-in-sources', { name, count: all.length }, { details }),
  );
}

/**
 * Finds the place of a node with this id: the first that the app has seen it in, else the first that knows it when
 * asked. Where none does, it is the first of all: a session may be allowed where lists are not.
 */
export async function findIdAnywhere(places: Places, id: string): Promise<FoundNode> {
  const all = await openAll(places);
  const target = { id, label: id };
  for (const { place, last } of all) {
    const node = last?.nodes.find((each) => each.id === id);
    if (place !== null && node !== undefined) return { place, target, node };
  }
  const [hit] = await look(all, () => ({
    ec2: [{ Name: 'instance-id', Values: [id] }],
    ssm: [{ Key: 'InstanceIds', Values: [id] }],
  }));
  return { place: hit?.place ?? (await places.first()), target, node: hit?.node ?? null };
}

/** Opens all sources without asking for anything; one that cannot be opened keeps its Problem. */
function openAll(places: Places): Promise<Looked[]> {
  return Promise.all(
    places.sources.map(async (chosen): Promise<Looked> => {
      try {
        const place = await places.open(chosen, false);
        return { name: placeName(place), place, last: await lastList(place), problem: null };
      } catch (error) {
        const { profile, region } = chosen;
        const name = [profile ?? 'default', region].filter(Boolean).join(', ');
        return { name, place: null, last: null, problem: toProblem(error) };
      }
    }),
  );
}

/** Asks several sources at once; what one of them cannot say is noted with it. Nodes come in the sources' order, once. */
async function look(sources: readonly Looked[], narrowed: (source: Looked) => Narrowed): Promise<Hit[]> {
  const limit = new Limit(AT_ONCE);
  const found = await Promise.all(
    sources.map(async (source): Promise<Hit[]> => {
      const { place } = source;
      if (place === null) return [];
      try {
        const { nodes } = await limit.run(() =>
          within(
            LOOK_MS,
            source.name,
            place.clients().then((clients) => listNodes(clients, narrowed(source))),
          ),
        );
        source.problem = null;
        return nodes.map((node) => ({ node, place }));
      } catch (error) {
        source.problem = toProblem(error);
        return [];
      }
    }),
  );
  const byId = new Map<string, Hit>();
  for (const hit of found.flat()) if (!byId.has(hit.node.id)) byId.set(hit.node.id, hit);
  return [...byId.values()];
}

function namedHits(hits: readonly Hit[], name: string): Hit[] {
  const byNode = new Map(hits.map((hit) => [hit.node, hit]));
  return named([...byNode.keys()], name).flatMap((node) => byNode.get(node) ?? []);
}

function theOnly(found: readonly Hit[], name: string, unknown: () => Problem): FoundNode {
  const [hit] = found;
  if (hit === undefined) throw new ProblemError(unknown());
  if (found.length > 1) {
    const details = found.map(describe).join('\n');
    throw new ProblemError(problem('node.ambiguous-name', { name, count: found.length }, { details }));
  }
  const { node, place } = hit;
  return { place, node, target: { id: node.id, label: node.name === '' ? node.id : node.name } };
}

const describe = ({ node: { id, name, state, privateIp }, place }: Hit): string =>
  [id, name, state ?? 'hybrid', privateIp ?? '', placeName(place)].filter((part) => part !== '').join('  ');

const failureOf = ({ name, problem }: Looked): string =>
  [name, problem?.code ?? '', problem?.details ?? ''].filter(Boolean).join(': ');

/** Filters for nodes of these names. */
const byName = (names: readonly string[]): Narrowed => ({
  ec2: [{ Name: 'tag:Name', Values: [...new Set(names)].filter(Boolean).map(escapeFilter) }],
  ssm: [{ Key: 'ResourceType', Values: ['ManagedInstance'] }],
});

/** EC2's filters have wildcards, which a backslash takes the meaning from (EC2 API reference, Filter). */
const escapeFilter = (name: string): string => name.replace(/[*?\\]/g, '\\$&');
