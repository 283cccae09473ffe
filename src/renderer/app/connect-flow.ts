import { create } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import { reachOf, takesShell, type ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import {
  rememberSignIn,
  resolveSignIn,
  type RememberScope,
  type ResolvedSignIn,
} from '../connect/sign-in-store.js';
import type { Way } from '../fleet/opening.js';
import { reachProblem } from '../fleet/reach.js';
import { selectNode } from '../fleet/selection.js';
import { markVisit, useFleet } from '../fleet/store.js';
import { closeProgress } from '../power/power-store.js';
import { checkNode, knownObstacle } from '../preflight/preflight-store.js';
import type { TerminalSession } from '../terminal/session.js';
import { MOST_SIDE_BY_SIDE } from '../ui/side-by-side.js';
import { connected, openMany } from './open-many.js';
import { goTo, joinTab, openTerminal, sessionOfNode } from './workspace.js';

/** What a sign-in is asked for: a new terminal, one that connects again, or only to keep it. */
export type Purpose =
  /** In a tab of its own, or beside the terminals of one. */
  | { readonly kind: 'open'; readonly tabId?: string | undefined }
  | { readonly kind: 'save' }
  | { readonly kind: 'reconnect'; readonly session: TerminalSession };

type Question =
  | {
      readonly kind: 'sign-in';
      readonly node: ManagedNode;
      readonly resolved: ResolvedSignIn;
      readonly purpose: Purpose;
    }
  | {
      readonly kind: 'problem';
      readonly node: ManagedNode;
      readonly problem: Problem;
      /** The tab that its terminal was to join. */
      readonly tabId?: string | undefined;
      /** Whether it was to be Session Manager's own shell. */
      readonly isShell?: boolean;
    }
  /** Nodes that were to be opened again and are not listed; none stands for nothing to open. */
  | { readonly kind: 'missing'; readonly nodeIds: readonly string[] };

interface Questions {
  /** What the person has to answer or read before a connection can go on. */
  readonly question: Question | null;
  /** What comes after it, as when several nodes are connected to at once. */
  readonly waiting: readonly Question[];
}

export const useQuestion = create<Questions>(() => ({ question: null, waiting: [] }));

/** Puts a question away, and the next one in its place. */
export const dismissQuestion = (): void =>
  useQuestion.setState(({ waiting: [question = null, ...waiting] }) => ({ question, waiting }));

/** Puts the question how to sign in away, with all of its kind that wait. */
export function dismissSignIns(): void {
  takeOthers();
  dismissQuestion();
}

const ask = (asked: Question): void =>
  useQuestion.setState(({ question, waiting }) =>
    question === null ? { question: asked } : { waiting: [...waiting, asked] },
  );

/** Says which nodes cannot be opened again, because they are not listed. */
export const askAboutMissing = (nodeIds: readonly string[]): void => ask({ kind: 'missing', nodeIds });

/** A first terminal may ask for a passphrase; so long (ms) those wait that its sign-in may be good for, too. */
const MOST_WAITED_MS = 2 * 60_000;

// Nodes whose sign-in is being looked up, so that an impatient second double-click opens no second terminal.
const resolving = new Set<string>();

async function withSignIn(node: ManagedNode, then: (resolved: ResolvedSignIn) => void): Promise<void> {
  if (resolving.has(node.id)) return;
  resolving.add(node.id);
  try {
    then(await resolveSignIn(node.id));
  } catch (error) {
    ask({ kind: 'problem', node, problem: toProblem(error) });
  } finally {
    resolving.delete(node.id);
  }
}

interface ConnectOptions {
  /**
   * `anew` does not go by checks made before, as what they found may have been mended; `anyway` tries although something
   * seems to stand in the way.
   */
  readonly how?: 'checked' | 'anew' | 'anyway';
  /** The tab whose terminals it is put beside. */
  readonly tabId?: string | undefined;
  /** Whether what is in front and what is selected stay so. */
  readonly isBehind?: boolean;
}

/**
 * Connects to a node: goes to its terminal where it has one, says what stands in the way where it cannot be reached,
 * and asks how to sign in where that is not known.
 *
 * @returns the terminal that was opened, or is there already; null where the person is asked first
 */
export async function connectTo(
  nodeId: string,
  { how = 'checked', tabId, isBehind = false }: ConnectOptions = {},
): Promise<TerminalSession | null> {
  const open = sessionOfNode(nodeId, 'ssh');
  if (open !== undefined) {
    if (!isBehind) show(open, tabId);
    markVisit(nodeId);
    return open;
  }
  const node = useFleet.getState().nodes.get(nodeId)?.node;
  if (node === undefined) return null;
  // Those that are opened together stay selected.
  if (!isBehind && !useFleet.getState().selectedIds.has(nodeId)) selectNode(nodeId);
  const found = how === 'checked' ? knownObstacle(nodeId) : null;
  const problem = how === 'anyway' ? null : (found ?? reachProblem(node, reachOf(node)));
  if (problem !== null) {
    ask({ kind: 'problem', node, problem, tabId });
    return null;
  }
  let session: TerminalSession | null = null;
  await withSignIn(node, (resolved) => {
    // A connection is not kept waiting for the checks; where it fails, they say more.
    void checkNode(nodeId, how === 'checked' ? 'if-old' : 'anew');
    if (resolved.signIn === null) ask({ kind: 'sign-in', node, resolved, purpose: { kind: 'open', tabId } });
    else session = openTerminal(node, resolved.signIn, { tabId, isBehind });
    markVisit(nodeId);
    closeProgress(nodeId);
  });
  return session;
}

const show = (session: TerminalSession, tabId: string | undefined): void =>
  tabId === undefined ? goTo(session) : joinTab(session, tabId);

interface ShellOptions extends ConnectOptions {
  /** What is put after its prompt, for the person to run. */
  readonly typed?: string;
}

/**
 * Opens Session Manager's own shell on a node, or goes to the one that it has. Nobody signs in; what the checks say of
 * SSH does not stand in its way, and neither does an agent that is too old for SSH.
 */
export function openShell(
  nodeId: string,
  { how = 'checked', tabId, isBehind = false, typed }: ShellOptions = {},
): TerminalSession | null {
  const node = useFleet.getState().nodes.get(nodeId)?.node;
  let session = sessionOfNode(nodeId, 'session-shell');
  if (session === undefined) {
    if (node === undefined) return null;
    const problem = how === 'anyway' ? null : reachProblem(node, reachOf(node));
    if (problem !== null && !takesShell(reachOf(node))) {
      ask({ kind: 'problem', node, problem, tabId, isShell: true });
      return null;
    }
    session = openTerminal(node, null, { tabId, isBehind });
  } else if (!isBehind) show(session, tabId);
  if (session.store.getState().phase === 'closed') session.reconnect();
  if (typed !== undefined) session.pasteWhenOpen(typed);
  markVisit(nodeId);
  return session;
}

/** Connects to nodes, in a tab each or side by side in as many tabs as they need. */
export async function connectAll(way: Way, nodeIds: readonly string[]): Promise<void> {
  const [only, ...others] = nodeIds;
  if (only !== undefined && others.length === 0) await connectTo(only);
  else
    await openMany(chunks(nodeIds, way === 'tabs' ? 1 : MOST_SIDE_BY_SIDE), (nodeId, place) =>
      connectTo(nodeId, place),
    );
}

const chunks = (ids: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );

/** Asks how to sign in to a node, with what is known now filled in. */
export async function changeSignIn(node: ManagedNode, purpose: Purpose): Promise<void> {
  await withSignIn(node, (resolved) => ask({ kind: 'sign-in', node, resolved, purpose }));
}

/**
 * Goes on with the answer of the connect sheet. A sign-in that is tried is remembered once the node has accepted it: a
 * wrong one must not come back by itself. What is remembered for more than its node goes for those that wait to be asked
 * about, as soon as this one has taken it.
 */
export function answerSignIn(
  node: ManagedNode,
  purpose: Purpose,
  signIn: SignIn,
  scope: RememberScope,
): void {
  const others = scope === 'node' || scope === 'once' ? [] : takeOthers();
  dismissQuestion();
  let remembered = Promise.resolve();
  const remember = () => {
    remembered = rememberSignIn(node.id, scope, signIn).catch((error: unknown) =>
      ask({ kind: 'problem', node, problem: toProblem(error) }),
    );
  };
  if (purpose.kind === 'save') {
    remember();
    return;
  }
  const session =
    purpose.kind === 'open' ? openTerminal(node, signIn, { tabId: purpose.tabId }) : purpose.session;
  if (purpose.kind === 'reconnect') session.connect(signIn);
  // Each attempt of the tab with this very sign-in counts: the first may fail for another reason, such as a host key.
  const stop = session.store.subscribe(({ phase, signIn: tried }) => {
    if (tried === signIn && phase !== 'open') return;
    stop();
    if (tried === signIn) remember();
  });
  if (others.length > 0)
    void openOthers(
      others,
      connected(session, MOST_WAITED_MS).then(() => remembered),
    );
}

type OpenQuestion = Extract<Question, { kind: 'sign-in' }> & { purpose: Extract<Purpose, { kind: 'open' }> };

/** Whether it is asked how to sign in to a node that is to be opened. */
export const isToOpen = (question: Question): question is OpenQuestion =>
  question.kind === 'sign-in' && question.purpose.kind === 'open';

/** Takes the questions away that wait how to sign in to further nodes: the answer may be for those, too. */
function takeOthers(): OpenQuestion[] {
  const { waiting } = useQuestion.getState();
  useQuestion.setState({ waiting: waiting.filter((question) => !isToOpen(question)) });
  return waiting.filter(isToOpen);
}

/** Goes on with further nodes when it is known whether the first one took the answer; who is not covered by it is asked. */
async function openOthers(others: readonly OpenQuestion[], settled: Promise<void>): Promise<void> {
  await settled;
  await openMany(
    others.map((other) => [other]),
    ({ node, purpose }, { tabId }) => connectTo(node.id, { tabId: purpose.tabId ?? tabId, isBehind: true }),
  );
}
