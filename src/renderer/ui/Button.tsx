import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { classNames } from './class-names.js';
import { WithTooltip } from './WithTooltip.js';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `danger` is for what cannot be undone. */
  readonly look?: 'plain' | 'primary' | 'quiet' | 'link' | 'danger';
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
}

/** A button with words. At most one of a group is `primary`. */
export function Button({ look = 'plain', children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classNames('button', look !== 'plain' && `button-${look}`)}>
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  /** What the button does: its accessible name, and its tooltip. */
  readonly label: string;
  /** The key that does the same, for the tooltip. */
  readonly keys?: string;
  readonly children: ReactNode;
}

/** A button that is only an icon: named for screen readers, and for everybody by a tooltip. */
export function IconButton({ label, keys, children, ...rest }: IconButtonProps) {
  return (
    <WithTooltip text={keys === undefined ? label : `${label} (${keys})`}>
      <AriaButton {...rest} aria-label={label} className="button button-quiet button-icon">
        {children}
      </AriaButton>
    </WithTooltip>
  );
}
