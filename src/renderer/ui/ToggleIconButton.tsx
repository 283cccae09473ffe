import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { WithTooltip } from './WithTooltip.js';

interface ToggleIconButtonProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}

/** An icon that is on or off, such as "match case". */
export function ToggleIconButton({ label, isSelected, onChange, children }: ToggleIconButtonProps) {
  return (
    <WithTooltip text={label}>
      <ToggleButton
        aria-label={label}
        isSelected={isSelected}
        onChange={onChange}
        className="button button-quiet button-icon"
      >
        {children}
      </ToggleButton>
    </WithTooltip>
  );
}
