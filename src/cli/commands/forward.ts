import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ChannelState } from '../../session-manager/index.js';
import { toProblem } from '../../shared/problem.js';
import { parsePort } from '../arguments.js';
import { Places } from '../aws/places.js';
import { CliSessions } from '../aws/sessions.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, UsageError, type Run } from '../command.js';
import { SIGNAL_CODES } from '../exit-codes.js';
import { openTunnel } from '../open-tunnel.js';
import { problemText } from '../problem-text.js';
import type { Target } from '../target.js';

/** How long what a client has sent may take to reach the node once it has closed (ms). */
const FLUSH_MS = 10_000;

/**
 * Listens on a local port and passes each connection on to the node's port, over a session of its own, until a signal
 * comes.
 *
 * @throws ProblemError when there is no such node, or the local port is taken
 */
export const run: Run = async (args, io) => {
  const [word = '', ports = ''] = args.words;
  const [localText = '', remoteText] = ports.split(':');
  const remotePort = parsePort(remoteText ?? localText);
  const localPort = localText === '0' ? 0 : parsePort(localText);
  const say = sayTo(io);
  const places = await Places.of(args, io);
  const { place, target } = await chooseNode(places, word, say);
  const sessions = new CliSessions(place, places);

  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    carry(socket, sessions, target, remotePort).catch((error: unknown) => {
      socket.destroy();
      say(problemText(toProblem(error), io.env));
    });
  });
  server.listen(localPort, typeof args.options.address === 'string' ? args.options.address : '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(`it cannot listen: ${(error as Error).message}`);
  }
  const { address, port } = server.address() as AddressInfo;
  say(`Forwarding ${address}:${port} to port ${remotePort} of ${target.label}. Ctrl-C ends it.`);
  const code = await new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(SIGNAL_CODES)) process.once(signal, () => resolve(code));
  });
  server.close();
  await sessions.endAll();
  return code;
};

/** Carries one connection; settles when it is over. @throws ProblemError */
async function carry(socket: Socket, sessions: CliSessions, target: Target, port: number): Promise<void> {
  // Its end is what counts; an error ends it as well.
  socket.on('error', () => undefined);
  const gone = once(socket, 'close');
  const ticket = await sessions.start(target, port);
  let closed: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (closed = resolve));
  const onState = (state: ChannelState) => {
    if (state.name === 'closed') closed();
  };
  const tunnel = await openTunnel(ticket, sessions, target, onState);
  const { stream } = tunnel;
  socket.pipe(stream);
  stream.pipe(socket);
  const sent = once(stream, 'finish').then(() => tunnel.flushed(FLUSH_MS));
  await Promise.race([gone, ended, sent]);
  await tunnel.end();
}
