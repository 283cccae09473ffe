import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../ui/class-names.js';
import { formatCount } from '../ui/format.js';
import { completions, type Completion } from './find/complete.js';
import { QueryField } from './QueryField.js';
import { QueryHelp } from './QueryHelp.js';
import { search, useFleet, vocabulary, wholeRows } from './store.js';

interface QueryBoxProps {
  /** Keys that no list of completions has taken. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** The search: completes keys, tags and values while somebody types, and says what it did not understand. */
export function QueryBox({ onKeyDown }: QueryBoxProps) {
  const { t } = useTranslation();
  const query = useFleet((state) => state.query);
  const inputRef = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  // Only while somebody types: a search that a click has written wants no list over the table.
  const offers = useMemo(
    () => (caret === null ? [] : completions(query, caret, vocabulary())),
    [query, caret],
  );
  const goTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (goTo.current === null) return;
    inputRef.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = null;
  }, [query]);

  const offer = (at: number | null) => {
    setCaret(at);
    setActive(-1);
  };
  const accept = ({ text, caret: at }: Completion) => {
    goTo.current = at;
    search(text);
    offer(at);
  };
  /** Takes the keys of an open list, before the field does. */
  const onListKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (offers.length === 0 || event.nativeEvent.isComposing || event.target !== inputRef.current) return;
    const chosen = offers[active];
    if (event.key === 'ArrowDown') setActive((active + 1) % offers.length);
    else if (event.key === 'ArrowUp') setActive(active <= 0 ? offers.length - 1 : active - 1);
    else if (event.key === 'Escape') offer(null);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) accept(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isOpen = offers.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;
  return (
    <div className="query" onKeyDownCapture={onListKey}>
      <QueryField
        inputRef={inputRef}
        value={query}
        onChange={(text) => {
          search(text);
          offer(inputRef.current?.selectionStart ?? text.length);
        }}
        onBlur={() => {
          offer(null);
          // Keys in the table are about all rows.
          wholeRows();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') offer(null);
          onKeyDown(event);
        }}
        list={isOpen ? { id: listId, activeId: active === -1 ? undefined : optionId(active) } : null}
      />
      <QueryHelp />
      {isOpen && (
        <ul className="popover query-offers" role="listbox" id={listId} aria-label={t('fleet.offers.label')}>
          {offers.map((each, index) => (
            <li
              key={each.text}
              id={optionId(index)}
              role="option"
              aria-selected={index === active}
              className={classNames('menu-item', index === active && 'is-active')}
              // The field keeps the keyboard.
              onMouseDown={(event) => {
                event.preventDefault();
                accept(each);
              }}
            >
              <span className="fleet-text">{each.label}</span>
              {each.count !== null && <span className="fleet-count">{formatCount(each.count)}</span>}
            </li>
          ))}
        </ul>
      )}
      <span className="visually-hidden" role="status">
        {isOpen && t('fleet.offers.count', { count: offers.length })}
      </span>
      <FoundStatus />
    </div>
  );
}

/** So long (ms) after a letter somebody is listening, and not typing on. */
const LISTENING_MS = 800;

/** Tells people who do not see the table how many nodes a search has found, once they pause. */
function FoundStatus() {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = () => {
      const { query, rows, nodes } = useFleet.getState();
      // What is still being looked for changes the rows again.
      if (!rows.isWhole) return;
      const count = { shown: rows.found.length, count: nodes.size };
      setSaid(query.trim() === '' ? '' : t('fleet.status.shown', count));
    };
    const stop = useFleet.subscribe(({ query, rows }, before) => {
      if (query === before.query && rows === before.rows) return;
      clearTimeout(timer);
      timer = setTimeout(say, LISTENING_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [t]);
  return (
    <span className="visually-hidden" role="status">
      {said}
    </span>
  );
}

/** What of the search may not mean what its writer meant. It is looked for all the same. */
export function QueryNotes() {
  const { t } = useTranslation();
  const notes = useFleet(({ rows }) => rows.query.notes);
  if (notes.length === 0) return null;
  return (
    <p className="query-notes muted" role="status">
      {notes.map(({ kind, about }) => t(`fleet.notes.${kind}`, { about })).join(' ')}
    </p>
  );
}
