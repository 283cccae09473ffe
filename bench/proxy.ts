import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureCliBundle } from '../scripts/cli-bundle.js';
import { ensureElectronRuntime } from '../scripts/electron-runtime.js';
import { FarSide, NODES, type FarSidePlaces } from './far-side.js';
import { alone, beside, type Metric } from './report.js';
import { inTurns, median } from './statistics.js';

const ROUNDS = 7;
/** Debian's. Other programs of this name may come first in PATH. */
const AWS = '/usr/bin/aws';
/**
 * From the plugin's start to the server's first byte, which cannot be measured here for want of the plugin: what the
 * real plugin and agent added to `ssh node true` on loopback when they were (0.50 s beside 0.42 s straight).
 */
const PLUGIN_MS = 80;
const MB = 1_000_000;
/** The plugin's pace would take half a minute for as much as ours needs to be measured. */
const OUR_BYTES = 24 * MB;
const PLUGIN_BYTES = 2 * MB;

/**
 * `sallyport proxy` beside what AWS documents for ssh_config: how long until ssh hears the server, with the real AWS
 * CLI; and how fast scp uploads, beside scp through the plugin's pace.
 */
export async function benchProxy(): Promise<Metric[]> {
  const side = await FarSide.start({ agentPacing: true, gatewayDelayMs: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-proxy-'));
  try {
    return await measure(side.places, folder);
  } finally {
    side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(places: FarSidePlaces, folder: string): Promise<Metric[]> {
  const cli = await ensureCliBundle();
  const { executable } = await ensureElectronRuntime();
  // A whole bundle of certificates to read, on our side only: the AWS CLI does not know the variable.
  Reflect.deleteProperty(process.env, 'NODE_EXTRA_CA_CERTS');
  const asApp = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const starts = await inTurns(ROUNDS, {
    ours: () => firstByte(executable, [cli, 'proxy', NODES.ssh.id], asApp),
    inNode: () => firstByte(process.execPath, [cli, 'proxy', NODES.ssh.id], process.env),
    awsCli: () => firstByte(AWS, awsArguments(places), { ...process.env, PATH: pathWithPlugin(folder) }),
  });
  const proxy = `env ELECTRON_RUN_AS_NODE=1 ${executable} ${cli} proxy ${NODES.ssh.id}`;
  const paced = `${process.execPath} --import tsx ${join(import.meta.dirname, 'paced-proxy.ts')} ${places.ports.ssh}`;
  const uploads = await inTurns(3, {
    ours: () => scpRate(places, folder, proxy, OUR_BYTES),
    pluginPace: () => scpRate(places, folder, paced, PLUGIN_BYTES),
  });
  const aws = median(starts.awsCli) + PLUGIN_MS;
  return [
    beside('start-vs-aws-cli', median(starts.ours), 'ms', aws),
    beside('start-in-node-vs-aws-cli', median(starts.inNode), 'ms', aws),
    alone('aws-cli-until-plugin', median(starts.awsCli), 'ms'),
    beside('upload-vs-plugin-pace', median(uploads.ours), 'MB/s', median(uploads.pluginPace)),
  ];
}

/** The time until a command has written its first byte, in milliseconds. */
async function firstByte(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const ms = performance.now() - start;
  child.stdin.end();
  await ended;
  return ms;
}

/** The AWS CLI before 2.13 does not read AWS_ENDPOINT_URL, hence the option. */
const awsArguments = ({ endpointUrl }: FarSidePlaces): string[] => [
  ...['--endpoint-url', endpointUrl, 'ssm', 'start-session', '--target', NODES.ssh.id],
  ...['--document-name', 'AWS-StartSSHSession', '--parameters', 'portNumber=22'],
];

/** A path on which something stands in for the plugin and says when it was started. */
function pathWithPlugin(folder: string): string {
  const plugin = join(folder, 'session-manager-plugin');
  writeFileSync(plugin, '#!/bin/sh\n[ "$1" = --version ] && { echo 1.2.764.0; exit; }\necho started\n');
  chmodSync(plugin, 0o755);
  return `${folder}:/usr/bin:/bin`;
}

/** Uploads a file by scp through a proxy command. @returns MB/s, of the whole command's time */
async function scpRate(places: FarSidePlaces, folder: string, proxy: string, bytes: number): Promise<number> {
  const file = join(folder, 'file');
  writeFileSync(file, Buffer.alloc(bytes, 1));
  const options = [
    `ProxyCommand=${proxy}`,
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'IdentitiesOnly=yes',
    `IdentityFile=${places.keyFile}`,
  ].flatMap((option) => ['-o', option]);
  const start = performance.now();
  await promisify(execFile)('scp', ['-F', 'none', '-q', ...options, file, `${places.user}@node:${devNull}`]);
  return bytes / 1000 / (performance.now() - start);
}
