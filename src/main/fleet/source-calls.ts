import type { sourceCalls } from '../../shared/contract/sources.js';
import { toProblem } from '../../shared/problem.js';
import type { Handlers } from '../ipc/answer.js';
import type { Settings } from '../../settings/schema.js';
import type { SettingsStore } from '../../settings/settings.js';
import type { AwsAccess } from '../../aws/access.js';
import type { Fleet, FleetChoice } from '../../aws/fleet.js';
import { regionsOf } from '../../aws/regions.js';
import {
  readProfiles,
  sharedFilePaths,
  type NamedProfile,
  type SsoSession,
} from '../../aws/shared-config.js';
import { chosenSourceOf, hasEnvironmentCredentials, sourceIdOf } from '../../aws/source.js';
import type { Sso, WaitingSignIn } from '../../aws/sso/sso.js';
import { previewProfile, writeProfile } from '../../aws/sso/write-profile.js';

type SourceSetting = Settings['fleet']['sources'][number];

interface Parts {
  readonly env: NodeJS.ProcessEnv;
  readonly access: Pick<AwsAccess, 'open' | 'signIn' | 'profile' | 'resolve' | 'renew'>;
  readonly fleet: Pick<Fleet, 'choose' | 'refresh' | 'refreshFailed' | 'states'>;
  readonly settings: Pick<SettingsStore, 'value' | 'update'>;
  readonly sso: Pick<Sso, 'begin' | 'cancel' | 'signOut' | 'accounts'>;
  /** Shows a page of IAM Identity Center's in the system's browser. */
  openPage(url: string): Promise<void>;
  /** Tells the page of a sign-in that waits. */
  waiting(signIn: WaitingSignIn): void;
}

const NOTHING: SourceSetting = { profile: null, region: null, isOn: false };

/** The sources of the settings as the fleet takes them. */
export const choicesOf = (settings: Settings): FleetChoice[] =>
  settings.fleet.sources.map((source) => ({ id: sourceIdOf(source), isOn: source.isOn }));

/** What the page asks about profiles, regions, and signing in to AWS. */
export function sourceHandlers(parts: Parts): Handlers<typeof sourceCalls, undefined> {
  const { env, access, fleet, settings, sso } = parts;
  /** Where the pages of sign-ins that wait are, so that one can be opened again. */
  const pages = new Map<string, string>();

  const change = async (next: (sources: SourceSetting[]) => SourceSetting[]): Promise<void> => {
    await settings.update((now) => {
      const sources = next(now.fleet.sources);
      // Something has to stand there to be switched on again.
      return { ...now, fleet: { ...now.fleet, sources: sources.length > 0 ? sources : [NOTHING] } };
    });
    // Not awaited: the listing tells of itself.
    void fleet.choose(choicesOf(settings.value));
  };
  const add = (sources: readonly Pick<SourceSetting, 'profile' | 'region'>[]) =>
    change((now) => {
      const ids = new Set(now.map(sourceIdOf));
      const fresh = sources.filter((source) => !ids.has(sourceIdOf(source)));
      return [
        ...now.filter((source) => !isUseless(source, fleet)),
        ...fresh.map((each) => ({ ...each, isOn: true })),
      ];
    });
  const begin = async (session: SsoSession): Promise<void> => {
    const signIn = await sso.begin(session);
    pages.set(signIn.signInId, signIn.url);
    parts.waiting(signIn);
    await parts.openPage(signIn.url);
  };
  const sessionOf = (args: { name: string; startUrl: string; region: string }): SsoSession => ({
    ...args,
    scopes: [],
  });

  return {
    'sources.profiles': async () => {
      const paths = sharedFilePaths(env);
      const common = {
        hasEnvironmentCredentials: hasEnvironmentCredentials(env),
        files: [paths.config, paths.credentials],
      };
      try {
        return { profiles: (await readProfiles(env)).map(shownOf), ...common, problem: null };
      } catch (error) {
        return { profiles: [], ...common, problem: toProblem(error) };
      }
    },
    'sources.regions': async ({ profile, mayAsk }) => ({ regions: await regionsOf(access, profile, mayAsk) }),
    'sources.add': async ({ sources }) => {
      await add(sources);
      return {};
    },
    'sources.remove': async ({ sourceId }) => {
      await change((now) => now.filter((source) => sourceIdOf(source) !== sourceId));
      return {};
    },
    'sources.switch': async ({ sourceId, isOn }) => {
      await change((now) =>
        now.map((source) => (sourceIdOf(source) === sourceId ? { ...source, isOn } : source)),
      );
      return {};
    },
    'sources.signIn': async ({ sourceId }) => {
      const { profile } = chosenSourceOf(sourceId);
      // A profile may lack a region while one is being chosen for it.
      const known = profile === null ? await access.resolve(sourceId) : await access.profile(profile);
      const session = known?.sso ?? null;
      const code = fleet.states.find(({ id }) => id === sourceId)?.problem?.code;
      if (session !== null && code !== 'aws.mfa-needed' && code !== 'aws.mfa-refused') {
        await begin(session);
        return {};
      }
      await fleet.refresh(sourceId, { mayAsk: true });
      // Others of the same profile waited for the same answer. This one would say that it needs a code, and no more that
      // the one it got was wrong.
      await fleet.refreshFailed(sourceId);
      return {};
    },
    'sources.signOut': async ({ sourceId }) => {
      const { sso: session } = await access.resolve(sourceId);
      if (session === null) return {};
      const affected = fleet.states.filter(({ isSso, status }) => isSso && status !== 'off');
      try {
        await sso.signOut(session);
      } finally {
        for (const { id } of affected) access.renew('all', id);
        void Promise.all(affected.map(({ id }) => fleet.refresh(id)));
      }
      return {};
    },
    'sso.begin': async (args) => {
      await begin(sessionOf(args));
      return {};
    },
    'sso.cancel': ({ signInId }) => {
      sso.cancel(signInId);
      return {};
    },
    'sso.openPage': async ({ signInId }) => {
      const url = pages.get(signInId);
      if (url !== undefined) await parts.openPage(url);
      return {};
    },
    'sso.accounts': async (args) => ({
      accounts: (await sso.accounts(sessionOf(args))).map(({ roles, ...account }) => ({
        ...account,
        roles: [...roles],
      })),
    }),
    'sso.previewProfile': (args) => previewProfile(args, env),
    'sso.writeProfile': async (args) => {
      await writeProfile(args, env);
      await add([{ profile: args.profile, region: args.region }]);
      return {};
    },
  };
}

const USELESS: ReadonlySet<string> = new Set(['aws.not-configured', 'aws.no-region', 'aws.no-credentials']);

/** The environment's source where the environment chooses nothing: it goes as soon as there is another. */
function isUseless({ profile, region }: SourceSetting, fleet: Parts['fleet']): boolean {
  if (profile !== null || region !== null) return false;
  const state = fleet.states.find(({ id }) => id === sourceIdOf({ profile, region }));
  return state?.listedAt === null && USELESS.has(state.problem?.code ?? '');
}

const shownOf = ({ name, kind, region, accountId, role, needsMfa }: NamedProfile) => ({
  name,
  kind,
  region,
  accountId,
  role,
  needsMfa,
});
