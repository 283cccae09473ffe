import { useCallback, useSyncExternalStore } from 'react';

/** The time, rounded down to the interval: a component that shows an age is drawn again when it changes. */
export function useNow(intervalMs: number): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, intervalMs);
      return () => clearInterval(timer);
    },
    [intervalMs],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / intervalMs) * intervalMs);
}
