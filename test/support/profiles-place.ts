import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { Simulator, simulatedNode, type SimulatorOptions } from '../../simulator/index.js';
import { AwsAccess } from '../../src/aws/access.js';
import { Fleet, type FleetChoice } from '../../src/aws/fleet.js';
import { Snapshots } from '../../src/aws/snapshots.js';
import type { FleetSource } from '../../src/shared/contract/index.js';
import type { ManagedNode } from '../../src/shared/node.js';

export const KEYS = {
  id: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const LOG = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
export const on = (id: string): FleetChoice => ({ id, isOn: true });
export const off = (id: string): FleetChoice => ({ id, isOn: false });

export interface Heard {
  readonly access: AwsAccess;
  readonly fleet: Fleet;
  /** The nodes as a page that applied all events would show them. */
  readonly shown: Map<string, ManagedNode>;
  state(id: string): FleetSource | undefined;
  readonly snapshots: Snapshots;
}

/** A home with AWS's shared files of its own, and what was started for its profiles. */
class ProfilesPlace {
  public readonly closers: (() => Promise<unknown>)[] = [];

  private _home = '';

  public get home(): string {
    return this._home;
  }

  /** Makes the home, and points the environment to it. */
  public async open(): Promise<void> {
    const home = await mkdtemp(join(tmpdir(), 'sallyport-profiles-'));
    this._home = home;
    this.closers.push(() => rm(home, { recursive: true, force: true }));
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  }

  public async close(): Promise<void> {
    vi.unstubAllEnvs();
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  public async simulate(ids: readonly string[], options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
    const nodes = ids.map((instanceId) => simulatedNode({ instanceId, lastPing: new Date(1e12) }));
    const simulator = await Simulator.start({ nodes, ...options });
    this.closers.push(() => simulator.close());
    return simulator;
  }

  /** Writes a config file in which each profile has keys of its own, and an AWS of its own. */
  public async writeProfiles(profiles: Readonly<Record<string, Simulator | string>>): Promise<void> {
    const sections = Object.entries(profiles).map(([name, aws]) => {
      const url = typeof aws === 'string' ? aws : aws.endpointUrl;
      return `[profile ${name}]\nendpoint_url = ${url}\naws_access_key_id = ${KEYS.id}\naws_secret_access_key = ${KEYS.secret}\n`;
    });
    await writeFile(join(this.home, 'config'), sections.join('\n'));
  }

  public listen(choices: readonly FleetChoice[]): Heard {
    const shown = new Map<string, ManagedNode>();
    let states: FleetSource[] = [];
    // A copy: what still runs of a test that is over must not read the next one's files.
    const env = { ...process.env };
    const access = new AwsAccess(env, '0.0.0-test');
    const snapshots = new Snapshots(join(this.home, 'fleet'), LOG);
    this.closers.push(() => snapshots.saved());
    const fleet = new Fleet(
      access,
      {
        page: (nodes, removed) => {
          for (const node of nodes) shown.set(node.id, node);
          for (const id of removed) shown.delete(id);
        },
        sources: (sources) => (states = sources),
      },
      { env, snapshots },
      choices,
    );
    return { access, fleet, shown, snapshots, state: (id) => states.find((source) => source.id === id) };
  }
}

/** A new place for each test of the file that calls this. */
export function profilesPlace(): ProfilesPlace {
  const place = new ProfilesPlace();
  beforeEach(() => place.open());
  afterEach(() => place.close());
  return place;
}
