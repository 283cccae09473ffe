import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sshConfigPlatform } from '../../shared/ssh-config.js';
import { globalKnownHosts, proxyCommand } from '../../ssh-config/forms.js';
import { placeOptions } from '../aws/place.js';
import { Places } from '../aws/places.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, UsageError, type Run } from '../command.js';
import { dataFolder } from '../data-folder.js';
import { ExitCode, SIGNAL_CODES } from '../exit-codes.js';
import { ownProgram } from '../program.js';

/**
 * Finds the node and hands over to the system's ssh, with ourselves as its proxy. The exit code is ssh's.
 *
 * @throws ProblemError when there is no such node
 */
export const run: Run = async (args, io) => {
  const [destination = '', ...rest] = args.words;
  const at = destination.lastIndexOf('@');
  const word = destination.slice(at + 1);
  const { place, target } = await chooseNode(await Places.of(args, io), word, sayTo(io));
  const platform = sshConfigPlatform(process.platform);
  const options = [
    `ProxyCommand=${proxyCommand(platform, ownProgram(io.env), placeOptions(place))}`,
    // By the node's id, which is one machine's alone; names and addresses go from one to the other.
    `HostKeyAlias=${target.id}`,
    `GlobalKnownHostsFile=${globalKnownHosts(platform, dataFolder(io.env))}`,
  ].flatMap((option) => ['-o', option]);
  const child = spawn('ssh', [...options, `${destination.slice(0, at + 1)}${target.id}`, ...rest], {
    stdio: 'inherit',
  });
  // The terminal sends these to both of us; ssh decides what they mean.
  for (const signal of Object.keys(SIGNAL_CODES)) process.on(signal, () => undefined);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, keyof typeof SIGNAL_CODES | null];
    return code ?? (signal ? SIGNAL_CODES[signal] : ExitCode.failed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError('there is no ssh here: install OpenSSH’s client');
  }
};
