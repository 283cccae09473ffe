import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SshConfigBlock, SshConfigPreview } from '../../shared/contract/index.js';
import type { SshConfigPlatform } from '../../shared/ssh-config.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { CopyButton } from '../ui/CopyButton.js';
import { Diff } from '../ui/Diff.js';
import { closeSshConfig } from './ssh-config-store.js';
import { useSshConfig } from './use-ssh-config.js';

interface SshConfigChangeProps {
  readonly block: SshConfigBlock;
  readonly platform: SshConfigPlatform;
}

/** The change to the ssh_config, with its consent; or the lines to copy where it cannot be written here. */
export function SshConfigChange({ block, platform }: SshConfigChangeProps) {
  const { t } = useTranslation();
  const { preview, problem, written, isWriting, install, remove } = useSshConfig(block, platform);
  const [wantsRemoval, setWantsRemoval] = useState(false);
  const removal = preview?.removal ?? null;
  const isRemoving = wantsRemoval && removal !== null;
  const shown = preview === null ? null : shownChange(preview, isRemoving);
  const canInstall = !isRemoving && Boolean(preview?.install?.diff);
  const endRemoval = (work: () => Promise<void>) => () => {
    setWantsRemoval(false);
    void work();
  };
  const place = useRef<HTMLDivElement>(null);
  const stage = `${String(isRemoving)} ${written?.what ?? ''}`;
  const shownStage = useRef(stage);
  useEffect(() => {
    if (shownStage.current === stage) return;
    shownStage.current = stage;
    // The button that was pressed is gone, and the keyboard with it.
    place.current?.focus();
  }, [stage]);
  return (
    <div className="plain-ssh-change" ref={place} tabIndex={-1}>
      {shown !== null && preview !== null && (
        <>
          <h3 className="plain-ssh-heading">{t(`sshConfig.${shown.heading}`, { file: preview.file })}</h3>
          <Diff text={shown.text} label={t(`sshConfig.${shown.heading}`, { file: preview.file })} />
          {preview.commandObstacle !== null && (
            <p role="status">{t(`sshConfig.obstacle.${preview.commandObstacle}`)}</p>
          )}
          {preview.install === null && preview.commandObstacle === null && preview.problem === null && (
            <p className="muted">{t('sshConfig.notForHere')}</p>
          )}
          {shown.isChange && preview.hasFile && (
            <p className="muted">{t('sshConfig.kept', { name: `${preview.file}.before-sallyport-…` })}</p>
          )}
        </>
      )}
      {problem !== null && <ProblemView problem={problem} look="inline" />}
      <div role="status" className="plain-ssh-written">
        {written !== null && !isRemoving && (
          <>
            <p>{t(`sshConfig.${written.what}`, { file: written.file })}</p>
            {written.copy !== null && (
              <p className="selectable">{t('sshConfig.copyKept', { copy: written.copy })}</p>
            )}
          </>
        )}
        {written === null && preview?.install?.diff === '' && !isRemoving && (
          <p>{t('sshConfig.installed')}</p>
        )}
      </div>
      <div className="sheet-actions">
        {isRemoving ? (
          <>
            <Button onPress={() => setWantsRemoval(false)}>{t('sshConfig.back')}</Button>
            <Button look="primary" isDisabled={isWriting} onPress={endRemoval(remove)}>
              {t('sshConfig.removeNow')}
            </Button>
          </>
        ) : (
          <>
            {removal !== null && (
              <Button onPress={() => setWantsRemoval(true)}>{t('sshConfig.remove')}</Button>
            )}
            <CopyButton text={preview?.text ?? ''} label={t('sshConfig.copy')} look="words" />
            <Button onPress={closeSshConfig}>{t('common.close')}</Button>
            {canInstall && (
              <Button look="primary" isDisabled={isWriting} onPress={() => void install()}>
                {removal === null ? t('sshConfig.write') : t('sshConfig.update')}
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

interface ShownChange {
  readonly heading: 'change' | 'changeNew' | 'removal' | 'text';
  readonly text: string;
  readonly isChange: boolean;
}

/** What there is to see: a change while there is one to make, else the lines themselves. */
function shownChange(
  { install, removal, text, hasFile }: SshConfigPreview,
  isRemoving: boolean,
): ShownChange {
  if (isRemoving && removal !== null) return { heading: 'removal', text: removal.diff, isChange: true };
  if (install === null || install.diff === '') return { heading: 'text', text, isChange: false };
  return { heading: hasFile ? 'change' : 'changeNew', text: install.diff, isChange: true };
}
