import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.js';

interface NeedsSshProps {
  readonly width: number;
  readonly isLeft: boolean;
  readonly onConnect: () => void;
}

/** In the place of the file panes: why Session Manager's own shell has none, and the way to them. */
export function NeedsSsh({ width, isLeft, onConnect }: NeedsSshProps) {
  const { t } = useTranslation();
  return (
    <section
      className={isLeft ? 'files is-left' : 'files'}
      style={{ width }}
      aria-label={t('files.needsSsh.title')}
    >
      {/* The place that the keyboard is taken to where there are files. */}
      <div className="file-pane files-need-ssh" data-side="remote">
        <h2>{t('files.needsSsh.title')}</h2>
        <p>{t('files.needsSsh.why')}</p>
        <Button look="primary" onPress={onConnect}>
          {t('files.needsSsh.connect')}
        </Button>
      </div>
    </section>
  );
}
