import type { AwsAccess } from '../../aws/access.js';
import { Network } from '../../aws/network/network.js';
import {
  chosenProfile,
  ENVIRONMENT,
  hasEnvironmentCredentials,
  resolveSource,
  sourceIdOf,
  type ChosenSource,
} from '../../aws/source.js';
import { readPlainSettings, type PlainSettings } from '../../settings/plain.js';
import packageJson from '../../../package.json' with { type: 'json' };
import { UsageError, type Arguments, type Io } from '../command.js';
import { settingsFile } from '../data-folder.js';
import type { Place } from './place.js';
import { plainKeys } from './plain-keys.js';

/** The profiles and regions that a command is about, each opened when it is needed. */
export class Places {
  private readonly opened = new Map<string, Promise<Place>>();
  private readonly network: Network;
  private access: Promise<AwsAccess> | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly settings: PlainSettings,
    /** What is looked in, in order of preference. */
    public readonly sources: readonly [ChosenSource, ...ChosenSource[]],
  ) {
    this.network = new Network({ env, settings: () => settings.network });
  }

  /** Finds out which ones options, environment and the app's settings choose. @throws UsageError */
  public static async of(args: Arguments, { env }: Io): Promise<Places> {
    // Standard error is the person's: which Node this runs on is not theirs to mend.
    env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    const settings = await readPlainSettings(settingsFile(env));
    return new Places(env, settings, chooseSources(args, env, settings.sources));
  }

  /** The first one. @throws ProblemError such as `aws.no-region` */
  public first(): Promise<Place> {
    return this.open(this.sources[0]);
  }

  /**
   * Opens one of them, or another one.
   *
   * @param mayAsk whether the person may be asked for what credentials lack, such as an MFA code
   * @throws ProblemError such as `aws.no-region` or `aws.profile-unknown`
   */
  public open(chosen: ChosenSource, mayAsk = true): Promise<Place> {
    const key = `${String(mayAsk)} ${sourceIdOf(chosen)}`;
    const opened = this.opened.get(key) ?? this.openNow(chosen, mayAsk);
    this.opened.set(key, opened);
    return opened;
  }

  private async openNow(chosen: ChosenSource, mayAsk: boolean): Promise<Place> {
    const { env, network } = this;
    const source = await resolveSource(env, chosen);
    const ca = await network.certificates(source.caBundle);
    const clients = async () => {
      const access = await this.loadAccess();
      return mayAsk ? access.forPerson(source.id) : access.open(source.id);
    };
    return {
      env,
      chosen,
      source,
      network,
      ca,
      handler: network.handler(ca),
      payloadBytes: this.settings.payloadBytes,
      clients,
      credentials: async (renew) => (await plainKeys(source, env)) ?? (await clients()).credentials(renew),
    };
  }

  private loadAccess(): Promise<AwsAccess> {
    this.access ??= Promise.all([import('../../aws/access.js'), import('../ask.js')]).then(
      ([{ AwsAccess }, { askMfaCode }]) => {
        // What of IAM Identity Center's is on disk is used and refreshed; signing in is the app's or the AWS CLI's.
        const ask = { mfaCode: askMfaCode, ssoToken: () => Promise.resolve() };
        return new AwsAccess(this.env, packageJson.version, this.network, ask);
      },
    );
    return this.access;
  }
}

/**
 * A profile or region that is named by option is meant alone, and so is what the environment holds, as with other tools
 * for AWS; where neither says anything, or `--all-sources` is given, all that the app lists.
 */
export function chooseSources(
  { options }: Arguments,
  env: NodeJS.ProcessEnv,
  listed: readonly ChosenSource[],
): readonly [ChosenSource, ...ChosenSource[]] {
  const named = (name: 'profile' | 'region') => {
    const value = options[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const chosen = { profile: named('profile'), region: named('region') };
  const isNamed = chosen.profile !== null || chosen.region !== null;
  const wantsAll = options['all-sources'] === true;
  if (isNamed && wantsAll) throw new UsageError('--all-sources goes with neither --profile nor --region');
  if (isNamed) return [chosen];
  const [first, ...more] = listed;
  const isOfEnvironment = Boolean(chosenProfile(env)) || hasEnvironmentCredentials(env);
  if (first === undefined || (isOfEnvironment && !wantsAll)) return [ENVIRONMENT];
  return [first, ...more];
}
