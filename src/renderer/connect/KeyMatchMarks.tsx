import { BadgeCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Match } from '../../shared/contract/index.js';
import { matchWords } from './key-words.js';

/** Marks the key that the node was launched with, in a list of keys. */
export function LaunchKeyMark({ match }: { readonly match: Match | undefined }) {
  const { t } = useTranslation();
  if (match?.match !== 'this-key') return null;
  return (
    <span className="key-own">
      <BadgeCheck size={13} aria-hidden />
      {t('connect.launchKey')}
    </span>
  );
}

interface MatchNoteProps {
  readonly match: Match | undefined;
  /** The name of the node's EC2 key pair. */
  readonly keyPair: string | null;
}

/** Says below a list that the chosen key is another one, or why that cannot be told. */
export function MatchNote({ match, keyPair }: MatchNoteProps) {
  const { t } = useTranslation();
  const words = match === undefined || match.match === 'this-key' ? '' : matchWords(t, match, keyPair);
  if (words === '') return null;
  return (
    <p className="key-match muted" data-match={match?.match}>
      {words}
    </p>
  );
}
