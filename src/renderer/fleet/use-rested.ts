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
  // Not the text at the last pause: whoever types and takes all of it back is typing still.
  const [last, setLast] = useState({ typed, isTyping: false });
  if (last.typed !== typed) setLast({ typed, isTyping: true });
  else if (!last.isTyping && rested !== value) setRested(() => value);
  useEffect(() => {
    const timer = setTimeout(() => setLast({ typed, isTyping: false }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return last.isTyping ? rested : value;
}
