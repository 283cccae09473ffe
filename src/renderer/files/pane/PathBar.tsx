import { ChevronRight } from 'lucide-react';
import { Fragment, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { shownName } from '../../../shared/file-name.js';
import type { PaneContext } from '../commands.js';
import { PathField } from './PathField.js';
import { pathParts } from './path-parts.js';

/** Where a pane is: each folder of the path leads there, and a click beside them makes it a field. */
export function PathBar({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const path = useStore(pane.store, (state) => state.opening ?? state.path);
  const isTyping = useStore(pane.store, (state) => state.isTypingPath);
  const barRef = useRef<HTMLElement>(null);
  useEffect(() => {
    // The end of a long path is what tells folders apart.
    if (barRef.current !== null) barRef.current.scrollLeft = barRef.current.scrollWidth;
  }, [path, isTyping]);
  if (isTyping) return <PathField files={files} pane={pane} />;
  const parts = path === '' ? [] : pathParts(pane, path);
  return (
    <nav
      ref={barRef}
      className="path-bar"
      aria-label={t('files.path')}
      title={shownName(path)}
      onClick={(event) => {
        if (event.target === event.currentTarget) pane.store.setState({ isTypingPath: true });
      }}
    >
      {parts.map(({ path: to, name }, index) => (
        <Fragment key={to}>
          {index > 1 && <ChevronRight size={12} aria-hidden />}
          <button
            type="button"
            className="path-part"
            aria-current={index === parts.length - 1 ? 'location' : undefined}
            onClick={() => void pane.go(to)}
          >
            {shownName(name)}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
