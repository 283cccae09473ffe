import { useEffect, useState } from 'react';

/** So long (ms) after a letter somebody may still be typing: those who type slower see the rest between letters. */
const PAUSE_MS = 150;

/**
 * A value as it was when somebody began to type, until they pause: what takes long to draw would hold up the letters
 * that follow. Without typing it is always the latest.
 *
 * @param typed what is being typed
 */
export function useRested<Value>(value: Value, typed: string): Value {
  const [rested, setRested] = useState(() => value);
  const [paused, setPaused] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const isTyping = typed !== paused;
  if (!isTyping && rested !== value) setRested(() => value);
  return isTyping ? rested : value;
}
