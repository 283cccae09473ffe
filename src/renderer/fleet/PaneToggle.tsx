import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from 'lucide-react';
import { IconButton } from '../ui/Button.js';
import type { Pane } from './use-panes.js';

const icons = {
  left: { open: PanelLeftOpen, close: PanelLeftClose },
  right: { open: PanelRightOpen, close: PanelRightClose },
};

interface PaneToggleProps {
  readonly pane: Pane;
  readonly side: keyof typeof icons;
  readonly show: string;
  readonly hide: string;
}

/** Shows or hides a pane beside the table. */
export function PaneToggle({ pane, side, show, hide }: PaneToggleProps) {
  const Icon = pane.isOpen ? icons[side].close : icons[side].open;
  return (
    <IconButton label={pane.isOpen ? hide : show} onPress={() => pane.set(!pane.isOpen)}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
