import type { TFunction } from 'i18next';
import type { FleetSource } from '../../shared/contract/index.js';

/** A profile and region that the block may name; null leaves them open. */
export interface AccountChoice {
  readonly id: string;
  readonly text: string;
  readonly profile: string | null;
  readonly region: string | null;
}

/**
 * What to choose from: none in particular, or one of the app's sources for all nodes.
 *
 * @param isOurs whether none in particular means all of the app's sources, as it does to our own command
 */
export function accountChoices(
  t: TFunction,
  sources: readonly FleetSource[],
  isOurs: boolean,
): AccountChoice[] {
  const text = isOurs ? t('sshConfig.accounts.all') : t('sshConfig.accounts.any');
  const any = { id: 'any', text, profile: null, region: null };
  const named = sources.flatMap(({ id, profile, isEnvironment, region }): AccountChoice[] => {
    if (region === null) return [];
    const shown = isEnvironment ? t('fleet.sources.environment') : profile;
    return [
      {
        id,
        text: t('sshConfig.accounts.source', { profile: shown, region }),
        profile: isEnvironment ? null : profile,
        region,
      },
    ];
  });
  return [any, ...named];
}
