import { useRef } from 'react';
import { expect, it } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { find, redraw, render } from '../test-support/render.js';
import { indexNode } from '../../shared/query/indexed-node.js';
import type { Rows } from './find/row-list.js';
import { useSteadyScroll } from './use-steady-scroll.js';

type Shown = Pick<Rows, 'lines' | 'look'>;

function Box({ shown }: { readonly shown: Shown }) {
  const ref = useRef<HTMLDivElement>(null);
  useSteadyScroll(ref, shown, 10);
  return <div ref={ref} data-testid="box" />;
}

const rows = (look: string, ...ids: string[]): Shown => ({
  lines: ids.map((id) => indexNode(makeNode({ id }))),
  look,
});
const box = () => find('[data-testid="box"]');

it('holds the first row in sight when others come in above it', async () => {
  await render(<Box shown={rows('name', 'a', 'b', 'c', 'd')} />);
  box().scrollTop = 22;
  await redraw(<Box shown={rows('name', 'new', 'a', 'b', 'c', 'd')} />);
  expect(box().scrollTop).toBe(32);
  await redraw(<Box shown={rows('name', 'c', 'd')} />);
  expect(box().scrollTop).toBe(2);
});

it('stays at the very top', async () => {
  await render(<Box shown={rows('name', 'a', 'b')} />);
  await redraw(<Box shown={rows('name', 'new', 'a', 'b')} />);
  expect(box().scrollTop).toBe(0);
});

it('goes to the top when the rows were asked for in another way', async () => {
  await render(<Box shown={rows('name', 'a', 'b', 'c')} />);
  box().scrollTop = 15;
  await redraw(<Box shown={rows('zone', 'c', 'b', 'a')} />);
  expect(box().scrollTop).toBe(0);
});
