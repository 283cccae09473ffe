import { once } from 'node:events';
import type { Tunnel } from '../../connection/tunnel.js';
import type { ChannelState } from '../../session-manager/index.js';
import { ProblemError } from '../../shared/problem.js';
import { parsePort } from '../arguments.js';
import { Places } from '../aws/places.js';
import { CliSessions } from '../aws/sessions.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, type Run } from '../command.js';
import { drained, Ending, exitCodeOfEnd, type End } from '../ending.js';
import { ExitCode, SIGNAL_CODES } from '../exit-codes.js';
import { chooseNameKeys } from '../name-keys.js';
import { PathNotices } from '../notices.js';

const SSH_PORT = 22;
/** How long what was read may take to reach the node once input has ended (ms). */
const FLUSH_MS = 10_000;

/**
 * Carries standard input and output to a port of a node, until either end closes.
 *
 * @throws ProblemError when the session cannot be started, or is lost
 */
export const run: Run = async (args, io) => {
  const [word = '', portText] = args.words;
  const port = portText === undefined ? SSH_PORT : parsePort(portText);
  const { stdin, stdout } = io;
  const say = args.options.quiet === true ? () => undefined : sayTo(io);
  const places = await Places.of(args, io);
  const { place, target } = await chooseNode(places, word, say);
  const sessions = new CliSessions(place, places);
  const notices = new PathNotices(say);

  const ended = new Ending();
  for (const [signal, code] of Object.entries(SIGNAL_CODES)) process.on(signal, () => ended.with({ code }));
  // ssh is gone: there is nobody to write to.
  const unread = once(stdout, 'error').then(() => ended.with({ code: ExitCode.ok }));
  // Its end is what counts; an error ends it as well.
  stdin.on('error', () => undefined);
  const onState = (state: ChannelState): void => {
    notices.onState(state);
    if (state.name === 'closed') ended.with({ reason: state.reason });
  };
  // What else there is to do is done while AWS starts the session.
  const opening = Promise.all([
    import('../open-tunnel.js'),
    sessions.start(target, port),
    chooseNameKeys(word, target, io.env),
  ]).then(([{ openTunnel }, ticket]) => openTunnel(ticket, sessions, target, onState));
  let tunnel: Tunnel | End;
  try {
    tunnel = await Promise.race([opening, ended.promise]);
  } catch (error) {
    await sessions.endAll();
    throw error;
  }
  if (!('stream' in tunnel)) {
    // The person gave up while AWS was being asked: what it still starts is ended.
    await sessions.endAll();
    return exitCodeOfEnd(tunnel);
  }

  stdin.pipe(tunnel.stream);
  tunnel.stream.pipe(stdout);
  const { stream } = tunnel;
  // ssh has closed its end, or the file is at its end.
  stream.once('finish', () => {
    void tunnel.flushed(FLUSH_MS).then(() => ended.with({ code: ExitCode.ok }));
  });
  const end = await ended.promise;
  stdin.unpipe();
  stdin.pause();
  if ('code' in end) {
    await tunnel.end();
    return end.code;
  }
  const signalled = Promise.race(Object.keys(SIGNAL_CODES).map((signal) => once(process, signal)));
  await Promise.all([sessions.endAll(), Promise.race([drained(stream, stdout), unread, signalled])]);
  // The service ends the channel when the node's port has closed the connection, as after a shell's exit.
  if (end.reason.kind === 'ended') return ExitCode.ok;
  const { channelProblem } = await import('../../connection/problems.js');
  const names = { node: target.label, port };
  const closed = channelProblem(end.reason, names, tunnel.ticket.streamUrl);
  if (closed !== null) throw new ProblemError(closed);
  return ExitCode.ok;
};
