import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { problem, ProblemError, toProblem } from '../../shared/problem.js';
import { writeJson } from '../../storage/json-file.js';
import { within } from '../../aws/time-out.js';
import { demoEnvironment, demoSettings } from './surroundings.js';

/** A dozen SSH servers start in a few seconds, on a slow machine in some more. */
const START_TIMEOUT_MS = 60_000;

const answerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    env: z.record(z.string(), z.string()),
    keys: z.array(z.object({ keyPairName: z.string(), privateKeyFile: z.string() })),
  }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

/** The process that the demo fleet runs in, as far as it is dealt with here. */
export interface FleetProcess {
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

interface DemoParts {
  readonly startFleet: () => FleetProcess;
  /** The app's own program, and the arguments that start it once more. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly language: () => string;
}

interface Running {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Nothing is left of it. */
  readonly ended: Promise<void>;
}

/**
 * The demo: a fleet and an AWS of its own on this computer, and a second app that sees these and nothing else. All of it
 * ends with that app's window, or with this app.
 */
export class Demo {
  private running: Promise<Running> | undefined;
  /** The app of the demo, and those that only ask it to come to the front, with their ends. */
  private readonly apps = new Map<ChildProcess, Promise<void>>();

  public constructor(private readonly parts: DemoParts) {}

  /** Opens the demo's window, or brings it to the front. @throws ProblemError `demo.failed` */
  public async open(): Promise<void> {
    const isOpen = this.running !== undefined;
    try {
      const demo = await (this.running ??= this.start());
      // A second one with the same data only asks the first to come to the front.
      if (isOpen) void this.launch(demo.folder, demo.env);
    } catch (error) {
      this.running = undefined;
      const { details } = toProblem(error);
      throw new ProblemError(problem('demo.failed', {}, details === undefined ? {} : { details }));
    }
  }

  /** Ends the demo. Never rejects. */
  public async close(): Promise<void> {
    const demo = await this.running?.catch(() => undefined);
    this.running = undefined;
    if (demo === undefined) return;
    for (const child of this.apps.keys()) child.kill();
    await Promise.all([demo.ended, ...this.apps.values()]);
  }

  private async start(): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
    const fleet = this.parts.startFleet();
    try {
      const { env: aws, keys } = await within(START_TIMEOUT_MS, 'starting the demo fleet', answerOf(fleet));
      const env = demoEnvironment(this.parts.env, folder, aws);
      await Promise.all(['config', 'credentials'].map((name) => writeFile(join(folder, name), '')));
      await writeJson(join(folder, 'settings.json'), demoSettings(keys, this.parts.language()));
      return { folder, env, ended: this.launch(folder, env).then(() => this.end(fleet, folder)) };
    } catch (error) {
      fleet.kill();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts the app; resolves when it has ended, or could not be started. */
  private launch(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { program, args } = this.parts;
    const child = spawn(program, [...args, `--user-data-dir=${folder}`], { env, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => {
      for (const event of ['exit', 'error']) child.once(event, () => resolve());
    });
    this.apps.set(child, ended);
    return ended.finally(() => this.apps.delete(child));
  }

  private async end(fleet: FleetProcess, folder: string): Promise<void> {
    this.running = undefined;
    fleet.kill();
    // Chromium's helpers may write for a moment longer.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function answerOf(fleet: FleetProcess) {
  const answer = await new Promise<unknown>((resolve, reject) => {
    fleet.onMessage(resolve);
    fleet.onExit(() => reject(new Error('The process of the demo fleet has ended.')));
  });
  const told = answerSchema.parse(answer);
  if (told.kind === 'failed') throw new Error(told.message);
  return told;
}
