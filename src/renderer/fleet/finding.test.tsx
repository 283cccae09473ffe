import { act, Profiler } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeNode } from '../../../test/support/nodes.js';
import { click, find, press, render, type } from '../test-support/render.js';
import { Facets } from './Facets.js';
import { Filters } from './Filters.js';
import { saveFilter } from './filters.js';
import { QueryBox, QueryNotes } from './QueryBox.js';
import { emptyFleet, mergePage, search, show, useFleet } from './store.js';
import { Views } from './Views.js';

beforeEach(() => {
  emptyFleet();
  mergePage({
    nodes: [
      makeNode({ id: 'i-1', name: 'web-1', tags: { Env: 'prod' } }),
      makeNode({ id: 'i-2', name: 'web-2', state: 'stopped', tags: { Env: 'dev' } }),
      makeNode({ id: 'i-3', name: 'db-1', tags: { Env: 'prod' } }),
    ],
    removed: [],
  });
});

const found = () => useFleet.getState().rows.found.map(({ id }) => id);
const field = () => find('input') as HTMLInputElement;
const offers = () => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent);

describe('the search box', () => {
  const keys: string[] = [];
  afterEach(() => vi.useRealTimers());
  beforeEach(async () => {
    keys.length = 0;
    await render(
      <>
        <QueryBox onKeyDown={({ key }) => keys.push(key)} />
        <QueryNotes />
      </>,
    );
  });

  it('tells how many nodes it has found, once somebody pauses, and nothing when it is empty again', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const said = () =>
      [...document.querySelectorAll('[role="status"]')].map(({ textContent }) => textContent).join('');
    const look = (query: string): void => act(() => show({ query }));
    const pass = (ms: number): void => act(() => void vi.advanceTimersByTime(ms));
    look('we');
    pass(500);
    look('web');
    pass(700);
    expect(said()).toBe('');
    pass(100);
    expect(said()).toBe('2 of 3 shown');
    look('');
    pass(800);
    expect(said()).toBe('');
  });

  it('is emptied by Escape, and by a button that leaves the keyboard in it', async () => {
    await type(field(), 'web');
    await press(field(), 'Escape');
    expect(field().value).toBe('');
    expect(keys).not.toContain('Escape');
    await press(field(), 'Escape');
    expect(keys).toContain('Escape');
    await type(field(), 'db');
    expect(found()).toEqual(['i-3']);
    await click(find('button[aria-label="Clear the search"]'));
    expect(found()).toHaveLength(3);
    expect(document.activeElement).toBe(field());
  });

  it('completes keys and values by the keyboard, and searches as it goes', async () => {
    await type(field(), 'sta');
    expect(offers()).toEqual(['state:']);
    await press(field(), 'ArrowDown');
    expect(field().getAttribute('aria-activedescendant')).toBe(
      document.querySelector('[role="option"][aria-selected="true"]')?.id,
    );
    await press(field(), 'Enter');
    expect(field().value).toBe('state:');
    expect(offers()).toContain('stopped1');
    await type(field(), 'state:stopp');
    await press(field(), 'ArrowUp');
    await press(field(), 'Tab');
    expect(field().value).toBe('state:stopped ');
    expect(found()).toEqual(['i-2']);
    // The field's own owner has heard of none of these keys.
    expect(keys).toEqual([]);
  });

  it('leaves all keys to the table while nothing is offered, and Enter while nothing is chosen', async () => {
    await type(field(), 'web');
    expect(offers()).toEqual([]);
    await press(field(), 'ArrowDown');
    await type(field(), 'ta');
    await press(field(), 'Enter');
    expect(keys).toEqual(['ArrowDown', 'Enter']);
    expect(offers()).toEqual([]);
  });

  it('closes the list by Escape and keeps what is written', async () => {
    await type(field(), 'sta');
    await press(field(), 'Escape');
    expect(offers()).toEqual([]);
    expect(field().value).toBe('sta');
  });

  it('says what it does not understand, and finds as text', async () => {
    await type(field(), 'colour:red');
    expect(document.body.textContent).toContain('“colour:” is no field, so it is looked for as text.');
    await type(field(), 'name:"we');
    expect(document.body.textContent).toContain('The quotation mark in name:"we is not closed yet.');
  });

  it('shows how to search, with examples that can be tried', async () => {
    await click(find('button[aria-label="How to search"]'));
    await click(find('button', 'state:running'));
    expect(useFleet.getState().query).toBe('state:running');
    expect(found()).toEqual(['i-3', 'i-1']);
  });
});

