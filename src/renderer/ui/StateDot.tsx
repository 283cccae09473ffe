export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'busy';

/** A coloured dot for a state. It is hidden from screen readers: words beside it say the same. */
export function StateDot({ tone }: { readonly tone: Tone }) {
  return <span className={`dot dot-${tone}`} aria-hidden />;
}
