import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { IndexedNode } from '../../shared/query/indexed-node.js';
import { pointIn, type Point } from '../ui/PointMenu.js';
import { ColumnMenu } from './ColumnMenu.js';
import type { SplitActions } from './Details.js';
import { isColumn, type Column } from './find/columns.js';
import type { Openers } from './opening.js';
import { RowMenu } from './RowMenu.js';
import { selectedEntries } from './selection.js';

interface FleetMenusProps {
  readonly openers: Openers;
  readonly split: SplitActions;
  /** The table. */
  readonly children: ReactNode;
}

type Opened =
  | (Point & { readonly of: 'rows'; readonly entries: readonly IndexedNode[] })
  | (Point & { readonly of: 'column'; readonly column: Column });

/** The menus of the table's rows and headings, by the right button, the menu key, or Shift+F10. */
export function FleetMenus({ openers, split, children }: FleetMenusProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const cameFrom = useRef<HTMLElement | null>(null);
  const placeRef = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    const isClosed = wasOpen.current && opened === null;
    wasOpen.current = opened !== null;
    // A heading that was hidden cannot take the keyboard back.
    if (!isClosed) return;
    const timer = setTimeout(() => {
      const grid = placeRef.current?.querySelector<HTMLElement>('.fleet-grid');
      if (document.activeElement === document.body) grid?.focus();
    }, 0);
    return () => clearTimeout(timer);
  }, [opened]);

  const open = (target: Element, point: Point): boolean => {
    const heading = target.closest('.fleet-heading')?.getAttribute('data-column') ?? null;
    if (heading !== null && isColumn(heading)) setOpened({ ...point, of: 'column', column: heading });
    else if (target.closest('[data-node-id]') !== null)
      setOpened({ ...point, of: 'rows', entries: selectedEntries() });
    else return false;
    const { activeElement } = document;
    cameFrom.current = activeElement instanceof HTMLElement ? activeElement : null;
    return true;
  };
  const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
    // What happens in a menu comes here as well, since it is drawn by this part.
    if (!event.currentTarget.contains(event.target as Element)) return;
    event.preventDefault();
    open(event.target as Element, pointIn(event.currentTarget, event));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const place = event.currentTarget;
    if (!isMenuKey || !place.contains(event.target as Element)) return;
    const target = keyTarget(event.target as Element);
    const { left, bottom, height } = target.getBoundingClientRect();
    const corner = pointIn(place, { clientX: Math.max(left, 0) + 24, clientY: bottom - height / 4 });
    if (open(target, corner)) event.preventDefault();
  };
  const close = () => {
    setOpened(null);
    cameFrom.current?.focus();
    cameFrom.current = null;
  };
  return (
    <div ref={placeRef} className="fleet-place" onContextMenu={onContextMenu} onKeyDown={onKeyDown}>
      {children}
      <RowMenu
        entries={opened?.of === 'rows' ? opened.entries : []}
        at={opened?.of === 'rows' ? opened : null}
        openers={openers}
        split={split}
        onClose={close}
      />
      <ColumnMenu at={opened?.of === 'column' ? opened : null} onClose={close} />
    </div>
  );
}

/** What a key in the table is about: its rows are not focused themselves. */
function keyTarget(focused: Element): Element {
  const rowId = focused.getAttribute('aria-activedescendant');
  return (rowId === null ? null : document.getElementById(rowId)) ?? focused;
}
