import { Limit } from '../../shared/limit.js';
import type { TerminalSession } from '../terminal/session.js';
import { useWorkspace } from './workspace.js';

/**
 * So many terminals are connected at the same time. Each starts a process; tens of them at once leave no time for the
 * window, and none for each other before their steps time out.
 */
const AT_ONCE = 4;
/** One that waits for a person, or for a node that is slow (ms), keeps the others waiting no longer. */
const PATIENCE_MS = 5_000;

/** Where one of many terminals goes. */
export interface Place {
  readonly tabId: string;
  /** Whether it stays behind what is in front, so that nobody's keys go to another terminal than the one in sight. */
  readonly isBehind: boolean;
}

/**
 * Opens many terminals in tabs, a few at a time. The first tab comes to the front; the others open behind it, while it
 * may be typed in already.
 *
 * @param tabs what each tab is to hold, side by side
 * @param open opens one of them; resolves with null where that has to wait for an answer of the person
 */
export async function openMany<Item>(
  tabs: readonly (readonly Item[])[],
  open: (item: Item, place: Place) => Promise<TerminalSession | null>,
): Promise<void> {
  const widest = Math.max(1, ...tabs.map(({ length }) => length));
  const limit = new Limit(Math.max(1, Math.floor(AT_ONCE / widest)));
  await Promise.all(
    tabs.map(async (items, index) => {
      const place = { tabId: crypto.randomUUID(), isBehind: index > 0 };
      await limit.run(() =>
        Promise.all(
          items.map(async (item) => {
            const session = await open(item, place);
            if (session !== null) await connected(session, PATIENCE_MS);
          }),
        ),
      );
    }),
  );
}

/** Waits until a terminal is connected, or will not be, as when it is closed; or so long (ms). */
export function connected(session: TerminalSession, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const isOpen = useWorkspace.getState().sessions.includes(session);
      if (!isOpen || session.store.getState().phase !== 'connecting') end();
    };
    const stops = [session.store.subscribe(look), useWorkspace.subscribe(look)];
    const end = () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
      resolve();
    };
    const timer = setTimeout(end, limitMs);
    look();
  });
}
