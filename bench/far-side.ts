import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** Nodes of the far side by what stands behind their port 22. Each greets first, as SSH servers do. */
export const NODES = {
  ssh: { id: 'i-00000000000000501', label: 'ssh' },
  /** Reads all, and answers "done" once it has as many bytes as its first line asked for. */
  sink: { id: 'i-00000000000000502', label: 'sink' },
  echo: { id: 'i-00000000000000503', label: 'echo' },
  /** Sends without end. */
  source: { id: 'i-00000000000000504', label: 'source' },
} as const;

export type NodeName = keyof typeof NODES;

export interface FarSideOptions {
  /** Whether the agent sleeps 1 ms after each read, as the real one does. */
  readonly agentPacing: boolean;
  /** Of the data channel, one way, in milliseconds. */
  readonly gatewayDelayMs: number;
}

/** Where things are on the far side. */
export interface FarSidePlaces {
  readonly env: Record<string, string>;
  readonly endpointUrl: string;
  readonly user: string;
  readonly keyFile: string;
  /** TCP ports of the targets themselves. */
  readonly ports: Readonly<Record<NodeName, number>>;
  /** A WebSocket server that passes bytes on to a target and back, and does nothing else; a target's name goes behind. */
  readonly relayUrl: string;
}

/** What the simulator saw of its latest session. */
export interface SessionCounts {
  readonly clientFrames: number;
  readonly bytesToClient: number;
  /** Messages of the client that the agent already had. */
  readonly duplicates: number;
  readonly violations: readonly string[];
}

/** What the far side's process answers, by what it is asked. */
export interface FarSideAnswers {
  readonly counts: SessionCounts;
  readonly cpuSeconds: number;
}

/**
 * Everything that would not be on the person's machine (simulator, sshd, targets, relay), in a process of its own, so
 * that it does not share our event loop.
 */
export class FarSide {
  private constructor(
    private readonly child: ChildProcess,
    public readonly places: FarSidePlaces,
  ) {}

  /** Starts one and points the AWS clients of this process to it. */
  public static async start(options: FarSideOptions): Promise<FarSide> {
    const child = fork(join(import.meta.dirname, 'far-side-process.ts'), [JSON.stringify(options)], {
      execArgv: ['--import', 'tsx'],
    });
    const died = (code: number | null) => {
      console.error(`The far side ended with code ${code ?? '?'}`);
      process.exit(1);
    };
    child.once('exit', died);
    child.once('disconnect', () => child.off('exit', died));
    const [places] = (await once(child, 'message')) as [FarSidePlaces];
    // Nothing of the person's own account may get in.
    for (const name of Object.keys(process.env))
      if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, places.env, {
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    });
    return new FarSide(child, places);
  }

  public counts(): Promise<SessionCounts> {
    return this.ask('counts');
  }

  /** What the simulator and the targets have used of a core so far, in seconds; sshd not counted. */
  public cpuSeconds(): Promise<number> {
    return this.ask('cpuSeconds');
  }

  public close(): void {
    this.child.disconnect();
  }

  private async ask<Name extends keyof FarSideAnswers>(name: Name): Promise<FarSideAnswers[Name]> {
    const answer = once(this.child, 'message');
    this.child.send(name);
    return ((await answer) as [FarSideAnswers[Name]])[0];
  }
}
