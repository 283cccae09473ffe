import { join } from 'node:path';
import { app, session } from 'electron';
import { AwsAccess } from '../../aws/access.js';
import { AutoRefresh } from '../../aws/auto-refresh.js';
import { Fleet } from '../../aws/fleet.js';
import { Network } from '../../aws/network/network.js';
import { PageBatcher } from '../../aws/page-batcher.js';
import { PowerWatch } from '../../aws/power-watch.js';
import { Snapshots } from '../../aws/snapshots.js';
import { Sso } from '../../aws/sso/sso.js';
import { SharedFilesWatch } from '../../aws/watch-shared-files.js';
import { packNodes } from '../../shared/node-page.js';
import type { Prompts } from '../../sign-in/prompts.js';
import type { Base } from '../app/base.js';
import { choicesOf } from './source-calls.js';

/** The way to AWS and the list of nodes, with what keeps that list fresh. */
export interface FleetParts {
  readonly access: AwsAccess;
  readonly sso: Sso;
  readonly fleet: Fleet;
  readonly power: PowerWatch;
  readonly autoRefresh: AutoRefresh;
  readonly sharedFiles: SharedFilesWatch;
  /** Where the last list is kept. */
  readonly snapshots: Snapshots;
}

/** Makes the way to AWS and the list, which tell the page of what they learn; nothing is asked of AWS yet. */
export function fleetParts({ userData, log, settings, events }: Base, prompts: Prompts): FleetParts {
  const { env } = process;
  const network = new Network({
    env,
    settings: () => settings.value.network,
    resolveSystem: (url) => session.defaultSession.resolveProxy(url),
  });
  const sso = new Sso(env, network, {
    ended: (signInId, outcome) => {
      events.send('sso.ended', { signInId, ...outcome });
      if (outcome.isSignedIn) void fleet.refreshFailed();
    },
  });
  const access = new AwsAccess(
    env,
    app.getVersion(),
    network,
    {
      mfaCode: (device, profile) => askMfaCode(prompts, device, profile),
      ssoToken: (signIn, profile) => sso.ensureToken(signIn, profile),
    },
    (signIn) => sso.accountNames(signIn),
  );
  const snapshots = new Snapshots(join(userData, 'fleet'), log);
  const fleet = new Fleet(
    access,
    new PageBatcher(({ nodes, removed, sources }) => {
      if (nodes.length > 0 || removed.length > 0) {
        const texts = packNodes(nodes);
        texts.forEach((text, index) => {
          events.send('fleet.page', { nodes: text, removed: index === texts.length - 1 ? removed : [] });
        });
      }
      if (sources !== null) events.send('fleet.sources', { sources });
    }),
    { env, snapshots },
    choicesOf(settings.value),
  );
  const power = new PowerWatch({
    access,
    fleet,
    told: (nodes) => events.send('power.progress', { nodes }),
  });
  const autoRefresh = new AutoRefresh(
    {
      refresh: () => fleet.refresh(undefined, { isQuiet: true }),
      wasThrottled: () => fleet.wasThrottled,
      lastAt: () => fleet.lastRefreshAt,
    },
    () => settings.value.fleet.refreshSeconds * 1000,
  );
  const sharedFiles = new SharedFilesWatch(env, () => {
    access.filesChanged();
    void fleet.filesChanged();
    events.send('sources.filesChanged', {});
  });
  return { access, sso, fleet, power, autoRefresh, sharedFiles, snapshots };
}

/** The code that a profile's MFA device shows, as typed by the person; null when they cancel. */
async function askMfaCode(prompts: Prompts, device: string, profile: string): Promise<string | null> {
  const answer = await prompts.ask(null, {
    kind: 'mfa',
    nodeId: null,
    params: { profile, device },
    name: '',
    instructions: '',
    fields: [{ label: '', echo: true }],
    isAgain: false,
    keeping: 'none',
  });
  return answer?.answers[0]?.trim() ?? null;
}
