import { ArrowLeft, ArrowRight, ArrowUp, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { ProblemView } from '../../problems/ProblemView.js';
import { Button, IconButton } from '../../ui/Button.js';
import { formatBytes, formatCount } from '../../ui/format.js';
import { nodeName } from '../../ui/node-name.js';
import { isMac } from '../../ui/platform.js';
import { SearchBox } from '../../ui/SearchBox.js';
import { Spinner } from '../../ui/Spinner.js';
import { runCommand, type PaneContext } from '../commands.js';
import { StagedStrip } from '../staging/StagedStrip.js';
import { BookmarksMenu } from './BookmarksMenu.js';
import { FileTable } from './FileTable.js';
import { PaneMenu } from './PaneMenu.js';
import { PathBar } from './PathBar.js';

/** A folder of one side, with the ways to others. */
export function FilePane(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const name = pane.side === 'remote' ? nodeName(files.session.node) : t('files.thisComputer');
  return (
    <section className="file-pane" data-side={pane.side} aria-label={t('files.paneOf', { name })}>
      <PaneToolbar {...context} />
      <PaneNotice {...context} />
      <PaneBody {...context} />
      {pane.side === 'remote' && <StagedStrip {...context} />}
      <PaneFooter {...context} name={name} />
    </section>
  );
}

function PaneToolbar(context: PaneContext) {
  const { pane } = context;
  const { t } = useTranslation();
  const canGoBack = useStore(pane.store, ({ back }) => back.length > 0);
  const canGoForward = useStore(pane.store, ({ forward }) => forward.length > 0);
  const filter = useStore(pane.store, (state) => (state.isFiltering ? state.filter : null));
  const alt = (arrow: string) => (isMac() ? `⌥${arrow}` : `Alt ${arrow}`);
  return (
    <>
      <header className="file-toolbar">
        <IconButton
          label={t('files.command.back')}
          keys={alt('←')}
          isDisabled={!canGoBack}
          onPress={() => runCommand('back', context)}
        >
          <ArrowLeft size={15} aria-hidden />
        </IconButton>
        <IconButton
          label={t('files.command.forward')}
          keys={alt('→')}
          isDisabled={!canGoForward}
          onPress={() => runCommand('forward', context)}
        >
          <ArrowRight size={15} aria-hidden />
        </IconButton>
        <IconButton
          label={t('files.command.go-up')}
          keys={alt('↑')}
          onPress={() => runCommand('go-up', context)}
        >
          <ArrowUp size={15} aria-hidden />
        </IconButton>
        <PathBar {...context} />
        <BookmarksMenu {...context} />
        <PaneMenu {...context} />
      </header>
      {filter !== null && (
        <div
          className="file-filter"
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            if (event.key === 'Escape') pane.setFiltering(false);
            event.currentTarget.closest('.file-pane')?.querySelector<HTMLElement>('.file-grid')?.focus();
          }}
        >
          <SearchBox
            label={t('files.command.filter')}
            placeholder={t('files.filterPlaceholder')}
            clearLabel={t('files.clearFilter')}
            value={filter}
            onChange={(text) => pane.setFilter(text)}
            autoFocus
          />
          <IconButton label={t('files.endFilter')} onPress={() => pane.setFiltering(false)}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      )}
    </>
  );
}

/** What went wrong with the last change, above the folder that is as it was. */
function PaneNotice({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const notice = useStore(pane.store, (state) => state.notice);
  if (notice === null) return null;
  return (
    <ProblemView problem={notice} context={{ node: nodeName(files.session.node) }} look="banner">
      <Button onPress={() => pane.store.setState({ notice: null })}>{t('common.close')}</Button>
    </ProblemView>
  );
}

function PaneBody(context: PaneContext) {
  const { files, pane } = context;
  const { t } = useTranslation();
  const { problem, path, rows, sorted, isListing, opening } = useStore(pane.store);
  const filesProblem = useStore(files.store, (state) => state.problem);
  const isConnected = useStore(files.session.store, ({ phase }) => phase === 'open');
  const shown = problem ?? filesProblem;
  if (!isConnected && path === '') return <p className="file-state muted">{t('files.notConnected')}</p>;
  if (shown !== null) {
    const retry = () => (problem === null ? files.retry() : void pane.refresh());
    return (
      <div className="file-state" tabIndex={-1}>
        <ProblemView problem={shown} context={{ node: nodeName(files.session.node) }} look="page">
          <Button onPress={retry}>{t('problem.remedies.retry')}</Button>
          {problem !== null && pane.state.back.length > 0 && (
            <Button onPress={() => void pane.goBack()}>{t('files.command.back')}</Button>
          )}
        </ProblemView>
      </div>
    );
  }
  const isEmpty = rows.length === 0 && opening === null && !isListing && path !== '';
  return (
    <>
      <FileTable {...context} />
      {path === '' && (
        <p className="file-state file-state-over muted" role="status">
          <Spinner /> {t('files.opening')}
        </p>
      )}
      {isEmpty && (
        <p className="file-state file-state-over muted">
          {sorted.length === 0 ? t('files.empty') : t('files.nothingShown', { count: sorted.length })}
        </p>
      )}
    </>
  );
}

function PaneFooter({ files, pane, name }: PaneContext & { readonly name: string }) {
  const { t } = useTranslation();
  const { rows, sorted, selected, isListing } = useStore(pane.store);
  const isElevated = useStore(files.store, ({ info }) => info?.remote.elevated ?? false);
  const chosen = selected.size > 1 ? rows.filter((row) => selected.has(row.name)) : [];
  const bytes = chosen.reduce((sum, { entry, isFolder }) => sum + (isFolder ? 0 : entry.size), 0);
  const hidden = sorted.length - rows.length;
  return (
    <footer className="file-footer" aria-live="polite">
      <span className="file-footer-name">{name}</span>
      {pane.side === 'remote' && isElevated && (
        <strong className="file-footer-root">{t('files.asRoot')}</strong>
      )}
      {isListing && <Spinner size={12} />}
      <span>{t('files.count', { count: rows.length, number: formatCount(rows.length) })}</span>
      {hidden > 0 && <span>{t('files.hiddenCount', { count: hidden })}</span>}
      {chosen.length > 1 && (
        <span>{t('files.selectedCount', { count: chosen.length, size: formatBytes(bytes) })}</span>
      )}
    </footer>
  );
}
