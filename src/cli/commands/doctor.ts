import { DescribeInstanceInformationCommand, GetConnectionStatusCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { awsCall } from '../../aws/call.js';
import { ssmHalf } from '../../aws/join.js';
import { compareVersions } from '../../shared/version.js';
import { MIN_SSH_AGENT_VERSION } from '../../shared/node.js';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import { openPlace, type Place } from '../aws/place.js';
import { CliSessions } from '../aws/sessions.js';
import type { Run } from '../command.js';
import { ExitCode, exitCodeOf } from '../exit-codes.js';
import { problemText } from '../problem-text.js';
import { styleFor } from '../style.js';
import { findTarget, type Target } from '../target.js';

const SSH_PORT = 22;

/** What credentials that are not a profile's come from, in words. */
const FROM = {
  'environment-keys': 'keys of the environment',
  'environment-web-identity': 'web identity of the environment',
  machine: 'credentials of this machine',
} as const;

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
 * on it. The exit code is that of its Problem.
 */
export const run: Run = async (args, io) => {
  const isJson = args.options.json === true;
  const style = styleFor(io.stdout, io.env);
  const findings: Finding[] = [];
  const known: { place?: Place; target?: Target } = {};
  const checks: Check[] = [
    {
      name: 'configuration',
      run: async () => {
        known.place = await openPlace(args, io);
        const { profile, region, credentialsFrom } = known.place.source;
        return `${credentialsFrom === 'profile' ? `profile ${profile}` : FROM[credentialsFrom]}, region ${region}`;
      },
    },
    {
      name: 'credentials',
      run: async () => {
        const clients = await required(known.place).clients();
        const { Arn } = await awsCall(clients, 'sts:GetCallerIdentity', (options) =>
          clients.sts.send(new GetCallerIdentityCommand(), options),
        );
        return Arn ?? 'taken';
      },
    },
    ...(args.words[0] === undefined ? [] : nodeChecks(args.words[0], known)),
  ];
  for (const check of checks) {
    const finding = await find(check);
    findings.push(finding);
    if (!isJson) {
      const mark = finding.ok ? style.green('ok  ') : style.red('FAIL');
      const words = finding.problem === null ? finding.found : problemText(finding.problem, io.env);
      io.stdout.write(`${mark}  ${check.name.padEnd(13)}  ${words.replaceAll('\n', '\n      ')}\n`);
    }
    if (!finding.ok) break;
  }
  if (isJson) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  const failed = findings.find(({ problem }) => problem !== null);
  return failed?.problem ? exitCodeOf(failed.problem.code) : ExitCode.ok;
};

/** What an earlier check has found: none runs after one that failed. */
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('An earlier check has found nothing');
  return value;
}

function nodeChecks(word: string, known: { place?: Place; target?: Target }): Check[] {
  const place = () => required(known.place);
  const target = () => required(known.target);
  return [
    {
      name: 'node',
      run: async () => {
        known.target = await findTarget(place(), word);
        const { id, label } = known.target;
        return label === id ? id : `${label} is ${id}`;
      },
    },
    { name: 'agent', run: () => agentOf(place(), target()) },
    { name: 'connection', run: () => connectionOf(place(), target()) },
    {
      name: 'session',
      run: async () => {
        const sessions = new CliSessions(place());
        const { sessionId } = await sessions.start(target(), SSH_PORT);
        await sessions.endAll();
        return `${sessionId} was started, and ended`;
      },
    },
  ];
}

async function agentOf(place: Place, { id, label }: Target): Promise<string> {
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

async function connectionOf(place: Place, { id, label }: Target): Promise<string> {
  const clients = await place.clients();
  const command = new GetConnectionStatusCommand({ Target: id });
  try {
    const { Status } = await awsCall(
      clients,
      'ssm:GetConnectionStatus',
      (options) => clients.ssm.send(command, options),
      label,
    );
    if (Status !== 'connected') throw new ProblemError(problem('node.offline', { node: label }));
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
