import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TerminalSession } from '../terminal/session.js';
import { FilePane } from './pane/FilePane.js';
import { QuickView } from './quick-view/QuickView.js';
import { prefer, useFilesPreferences } from './preferences-store.js';
import { NeedsSsh } from './NeedsSsh.js';
import { filesOf } from './tab-files.js';

const MIN_PANE_PX = 220;
const MAX_PANE_PX = 1_600;
/** One press of an arrow key. */
const KEY_STEP_PX = 24;

interface FilesProps {
  readonly session: TerminalSession;
  /** Connects to the node by SSH. */
  readonly onConnect: () => void;
}

/** The file panes of a tab, beside its terminal. */
export function Files({ session, onConnect }: FilesProps) {
  const files = filesOf(session);
  const { isOpen, isLocalOpen, isLeft, width } = useFilesPreferences((state) => state.pane);
  const wasOpen = useStore(session.store, (state) => state.wasOpen);
  const isSsh = useStore(session.store, (state) => state.signIn !== null);
  const viewing = useStore(files.store, (state) => state.viewing);
  const isShown = isOpen && wasOpen;
  useEffect(() => {
    if (isShown) files.want();
  }, [files, isShown]);
  if (!isShown) return null;
  if (!isSsh) return <NeedsSsh width={width} isLeft={isLeft} onConnect={onConnect} />;
  const panes = isLocalOpen ? 2 : 1;
  const viewed = viewing !== null && (viewing === 'remote' || isLocalOpen) ? files[viewing] : null;
  return (
    <div className={isLeft ? 'files is-left' : 'files'} style={{ width: width * panes }}>
      <WidthHandle width={width} panes={panes} isLeft={isLeft} />
      {isLocalOpen && <FilePane files={files} pane={files.local} />}
      <FilePane files={files} pane={files.remote} />
      {viewed !== null && <QuickView files={files} pane={viewed} />}
    </div>
  );
}

interface WidthHandleProps {
  readonly width: number;
  readonly panes: number;
  readonly isLeft: boolean;
}

/** The edge between terminal and panes, to drag or to move by keys. */
function WidthHandle({ width, panes, isLeft }: WidthHandleProps) {
  const { t } = useTranslation();
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const resize = (px: number) =>
    prefer('pane', { width: Math.round(Math.max(MIN_PANE_PX, Math.min(MAX_PANE_PX, px))) });
  const sign = isLeft ? 1 : -1;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    // What it is in fact: a narrow window may give it less than was chosen.
    const box = event.currentTarget.parentElement?.getBoundingClientRect().width ?? width * panes;
    from.current = { x: event.clientX, width: box / panes };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current !== null) resize(from.current.width + (sign * (event.clientX - from.current.x)) / panes);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') resize(width - sign * KEY_STEP_PX);
    else if (event.key === 'ArrowRight') resize(width + sign * KEY_STEP_PX);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="files-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('files.edge')}
      aria-valuenow={width}
      aria-valuemin={MIN_PANE_PX}
      aria-valuemax={MAX_PANE_PX}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onKeyDown={onKeyDown}
    />
  );
}
