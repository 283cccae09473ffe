import type { Locator, Page } from 'playwright-core';

/**
 * Drags files from the desktop onto a place of the page and lets them go there, through Chromium's own input: the page
 * gets real files, with paths.
 *
 * @param modifiers as of DevTools' Input domain: 1 Alt, 2 Ctrl, 4 Meta, 8 Shift
 */
export async function dropFiles(
  page: Page,
  target: Locator,
  files: readonly string[],
  modifiers = 0,
): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const box = await target.boundingBox();
  if (box === null) throw new Error('There is nothing to drop on');
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    client.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data,
      modifiers,
    });
  await drag('dragEnter');
  await drag('dragOver');
  await drag('drop');
  await client.detach();
}
