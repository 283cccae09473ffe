/** What Chromium adds to the browser's own types (https://wicg.github.io/is-input-pending). */
interface WithScheduling {
  readonly scheduling?: { readonly isInputPending: () => boolean };
}

/** Whether a key or a click waits for what runs now to end. A test's page has nobody who could press one. */
export const isInputPending = (): boolean =>
  (navigator as WithScheduling).scheduling?.isInputPending() ?? false;
