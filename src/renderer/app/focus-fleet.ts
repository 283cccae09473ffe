/** Takes the keyboard to the table of nodes, where there is one. */
export const focusFleet = (): void =>
  document.querySelector<HTMLElement>('.fleet .fleet-grid[tabindex]')?.focus();
