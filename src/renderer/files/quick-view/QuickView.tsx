import { SquarePen, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { toProblem, type Problem } from '../../../shared/problem.js';
import { ProblemView } from '../../problems/ProblemView.js';
import { IconButton } from '../../ui/Button.js';
import { formatBytes } from '../../ui/format.js';
import { Spinner } from '../../ui/Spinner.js';
import { openRow, type PaneContext } from '../commands.js';
import type { Row } from '../pane/listing.js';
import { loadContent, MAX_PICTURE_BYTES, MAX_TEXT_BYTES, type ViewContent } from './load-content.js';

/** Whoever goes through a folder with the arrow keys does not want each file. */
const LOAD_AFTER_MS = 120;

type Loaded = { readonly content: ViewContent } | { readonly problem: Problem } | 'loading';

/**
 * Shows what is in the file that the keyboard is at, over the terminal. The table keeps the keyboard, so that its keys
 * go on to the next file.
 */
export function QuickView({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const viewRef = useRef<HTMLElement>(null);
  const row = useStore(pane.store, ({ rows, lead }) => rows.find(({ name }) => name === lead));
  const loaded = useContent({ files, pane }, row);
  const close = () => {
    const grid = viewRef.current?.closest('.files')?.querySelector<HTMLElement>(gridOf(pane.side));
    files.store.setState({ viewing: null });
    grid?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return (
    <aside ref={viewRef} className="quick-view" aria-label={t('quickView.label')} onKeyDown={onKeyDown}>
      <header className="quick-view-header">
        <h2 className="file-text">{row?.shown ?? ''}</h2>
        <span className="muted" role="status">
          {row === undefined ? t('quickView.nothing') : <Facts row={row} loaded={loaded} />}
        </span>
        {row !== undefined && !row.isFolder && pane.side === 'remote' && (
          <IconButton label={t('editing.edit')} onPress={() => openRow({ files, pane }, row)}>
            <SquarePen size={15} aria-hidden />
          </IconButton>
        )}
        <IconButton label={t('quickView.close')} keys="Esc" onPress={close}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      {row !== undefined && !row.isFolder && <Content name={row.shown} loaded={loaded} />}
    </aside>
  );
}

const gridOf = (side: PaneContext['pane']['side']) => `.file-pane[data-side="${side}"] .file-grid`;

/** What there is to know about a file beside its name, in a line. */
function Facts({ row, loaded }: { readonly row: Row; readonly loaded: Loaded }) {
  const { t } = useTranslation();
  if (row.isFolder) return t('files.kind.directory');
  if (loaded === 'loading') return <Spinner size={12} />;
  if ('problem' in loaded) return null;
  const { content } = loaded;
  const size = formatBytes(content.size);
  const words = [size];
  if (content.kind === 'text') words.push(content.encoding.toUpperCase());
  if (content.kind === 'bytes') words.push(t('quickView.bytes'));
  if (content.kind === 'text' && !content.isWhole)
    words.push(t('quickView.beginning', { size: formatBytes(MAX_TEXT_BYTES) }));
  return words.join(' · ');
}

function Content({ name, loaded }: { readonly name: string; readonly loaded: Loaded }) {
  const { t } = useTranslation();
  if (loaded === 'loading') return null;
  if ('problem' in loaded)
    return (
      <div className="file-state">
        <ProblemView problem={loaded.problem} look="page" />
      </div>
    );
  const { content } = loaded;
  switch (content.kind) {
    case 'picture':
      return (
        <div className="quick-view-picture" tabIndex={0}>
          <img src={content.url} alt={name} />
        </div>
      );
    case 'large-picture':
      return (
        <p className="file-state muted">
          {t('quickView.largePicture', { size: formatBytes(MAX_PICTURE_BYTES) })}
        </p>
      );
    default:
      return (
        <pre className="quick-view-text mono selectable" tabIndex={0} aria-label={name}>
          {content.text === '' ? <span className="muted">{t('quickView.empty')}</span> : content.text}
        </pre>
      );
  }
}

/** What is in a row's file, read again whenever that has changed. */
function useContent({ files, pane }: PaneContext, row: Row | undefined): Loaded {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly what: Loaded } | null>(null);
  const path = row === undefined || row.isFolder ? null : pane.pathOf(row.name);
  const key = `${path} ${row?.entry.size} ${row?.entry.modifiedMs}`;
  const { side } = pane;
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const tell = (what: Loaded) => {
      if (!abort.signal.aborted) setLoaded({ key, what });
    };
    const timer = setTimeout(() => {
      loadContent(files.call, { side, path }, abort.signal).then(
        (content) => tell({ content }),
        (error: unknown) => tell({ problem: toProblem(error) }),
      );
    }, LOAD_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort(new Error('Another file is looked at'));
    };
  }, [files, side, path, key]);
  return loaded?.key === key ? loaded.what : 'loading';
}
