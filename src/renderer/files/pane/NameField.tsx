import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '../../../shared/file-name.js';

interface NameFieldProps {
  readonly name: string;
  readonly isFolder: boolean;
  /** Why a name cannot be taken; null when it can. */
  readonly faultOf: (name: string) => string | null;
  /** The new name; null leaves it. */
  readonly onEnd: (name: string | null) => void;
}

/** A name that is being changed in its row: Enter takes it, Escape leaves it as it was. */
export function NameField({ name, isFolder, faultOf, onEnd }: NameFieldProps) {
  const { t } = useTranslation();
  const fieldRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => shownName(name));
  const hasEnded = useRef(false);
  const end = (next: string | null) => {
    if (hasEnded.current) return;
    hasEnded.current = true;
    onEnd(next);
  };
  // A name that is shown otherwise than it is, for bytes that are no text, stays unless it is typed anew.
  const isChanged = text !== shownName(name) && text !== '';
  const fault = isChanged ? faultOf(text) : null;
  const faultId = useId();

  useEffect(() => {
    const field = fieldRef.current;
    if (field === null) return;
    field.focus();
    // The ending mostly stays.
    const dot = isFolder ? -1 : field.value.lastIndexOf('.');
    field.setSelectionRange(0, dot > 0 ? dot : field.value.length);
  }, [isFolder]);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && fault === null) end(isChanged ? text : null);
    else if (event.key === 'Escape') end(null);
  };
  return (
    <span className="file-name-place">
      <input
        ref={fieldRef}
        className="input file-name-field"
        aria-label={t('files.newNameOf', { name: shownName(name) })}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : faultId}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => end(isChanged && fault === null ? text : null)}
      />
      {fault !== null && (
        <span id={faultId} className="popover file-name-fault" role="alert">
          {fault}
        </span>
      )}
    </span>
  );
}
