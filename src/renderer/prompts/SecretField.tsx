import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ToggleIconButton } from '../ui/ToggleIconButton.js';

interface SecretFieldProps {
  /** What the field is called among the elements of its form. */
  readonly name: string;
  readonly label: string;
  /** Whether what is typed may always be seen. */
  readonly echo: boolean;
  readonly autoFocus: boolean;
}

/**
 * A field for a passphrase, password or code: hidden unless the person wants to see it. Only the element itself holds
 * what is typed, for whoever submits the form to read: a controlled field would leave it in React's state.
 */
export function SecretField({ name, label, echo, autoFocus }: SecretFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="secret-field">
        <input
          ref={emptyWhenGone}
          id={id}
          name={name}
          type={echo || isShown ? 'text' : 'password'}
          className={echo ? 'input' : 'input mono'}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus={autoFocus}
        />
        {!echo && (
          <ToggleIconButton
            label={t(isShown ? 'prompts.hide' : 'prompts.show')}
            isSelected={isShown}
            onChange={setShown}
          >
            {isShown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          </ToggleIconButton>
        )}
      </div>
    </div>
  );
}

/** Elements outlive their place in the page, held by animations and by React: what was typed must not. */
function emptyWhenGone(input: HTMLInputElement): () => void {
  return () => {
    input.value = '';
  };
}
