import { useContext, type HTMLAttributes, type ReactNode } from 'react';
import { TabListStateContext } from 'react-aria-components/Tabs';

const panelId = (tab: string): string => `panel-${tab}`;
const tabId = (tab: string): string => `tab-${tab}`;

/** What joins a tab to its panel for a screen reader; only the panel in front can be gone to. */
export const tabProps = (tab: string, isInFront: boolean): HTMLAttributes<HTMLElement> => ({
  id: tabId(tab),
  'aria-controls': isInFront ? panelId(tab) : undefined,
});

interface PanelProps {
  /** Its tab's id. */
  readonly tab: string;
  readonly children: ReactNode;
}

/**
 * What a tab holds. React Aria's own panel looks at each change within it for something that takes the keyboard, which
 * lays the page out once more for every letter of a search; all of ours have such a thing.
 */
export function Panel({ tab, children }: PanelProps) {
  const state = useContext(TabListStateContext);
  // Tabs are drawn once out of the page, to be counted.
  if (state === null) return null;
  return (
    <div
      role="tabpanel"
      id={panelId(tab)}
      aria-labelledby={tabId(tab)}
      className="panel"
      inert={state.selectedKey !== tab}
    >
      {children}
    </div>
  );
}
