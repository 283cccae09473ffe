import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { shownName } from '../../../shared/file-name.js';
import { toProblem } from '../../../shared/problem.js';
import type { TerminalSession } from '../../terminal/session.js';
import { classNames } from '../../ui/class-names.js';
import { startCopy } from '../jobs/start-copy.js';
import { filesOf, type TabFiles } from '../tab-files.js';
import { currentDragged, DRAG_TYPE } from './dragged.js';
import { shellQuoted } from './shell-quote.js';
import { droppedPaths } from './use-drop.js';

/** What a drop does; over Session Manager's own shell the first says why it does not. */
type Zone = 'here' | 'needsSsh' | 'path';

/** Lets a terminal take files: to upload them to where the shell is, or to paste their paths. */
export function TerminalDrop({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const files = filesOf(session);
  const anchorRef = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState<{ readonly zones: readonly Zone[]; readonly zone: Zone | null } | null>(
    null,
  );
  const isOpen = useStore(session.store, ({ phase }) => phase === 'open');
  const folder = useShellFolder(files, over !== null);

  useEffect(() => {
    // xterm's own elements lie in the place, which is not of this component.
    const place = anchorRef.current?.closest<HTMLElement>('.terminal-place');
    if (!place || !isOpen) return;
    const look = (event: DragEvent) => {
      const zones = zonesFor(event, files);
      if (zones === null || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      files.want();
      const zone = (event.target as Element).closest<HTMLElement>('[data-zone]')?.dataset.zone;
      setOver({ zones, zone: zones.find((each) => each === zone) ?? null });
    };
    const leave = (event: DragEvent) => {
      if (!place.contains(event.relatedTarget as Node | null)) setOver(null);
    };
    const drop = (event: DragEvent) => {
      if (zonesFor(event, files) === null) return;
      event.preventDefault();
      setOver(null);
      const zone = (event.target as Element).closest<HTMLElement>('[data-zone]')?.dataset.zone;
      if (event.dataTransfer !== null && zone !== 'needsSsh')
        take(event.dataTransfer, files, zone === 'here' ? 'here' : 'path');
    };
    const listeners = { dragenter: look, dragover: look, dragleave: leave, drop };
    const entries = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [name, listener] of entries) place.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) place.removeEventListener(name, listener);
    };
  }, [files, isOpen]);

  return (
    <>
      <span ref={anchorRef} hidden />
      {over !== null && (
        <div className="terminal-drop" data-testid="terminal-drop">
          {over.zones.map((zone) => (
            <div
              key={zone}
              className={classNames('terminal-drop-zone', over.zone === zone && 'is-over')}
              data-zone={zone}
            >
              <strong>{t(`files.drop.${zone}`)}</strong>
              <span>
                {zone !== 'here'
                  ? t(`files.drop.${zone}Why`)
                  : folder !== null && t('files.drop.hereTo', { folder: shownName(folder) })}
              </span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

/** Where the shell is while something is dragged over it; null until that is known. */
function useShellFolder(files: TabFiles, isWanted: boolean): string | null {
  const [folder, setFolder] = useState<string | null>(null);
  const info = useStore(files.store, (state) => state.info);
  useEffect(() => {
    // Asked each time: it may have moved.
    if (isWanted && info !== null)
      files.shellFolder().then(setFolder, () => {
        // It is asked again, and its failure told, when something is dropped.
        setFolder(null);
      });
  }, [files, isWanted, info]);
  return folder;
}

/** What can be done with what is dragged: files that are on the node already are only named. */
function zonesFor({ dataTransfer }: DragEvent, files: TabFiles): readonly Zone[] | null {
  const types = dataTransfer?.types ?? [];
  const dragged = types.includes(DRAG_TYPE) ? currentDragged() : null;
  if (dragged?.side === 'remote') return dragged.files === files ? ['path'] : null;
  if (dragged === null && !types.includes('Files')) return null;
  return [files.session.store.getState().signIn === null ? 'needsSsh' : 'here', 'path'];
}

function take(transfer: DataTransfer, files: TabFiles, zone: Zone): void {
  const paths = transfer.types.includes(DRAG_TYPE)
    ? (currentDragged()?.paths ?? [])
    : droppedPaths(transfer.files);
  if (paths.length === 0) return;
  const { session } = files;
  if (zone === 'path') {
    session.terminal.paste(paths.map(shellQuoted).join(' '));
    session.terminal.focus();
    return;
  }
  void files.shellFolder().then(
    (folder) => startCopy({ files, from: { side: 'local', paths }, to: { side: 'remote', folder } }),
    (error: unknown) => files.remote.store.setState({ notice: toProblem(error) }),
  );
}
