import { FileBadge, FolderOpen, Link2, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import type { KeyFile, KeyMatch } from '../../shared/contract/index.js';
import { Button } from '../ui/Button.js';
import { classNames } from '../ui/class-names.js';
import { folderOf } from '../ui/path.js';
import { useNow } from '../ui/use-now.js';
import { KeyDetails } from './KeyDetails.js';
import { LaunchKeyMark, MatchNote } from './KeyMatchMarks.js';
import { certificateWords, shortFingerprint, typeWords } from './key-words.js';
import type { KeyFiles } from './use-key-files.js';

/** How often a certificate's end is looked at. */
const MINUTE_MS = 60_000;

interface KeyChoiceProps {
  readonly files: KeyFiles;
  /** The name of the node's EC2 key pair. */
  readonly keyPair: string | null;
}

/** The private keys to choose from, each with what tells it apart, and the way to any other file. */
export function KeyChoice({ files, keyPair }: KeyChoiceProps) {
  const { t } = useTranslation();
  const { keys, chosen, matches } = files;
  const listRef = useRef<HTMLDivElement>(null);
  const place = keys.findIndex((key) => key === chosen);
  // A file just taken, or the node's own key, may stand anywhere in a long list.
  useEffect(() => {
    listRef.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [place, chosen?.path]);
  return (
    <div className="field">
      <RadioGroup className="keys" value={chosen?.path ?? null} onChange={files.choose}>
        <Label className="field-label">{t('connect.key')}</Label>
        {keys.length === 0 && <p className="muted">{t('connect.keysNone')}</p>}
        <div ref={listRef} className="keys-list">
          {keys.map((key) => (
            <KeyOption key={key.path} file={key} match={matches.get(key.path)} />
          ))}
        </div>
      </RadioGroup>
      <MatchNote match={chosen && matches.get(chosen.path)} keyPair={keyPair} />
      <div className="key-more">
        <Button onPress={files.pick}>
          <FolderOpen size={15} aria-hidden />
          {t('connect.chooseFile')}
        </Button>
        <span className="muted">{t('connect.dropHint')}</span>
      </div>
      {chosen !== undefined && <KeyDetails key={chosen.path} file={chosen} />}
    </div>
  );
}

function KeyOption({ file, match }: { readonly file: KeyFile; readonly match: KeyMatch | undefined }) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  const facts = [
    typeWords(t, file),
    file.fingerprint === null ? null : shortFingerprint(file.fingerprint),
    file.encrypted ? t('connect.passphrase') : t('connect.noPassphrase'),
  ];
  const certificate = file.certificate && certificateWords(t, file.certificate, now);
  return (
    <RadioField value={file.path}>
      <RadioButton className="key">
        <span className="key-mark" aria-hidden />
        <span className="key-text">
          <span className="key-title">
            <span className="key-name">{file.name}</span>
            <span className="key-folder muted" title={file.path}>
              {folderOf(file.path)}
            </span>
          </span>
          <span className="key-facts mono" title={file.fingerprint ?? undefined}>
            {facts.filter(Boolean).join('  ')}
          </span>
          {file.comment !== '' && <span className="key-comment muted">{file.comment}</span>}
          {file.target !== null && (
            <span className="key-comment muted" title={file.target}>
              <Link2 size={12} aria-hidden /> {t('connect.linkTo', { target: file.target })}
            </span>
          )}
          <LaunchKeyMark match={match} />
          {certificate !== null && (
            <span className={classNames('key-comment', certificate.isGood ? 'muted' : 'key-bad')}>
              <FileBadge size={12} aria-hidden /> {certificate.text}
            </span>
          )}
        </span>
        <Permissions file={file} />
      </RadioButton>
    </RadioField>
  );
}

function Permissions({ file: { mode, others } }: { readonly file: KeyFile }) {
  const { t } = useTranslation();
  if (mode === null && others.length === 0) return null;
  const label = mode === null ? t('connect.openToOthers') : t('connect.modeLabel', { mode });
  return (
    <span className={classNames('key-mode mono', others.length > 0 && 'key-bad')} title={label}>
      {others.length > 0 && <TriangleAlert size={12} aria-hidden />}
      {mode ?? label}
    </span>
  );
}
