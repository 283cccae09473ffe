import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/Button.js';
import { SearchBox } from '../ui/SearchBox.js';
import { ToggleIconButton } from '../ui/ToggleIconButton.js';
import type { SearchOptions, TerminalSession } from './session.js';

interface Matches {
  readonly resultIndex: number;
  readonly resultCount: number;
}

/** Searches the scrollback: Enter goes up to older text, Shift+Enter down, Escape closes. */
export function SearchBar({ session }: { readonly session: TerminalSession }) {
  const { t } = useTranslation();
  const inputRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [options, setOptions] = useState<SearchOptions>({ caseSensitive: false, regex: false });
  const [matches, setMatches] = useState<Matches>({ resultIndex: -1, resultCount: 0 });
  useEffect(() => inputRef.current?.focus(), []);
  useEffect(() => session.onMatches(setMatches), [session]);

  const change = (next: string) => {
    setText(next);
    session.find(next, 'previous', options, true);
  };
  const setOption = (changed: Partial<SearchOptions>) => {
    const next = { ...options, ...changed };
    setOptions(next);
    session.find(text, 'previous', next, true);
  };
  const close = () => session.setSearching(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') session.find(text, event.shiftKey ? 'next' : 'previous', options);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };
  return (
    <search className="search-bar" aria-label={t('terminal.search.label')}>
      <SearchBox
        label={t('terminal.search.label')}
        placeholder={t('terminal.search.placeholder')}
        clearLabel={t('fleet.clearSearch')}
        value={text}
        onChange={change}
        onKeyDown={onKeyDown}
        inputRef={inputRef}
      />
      <span className="search-count muted" role="status">
        {text !== '' && matchWords(t, matches)}
      </span>
      <ToggleIconButton
        label={t('terminal.search.caseSensitive')}
        isSelected={options.caseSensitive}
        onChange={(caseSensitive) => setOption({ caseSensitive })}
      >
        <CaseSensitive size={17} aria-hidden />
      </ToggleIconButton>
      <ToggleIconButton
        label={t('terminal.search.regex')}
        isSelected={options.regex}
        onChange={(regex) => setOption({ regex })}
      >
        <Regex size={15} aria-hidden />
      </ToggleIconButton>
      <IconButton
        label={t('terminal.search.previous')}
        keys="Enter"
        onPress={() => session.find(text, 'previous', options)}
      >
        <ArrowUp size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={t('terminal.search.next')}
        keys="Shift+Enter"
        onPress={() => session.find(text, 'next', options)}
      >
        <ArrowDown size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('terminal.search.close')} keys="Esc" onPress={close}>
        <X size={16} aria-hidden />
      </IconButton>
    </search>
  );
}

function matchWords(t: TFunction, { resultIndex, resultCount }: Matches): string {
  if (resultCount === 0) return t('terminal.search.none');
  // Beyond its limit of highlights the addon does not say which match this is.
  if (resultIndex < 0) return t('terminal.search.many', { count: resultCount });
  return t('terminal.search.count', { index: resultIndex + 1, count: resultCount });
}
