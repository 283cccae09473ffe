import { expect, it } from 'vitest';
import { Tabs } from 'react-aria-components/Tabs';
import { find, redraw, render } from '../test-support/render.js';
import { Panel } from './Panel.js';
import { TabBar } from './TabBar.js';
import type { TerminalTab } from './tabs.js';
import { FLEET } from './workspace.js';

const other: TerminalTab = { id: 'other', panes: [], sizes: [], focused: '' };

const window = (active: string) => (
  <Tabs selectedKey={active}>
    <TabBar tabs={[other]} sessions={[]} active={active} />
    {[FLEET, other.id].map((tab) => (
      <Panel key={tab} tab={tab}>
        <button>{tab}</button>
      </Panel>
    ))}
  </Tabs>
);

const inFront = () => [...document.querySelectorAll('[role="tabpanel"]:not([inert])')];

it('joins each tab to its panel, and lets nobody go to one that is behind', async () => {
  await render(window(FLEET));
  for (const active of [FLEET, other.id, FLEET]) {
    await redraw(window(active));
    const tab = find('[role="tab"][aria-selected="true"]');
    const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
    expect(panel?.textContent).toBe(active);
    expect(panel?.getAttribute('aria-labelledby')).toBe(tab.id);
    expect(inFront()).toEqual([panel]);
    expect(document.querySelectorAll('[role="tabpanel"]')).toHaveLength(2);
  }
});
