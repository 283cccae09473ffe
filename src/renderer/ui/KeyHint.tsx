/** The key that does what stands beside it. Screen readers hear it from `aria-keyshortcuts` of the control. */
export function KeyHint({ children }: { readonly children: string }) {
  return (
    <kbd className="key-hint" aria-hidden>
      {children}
    </kbd>
  );
}
