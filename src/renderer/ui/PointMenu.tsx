import { useRef, type ReactNode } from 'react';
import { Menu } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';

/** Where a menu opens, in pixels from the corner of the box that it is drawn in. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The place of an event within the box that it was caught by. */
export function pointIn(box: Element, event: { readonly clientX: number; readonly clientY: number }): Point {
  const { left, top } = box.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

interface PointMenuProps {
  readonly label: string;
  /** Null while the menu is closed. */
  readonly at: Point | null;
  readonly disabledKeys?: readonly string[];
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A menu at a point, as on a right click. The box that it is drawn in must be positioned. */
export function PointMenu({ label, at, disabledKeys = [], onClose, children }: PointMenuProps) {
  const anchorRef = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchorRef}
        className="context-anchor"
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        aria-hidden
      />
      <Popover
        className="popover"
        aria-label={label}
        triggerRef={anchorRef}
        isOpen={at !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
        placement="bottom start"
        offset={0}
      >
        <Menu
          className="menu"
          autoFocus="first"
          aria-label={label}
          disabledKeys={disabledKeys}
          onClose={onClose}
        >
          {children}
        </Menu>
      </Popover>
    </>
  );
}