describe('facets', () => {
  it('put values into the search by a click, and take them out by another', async () => {
    await render(<Facets />);
    await act(async () => {
      search('-db');
      await Promise.resolve();
    });
    await click(find('button', 'Env'));
    expect(offers()).toEqual(['prod2', 'dev1']);
    await click(find('[role="option"]', 'prod'));
    expect(useFleet.getState().query).toBe('-db tag:Env=prod');
    await click(find('[role="option"]', 'dev'));
    expect(useFleet.getState().query).toBe('-db tag:Env=prod,dev');
    expect(found()).toEqual(['i-1', 'i-2']);
    expect(document.querySelectorAll('[role="option"][aria-selected="true"]').length).toBe(2);
    await click(find('[role="option"]', 'prod'));
    await click(find('[role="option"]', 'dev'));
    expect(useFleet.getState().query).toBe('-db');
  });

  it('count nodes as they come and go', async () => {
    await render(<Facets />);
    await click(find('button', 'Env'));
    await act(async () => {
      mergePage({ nodes: [makeNode({ id: 'i-4', tags: { Env: 'dev', Team: 'data' } })], removed: ['i-1'] });
      await Promise.resolve();
    });
    expect(offers()).toEqual(['dev2', 'prod1']);
    await click(find('button', 'Team'));
    expect(offers()).toContain('data1');
  });

  it('follow what is typed: the text of the search is the truth', async () => {
    await render(<Facets />);
    await click(find('button', 'Env'));
    await act(async () => {
      search('tag:env=DEV');
      await Promise.resolve();
    });
    expect(find('[role="option"][aria-selected="true"]').textContent).toBe('dev1');
  });
});

describe('saved filters', () => {
  const names = () => useFleet.getState().filters.map(({ name }) => name);

  it('are saved under a name, applied, renamed and deleted', async () => {
    await render(<Filters />);
    expect((find('button[aria-label="Save this search"]') as HTMLButtonElement).disabled).toBe(true);
    await act(async () => {
      search('tag:Env=prod');
      await Promise.resolve();
    });
    await click(find('button[aria-label="Save this search"]'));
    await type(find('[role="dialog"] input') as HTMLInputElement, ' Production ');
    await click(find('button', 'Save'));
    expect(useFleet.getState().filters).toEqual([{ name: 'Production', query: 'tag:Env=prod' }]);
    await act(async () => {
      search('');
      await Promise.resolve();
    });
    await click(find('button', 'Production'));
    expect(found()).toEqual(['i-3', 'i-1']);
    await click(find('button[aria-label="Actions for the filter Production"]'));
    await click(find('[role="menuitem"]', 'Rename'));
    await type(find('[role="dialog"] input') as HTMLInputElement, 'Live');
    await click(find('button', 'Save'));
    expect(names()).toEqual(['Live']);
    await click(find('button[aria-label="Actions for the filter Live"]'));
    await click(find('[role="menuitem"]', 'Delete'));
    expect(names()).toEqual([]);
  });

  it('tell which of them is applied, and are not drawn for any other letter', async () => {
    saveFilter('Production', 'tag:Env=prod');
    const drawn = vi.fn();
    await render(
      <Profiler id="filters" onRender={drawn}>
        <Filters />
      </Profiler>,
    );
    const look = (query: string) => act(() => search(query));
    const line = () => find('button', 'Production');
    look('tag:Env=pro');
    drawn.mockClear();
    look('tag:Env=pr');
    expect(drawn).not.toHaveBeenCalled();
    look('tag:Env=prod ');
    expect(line().getAttribute('aria-current')).toBe('true');
    expect((find('button[aria-label="Save this search"]') as HTMLButtonElement).disabled).toBe(true);
    look('tag:Env=pro');
    expect(line().getAttribute('aria-current')).toBe('false');
  });

  it('do not take the name of another when they are renamed', async () => {
    saveFilter('One', 'a');
    saveFilter('Two', 'b');
    await render(<Filters />);
    await click(find('button[aria-label="Actions for the filter Two"]'));
    await click(find('[role="menuitem"]', 'Rename'));
    await type(find('[role="dialog"] input') as HTMLInputElement, 'one');
    expect((find('[role="dialog"] button', 'Save') as HTMLButtonElement).disabled).toBe(true);
    expect(document.body.textContent).toContain('Another filter has this name.');
  });
});

describe('the views', () => {
  const counts = () =>
    Object.fromEntries(
      [...document.querySelectorAll('[role="option"]')].map((view) =>
        [...view.children].map(({ textContent }) => textContent),
      ),
    ) as Record<string, string>;

  it('count nodes that are still being checked neither as ready nor as not reachable', async () => {
    await render(<Views />);
    expect(counts()).toMatchObject({ 'All nodes': '3', Ready: '2', 'Not reachable': '1' });
    await act(async () => {
      mergePage({ nodes: [makeNode({ id: 'i-1', managed: 'checking', ping: null })], removed: ['i-2'] });
      await Promise.resolve();
    });
    expect(counts()).toMatchObject({ 'All nodes': '2', Ready: '1', 'Not reachable': '0' });
  });
});
