import { Search, X } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';

const searchIcon = <Search size={15} aria-hidden />;
const clearIcon = <X size={14} aria-hidden />;

interface QueryFieldProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Keys that the field has no use for itself. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly onBlur: () => void;
  /** The list of completions that is open for it, and the one that the keyboard is at. */
  readonly list: { readonly id: string; readonly activeId: string | undefined } | null;
}

/**
 * The field of the search; Escape empties it. Of plain elements: the library's field draws itself, its button and its
 * icons anew with every letter, which has a frame for all that it does.
 */
export function QueryField({ inputRef, value, onChange, onKeyDown, onBlur, list }: QueryFieldProps) {
  const { t } = useTranslation();
  return (
    <div className="search" data-empty={value === '' || undefined}>
      {searchIcon}
      <input
        ref={inputRef}
        type="search"
        className="input"
        aria-label={t('fleet.searchLabel')}
        placeholder={t('fleet.searchPlaceholder')}
        spellCheck={false}
        autoComplete="off"
        aria-autocomplete="list"
        aria-controls={list?.id}
        aria-activedescendant={list?.activeId}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          // Escape ends a syllable while Korean is being typed.
          if (event.key !== 'Escape' || value === '' || event.nativeEvent.isComposing) onKeyDown(event);
          else {
            event.preventDefault();
            onChange('');
          }
        }}
        onBlur={onBlur}
      />
      <button
        type="button"
        className="button button-quiet button-icon"
        tabIndex={-1}
        aria-label={t('fleet.clearSearch')}
        // The field keeps the keyboard, and what it offers.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          onChange('');
          inputRef.current?.focus();
        }}
      >
        {clearIcon}
      </button>
    </div>
  );
}
