import { pieces } from './find/highlight.js';

interface MarkedProps {
  readonly text: string;
  /** What the search found, in lower case. */
  readonly words: readonly string[];
}

/** A text with what the search found in it marked. */
export function Marked({ text, words }: MarkedProps) {
  if (words.length === 0) return text;
  return pieces(text, words).map((piece, index) =>
    piece.isHit ? <mark key={index}>{piece.text}</mark> : piece.text,
  );
}
