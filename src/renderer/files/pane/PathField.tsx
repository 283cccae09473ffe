import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { joinPath } from '../../../shared/file-path.js';
import type { PaneContext } from '../commands.js';
import { toRow } from './listing.js';
import { typedParts } from './path-parts.js';

/** More are found by typing another letter. */
const MOST_SUGGESTIONS = 12;
const LOOK_AFTER_MS = 80;

/** A path that is typed: folders that fit are offered, Tab takes the first or the chosen one, Enter goes there. */
export function PathField({ files, pane }: PaneContext) {
  const { t } = useTranslation();
  const fieldRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => pane.state.path);
  const [chosen, setChosen] = useState(-1);
  const suggestions = useSuggestions({ files, pane }, text);
  const listId = `path-suggestions-${pane.side}-${files.session.id}`;

  useEffect(() => fieldRef.current?.select(), []);

  const leave = (isByKey: boolean) => {
    pane.store.setState({ isTypingPath: false });
    const grid = fieldRef.current?.closest('.file-pane')?.querySelector<HTMLElement>('.file-grid');
    if (isByKey) grid?.focus();
  };
  const complete = (path: string) => {
    setText(path + pane.separator);
    setChosen(-1);
  };
  const go = (path: string) => {
    leave(true);
    if (path.trim() !== '') void pane.go(path);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    const offered = suggestions[chosen] ?? suggestions[0];
    if (key === 'Enter') go(suggestions[chosen] ?? text);
    else if (key === 'Escape') leave(true);
    else if (key === 'Tab' && !event.shiftKey && offered !== undefined) complete(offered);
    else if (key === 'ArrowDown' && suggestions.length > 0) setChosen((chosen + 1) % suggestions.length);
    else if (key === 'ArrowUp' && suggestions.length > 0)
      setChosen((Math.max(chosen, 0) - 1 + suggestions.length) % suggestions.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="path-field">
      <input
        ref={fieldRef}
        className="input mono"
        role="combobox"
        aria-label={t('files.path')}
        aria-expanded={suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={chosen === -1 ? undefined : `${listId}-${chosen}`}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setChosen(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => leave(false)}
      />
      {suggestions.length > 0 && (
        <ul
          id={listId}
          className="popover path-suggestions"
          role="listbox"
          aria-label={t('files.pathSuggestions')}
        >
          {suggestions.map((path, index) => (
            <li
              key={path}
              id={`${listId}-${index}`}
              className="menu-item mono"
              role="option"
              aria-selected={index === chosen}
              data-focused={index === chosen || undefined}
              // Not a click: the field would lose the focus before, and the list would be gone.
              onMouseDown={(event) => {
                event.preventDefault();
                go(path);
              }}
            >
              {path}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Folders whose paths begin with what is typed. Names that are no text cannot be typed, and are left out. */
function useSuggestions({ files, pane }: PaneContext, text: string): readonly string[] {
  const { folder: typed, start } = typedParts(pane, text);
  const folder = text === '' ? '' : pane.absolute(typed);
  const [listed, setListed] = useState<{ readonly folder: string; readonly names: readonly string[] } | null>(
    null,
  );
  useEffect(() => {
    if (folder === '' || listed?.folder === folder) return;
    const abort = new AbortController();
    const names: string[] = [];
    const timer = setTimeout(() => {
      files
        .call(
          'list',
          { side: pane.side, path: folder },
          {
            signal: abort.signal,
            entries: (entries) => {
              const rows = entries
                .map(toRow)
                .filter(({ isFolder, name, shown }) => isFolder && name === shown);
              names.push(...rows.map(({ name }) => name));
            },
          },
        )
        .then(
          () => setListed({ folder, names: names.sort() }),
          // A folder that is not there has nothing to offer.
          () => {
            if (!abort.signal.aborted) setListed({ folder, names: [] });
          },
        );
    }, LOOK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort(new Error('Another path is typed'));
    };
  }, [files, pane, folder, listed]);
  if (listed?.folder !== folder) return [];
  const wanted = start.toLowerCase();
  return listed.names
    .filter((name) => name.toLowerCase().startsWith(wanted) && (start !== '' || !name.startsWith('.')))
    .slice(0, MOST_SUGGESTIONS)
    .map((name) => joinPath(pane, folder, name));
}
