import { useRef } from 'react';
import { typedIndex, type Row } from './listing.js';

/** Letters that follow each other this soon belong to one name. */
const TYPING_MS = 900;

/** Finds rows by the first letters of their names, as they are typed. */
export function useTypeAhead(rows: readonly Row[], leadIndex: number) {
  const typed = useRef({ text: '', at: 0 });
  return {
    /** Whether a name is being typed, so that a space belongs to it. */
    isTyping: (): boolean => Date.now() - typed.current.at < TYPING_MS,
    /** The row for one more letter; -1 for none. One letter again goes to the one after. */
    indexOf: (letter: string): number => {
      const before = Date.now() - typed.current.at < TYPING_MS ? typed.current.text : '';
      const text = before === letter ? letter : before + letter;
      typed.current = { text, at: Date.now() };
      return typedIndex(rows, text, text.length === 1 ? leadIndex + 1 : Math.max(0, leadIndex));
    },
  };
}
