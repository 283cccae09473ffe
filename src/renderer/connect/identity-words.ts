import type { TFunction } from 'i18next';
import type { Identity } from '../../shared/contract/index.js';
import { identityName } from '../../shared/identity-name.js';

/** What a person signs in with, in a few words. */
export const identityWords = (t: TFunction, identity: Identity): string =>
  t(`connect.identity.${identity.kind}`, { name: identityName(identity) ?? '' });
