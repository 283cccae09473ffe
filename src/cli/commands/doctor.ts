import { DescribeInstanceInformationCommand, GetConnectionStatusCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsCall } from '../../aws/call.js';
import { ssmHalf } from '../../aws/join.js';
import { compareVersions } from '../../shared/version.js';
import { MIN_SSH_AGENT_VERSION } from '../../shared/node.js';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import { placeName, type Place } from '../aws/place.js';
import { Places } from '../aws/places.js';
import { CliSessions } from '../aws/sessions.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, type Run } from '../command.js';
import { ExitCode, exitCodeOf } from '../exit-codes.js';
import { problemText } from '../problem-text.js';
import { styleFor } from '../style.js';
import type { FoundNode } from '../target.js';

const SSH_PORT = 22;

/** One thing that has to be right. Each check's name is stable: scripts go by it. */
interface Check {
  readonly name: string;
  /** @returns what it found, in words @throws ProblemError */
  readonly run: () => Promise<string>;
}

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
  readonly problem: Problem | null;
}

/**
 * Checks, one after the other, what stands between here and a node. The first that fails ends it: what follows depends
 * on it. Without a node, each source is checked by itself. The exit code is that of the first Problem.
 */
export const run: Run = async (args, io) => {
  const findings: Finding[] = [];
  const isJson = args.options.json === true;
  const style = styleFor(io.stdout, io.env);
  const inOrder = async (checks: readonly Check[]): Promise<void> => {
    for (const check of checks) {
      const finding = await find(check);
      findings.push(finding);
      if (!isJson) {
        const mark = finding.ok ? style.green('ok  ') : style.red('FAIL');
        const words = finding.problem === null ? finding.found : problemText(finding.problem, io.env);
        io.stdout.write(`${mark}  ${check.name.padEnd(13)}  ${words.replaceAll('\n', '\n      ')}\n`);
      }
      if (!finding.ok) return;
    }
  };
  const places = await Places.of(args, io);
  const [word] = args.words;
  if (word === undefined) {
    for (const source of places.sources) await inOrder(placeChecks(() => places.open(source)));
  } else await inOrder(nodeChecks(places, word, sayTo(io)));
  if (isJson) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  const failed = findings.find(({ problem }) => problem !== null);
  return failed?.problem ? exitCodeOf(failed.problem.code) : ExitCode.ok;
};

/** Whether there is a place to ask, and whether it knows us. */
function placeChecks(open: () => Promise<Place>): Check[] {
  return [
    { name: 'configuration', run: async () => placeName(await open()) },
    {
      name: 'credentials',
      run: async () => {
        const clients = await (await open()).clients();
        const { Arn } = await awsCall(clients, 'sts:GetCallerIdentity', (options) =>
          clients.sts.send(new GetCallerIdentityCommand(), options),
        );
        return Arn ?? 'taken';
      },
    },
  ];
}

/** Among several places the node comes first: which of them the others are about depends on where it is. */
function nodeChecks(places: Places, word: string, say: (line: string) => void): Check[] {
  let choosing: Promise<FoundNode> | undefined;
  const choose = () => (choosing ??= chooseNode(places, word, say));
  const node: Check = {
    name: 'node',
    run: async () => {
      const { id, label } = (await choose()).target;
      return label === id ? id : `${label} is ${id}`;
    },
  };
  const isOne = places.sources.length === 1;
  const ofPlace = placeChecks(async () => (isOne ? places.first() : (await choose()).place));
  return [
    ...(isOne ? [...ofPlace, node] : [node, ...ofPlace]),
    { name: 'agent', run: async () => agentOf(await choose()) },
    { name: 'connection', run: async () => connectionOf(await choose()) },
    {
      name: 'session',
      run: async () => {
        const { place, target } = await choose();
        const sessions = new CliSessions(place, places);
        const { sessionId } = await sessions.start(target, SSH_PORT);
        await sessions.endAll();
        return `${sessionId} was started, and ended`;
      },
    },
  ];
}

async function agentOf({ place, target: { id, label } }: FoundNode): Promise<string> {
  const clients = await place.clients();
  const command = new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [id] }] });
  const answer = await awsCall(clients, 'ssm:DescribeInstanceInformation', (options) =>
    clients.ssm.send(command, options),
  );
  const [information] = answer.InstanceInformationList ?? [];
  if (!information) throw new ProblemError(problem('node.not-managed', { node: label, nodeId: id }));
  const { ping, agentVersion, lastPingAt } = ssmHalf(information);
  if (ping !== 'Online') {
    const params = lastPingAt === null ? {} : { lastPing: new Date(lastPingAt).toISOString() };
    throw new ProblemError(problem('node.offline', { node: label, ...params }));
  }
  if (agentVersion !== null && compareVersions(agentVersion, MIN_SSH_AGENT_VERSION) < 0)
    throw new ProblemError(
      problem('node.agent-too-old', { node: label, agentVersion, needs: MIN_SSH_AGENT_VERSION }),
    );
  return `version ${agentVersion ?? 'unknown'}, online`;
}

async function connectionOf({ place, target: { id, label } }: FoundNode): Promise<string> {
  const clients = await place.clients();
  const command = new GetConnectionStatusCommand({ Target: id });
  try {
    const { Status } = await awsCall(
      clients,
      'ssm:GetConnectionStatus',
      (options) => clients.ssm.send(command, options),
      label,
    );
    if (Status !== 'connected') throw new ProblemError(problem('node.not-connected', { node: label }));
    return 'the node is connected to Session Manager';
  } catch (error) {
    // Many policies do not allow asking, and allow connecting: the next check shows it.
    if (toProblem(error).code === 'aws.access-denied')
      return 'not known: asking (GetConnectionStatus) is not allowed';
    throw error;
  }
}

async function find({ name, run: check }: Check): Promise<Finding> {
  try {
    return { check: name, ok: true, found: await check(), problem: null };
  } catch (error) {
    const found = toProblem(error);
    return { check: name, ok: false, found: found.details ?? '', problem: found };
  }
}
