import { spawnSync } from 'node:child_process';
import { SessionShellSource } from '../../connection/session-shell.js';
import { noticeText } from '../../connection/notice-text.js';
import { RoutedDialer } from '../../connection/network.js';
import { Tunnel } from '../../connection/tunnel.js';
import type { ChannelState } from '../../session-manager/index.js';
import { ProblemError } from '../../shared/problem.js';
import { Places } from '../aws/places.js';
import { CliSessions } from '../aws/sessions.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, UsageError, type Io, type Run } from '../command.js';
import { drained, Ending, exitCodeOfEnd } from '../ending.js';
import { EscapeWatch } from '../escape.js';
import { ExitCode, SIGNAL_CODES } from '../exit-codes.js';
import { PathNotices } from '../notices.js';
import { sessionHost } from '../session-host.js';

/**
 * Opens Session Manager's own shell on a node in this terminal, without SSH, until it exits.
 *
 * @throws ProblemError when the session cannot be started, or is lost
 */
export const run: Run = async (args, io) => {
  const { stdin, stdout } = io;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new UsageError('a shell needs a terminal; “sallyport ssh” runs commands without one');
  const tell = sayTo(io);
  // Where the terminal is the shell's, a line feed leaves the cursor in its column.
  const say = (line: string): void => tell(`${line}\r`);
  const places = await Places.of(args, io);
  const { place, target } = await chooseNode(places, args.words[0] ?? '', say);
  const sessions = new CliSessions(place, places);
  const dialer = new RoutedDialer();
  const notices = new PathNotices(say);
  const ended = new Ending();
  for (const [signal, code] of Object.entries(SIGNAL_CODES)) process.on(signal, () => ended.with({ code }));
  const onState = (state: ChannelState): void => {
    notices.onState(state);
    if (state.name === 'closed') ended.with({ reason: state.reason });
  };
  const opening = Tunnel.start(sessionHost(sessions, target, dialer), null, dialer.dial, onState, (message) =>
    say(noticeText(message)),
  );
  let started: Tunnel | Awaited<typeof ended.promise>;
  try {
    started = await Promise.race([opening, ended.promise]);
  } catch (error) {
    await sessions.endAll();
    throw error;
  }
  if (!(started instanceof Tunnel)) {
    // The person gave up while AWS was being asked: what it still starts is ended.
    await sessions.endAll();
    return exitCodeOfEnd(started);
  }
  const tunnel = started;
  const release = attach(io, tunnel, () => ended.with({ code: ExitCode.ok }));
  const end = await ended.promise;
  release();
  if ('code' in end) {
    await tunnel.end();
    return end.code;
  }
  await Promise.all([sessions.endAll(), drained(tunnel.stream, stdout)]);
  // Without words: the shell has exited.
  const why = new SessionShellSource(target.label).explain(end.reason, tunnel);
  if (why !== undefined && why !== null) throw new ProblemError(why);
  return ExitCode.ok;
};

/** Makes the terminal that of the shell; the function returned gives it back. */
function attach({ stdin, stdout }: Io, tunnel: Tunnel, leave: () => void): () => void {
  const escape = new EscapeWatch();
  const resize = (): void => tunnel.resize(stdout.columns, stdout.rows);
  const type = (typed: Buffer): void => {
    const sent = escape.take(typed);
    if (sent === null) leave();
    else tunnel.stream.write(sent);
  };
  stdin.setRawMode(true);
  // Node's raw mode goes on turning line feeds into new lines, which full-screen programs of the node have done already
  // where they want it. The end of raw mode takes this back, too. Windows has neither stty nor that habit.
  spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  stdin.on('data', type);
  stdout.on('resize', resize);
  resize();
  tunnel.stream.pipe(stdout);
  return () => {
    stdin.off('data', type);
    stdout.off('resize', resize);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
