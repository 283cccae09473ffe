import { Search, X } from 'lucide-react';
import type { KeyboardEventHandler, RefObject } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';

interface SearchBoxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly clearLabel: string;
  /** Left out inside an Autocomplete, which holds the text itself. */
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly autoFocus?: boolean;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

/** A search field; Escape empties it. */
export function SearchBox(props: SearchBoxProps) {
  const { label, placeholder, clearLabel, onKeyDown, inputRef, ...field } = props;
  return (
    <SearchField {...field} className="search" aria-label={label}>
      <Search size={15} aria-hidden />
      <Input
        className="input"
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onKeyDown={onKeyDown}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
      />
      <AriaButton className="button button-quiet button-icon" aria-label={clearLabel}>
        <X size={14} aria-hidden />
      </AriaButton>
    </SearchField>
  );
}
