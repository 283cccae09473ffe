import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LARGE_FLEET_REGIONS, largeFleet } from '../simulator/index.js';
import {
  ensureBuilt,
  hasDisplay,
  launchApp,
  startVirtualDisplay,
  type DrivenApp,
} from '../test/support/app.js';
import { measureActions } from './fleet-actions.js';
import {
  countNodes,
  readClock,
  readFrames,
  showOneLine,
  startClock,
  watchFrames,
  type Sample,
} from './fleet-clock.js';
import { searchNaively } from './naive-fleet.js';
import { alone, beside, type Metric } from './report.js';
import { percentile } from './statistics.js';

const SIZES = [
  { count: 1_000, label: '1k' },
  { count: 10_000, label: '10k' },
  { count: 100_000, label: '100k' },
] as const;

/** A hundred thousand come in AWS's pages of 50 and 200: that takes its time, here too. */
const LISTED_TIMEOUT_MS = 10 * 60_000;
/** Soon after the list has come, much of the memory is what it needed for that, which V8 has not collected yet. */
const SOON_MS = 10_000;
/** By now it has, in a process with nothing to do: what is left is what the list needs to be kept. */
const SETTLED_MS = 45_000;
/** One frame of a screen with 60 of them a second. */
const FRAME_MS = 1000 / 60;
/** A frame that takes longer has missed the next beat of the screen. */
const LATE_MS = 1.5 * FRAME_MS;
/** Between two keys (ms): faster than people type, and as fast as a key that is held down repeats. */
const KEY_GAP_MS = 35;
const BYTES_PER_MB = 1_000_000;

/** Typed letter by letter, and taken back letter by letter. */
const SEARCHES = [
  'web-prod-12',
  'i-0a1b2c3d00',
  '10.0.12',
  'tag:env=prod api',
  'state:run -web',
  'reach:no windows',
  'owner-39',
  'zq',
];

interface Measured {
  readonly firstRowsMs: number;
  readonly listedMs: number;
  /** Once what is not needed any more has been collected. */
  readonly memoryMb: number;
  /** Before that. */
  readonly soonMb: number;
  readonly typing: readonly Sample[];
  /** The same keys in the same window, where nothing but a line of text is drawn for each. */
  readonly lineTyping: readonly Sample[];
  readonly naiveSearchMs: readonly number[];
  readonly scrollFrames: readonly number[];
  /** How long the window did not answer while something was done with the whole list. */
  readonly actions: readonly Metric[];
  readonly refresh: { readonly frames: readonly number[]; readonly typing: readonly Sample[] };
}

/**
 * Lists of 1,000, 10,000 and 100,000 nodes in the real window, from 20 sources.
 *
 * - `first-rows`: from the first page's arrival in main (the head of its HTTP answer) to the end of the frame that
 *   shows rows; beside the time until all are there, which a list takes that waits for its end.
 * - `search-p95`: from a real key's event to the end of the frame that shows the final rows in sight and which of them
 *   is selected, the 95th percentile; beside the same for a field in the same window that has one line of text changed:
 *   that much is the machine's, the wait for the next frame included. `search-work-p95` is without that wait: until
 *   these rows are in the page and laid out, which has to be done within a frame (16 ms) for the next one to show it;
 *   beside a filter over all objects' texts. `search-count-p95` is until the frame that shows how many rows there are:
 *   in a large fleet they are counted after the first ones are shown. `search-unfinished` is the share of keys that
 *   the next key came upon before that.
 * - `scroll-frames`: the share of frames that came in time while a wheel turned, as the page's requestAnimationFrame
 *   tells. Without a screen the frames are drawn by the processor, and its time is in them.
 * - `refresh-…`: the same while all 20 sources are listed again and every node has a new time of its last ping.
 * - `sort-`, `select-all-`, `group-` and `facets-longest-frame`: the longest time between two frames meanwhile.
 * - `memory`: of all of the app's processes, above an app with an empty list, 45 s after the list was whole, and as
 *   `memory-soon` after 10 s, with what V8 has not collected yet; beside the same nodes as plain objects,
 *   once in main and once in the page.
 */
export async function benchFleet(): Promise<Metric[]> {
  await ensureBuilt();
  const display = hasDisplay() ? undefined : await startVirtualDisplay();
  if (display) process.env.DISPLAY = display.name;
  try {
    const empty = await measure(0, '0');
    const metrics: Metric[] = [];
    const searches: { ours: number; naive: number }[] = [];
    for (const { count, label } of SIZES) {
      const measured = await measure(count, label);
      const { typing, refresh } = measured;
      const naive = percentile(measured.naiveSearchMs, 0.95);
      const line = p95(measured.lineTyping, 'answeredMs');
      const answered = p95(typing, 'answeredMs');
      searches.push({ ours: p95(typing, 'workMs'), naive });
      metrics.push(
        beside(`first-rows-ms-${label}`, measured.firstRowsMs, 'ms', measured.listedMs),
        beside(`search-p95-ms-${label}`, answered, 'ms', line),
        beside(`search-work-p95-ms-${label}`, p95(typing, 'workMs'), 'ms', naive),
        alone(`search-count-p95-ms-${label}`, p95(typing, 'countedMs'), 'ms'),
        alone(
          `search-unfinished-${label}`,
          typing.filter(({ isUnfinished }) => isUnfinished).length / typing.length,
          'share',
        ),
        beside(`scroll-frames-${label}`, inTime(measured.scrollFrames), 'share', 1),
        beside(`refresh-search-p95-ms-${label}`, p95(refresh.typing, 'answeredMs'), 'ms', answered),
        beside(`refresh-frames-${label}`, inTime(refresh.frames), 'share', 1),
        alone(`refresh-longest-frame-ms-${label}`, Math.max(...refresh.frames), 'ms'),
        ...measured.actions,
        beside(`memory-MB-${label}`, measured.memoryMb - empty.memoryMb, 'MB', 2 * plainMb(count)),
        alone(`memory-soon-MB-${label}`, measured.soonMb - empty.soonMb, 'MB'),
      );
    }
    const [small, , large] = searches;
    if (small && large)
      metrics.push(
        beside('search-growth-1k-to-100k', large.ours / small.ours, '×', large.naive / small.naive),
      );
    return metrics;
  } finally {
    await display?.close();
  }
}

const p95 = (samples: readonly Sample[], of: Exclude<keyof Sample, 'isUnfinished'>): number =>
  percentile(
    samples.map((sample) => sample[of]),
    0.95,
  );

const inTime = (frames: readonly number[]): number =>
  frames.filter((ms) => ms < LATE_MS).length / frames.length;

async function measure(count: number, label: string): Promise<Measured> {
  const side = fork(join(import.meta.dirname, 'fleet-side-process.ts'), [String(count)], {
    execArgv: ['--import', 'tsx'],
  });
  const [env] = (await once(side, 'message')) as [Record<string, string>];
  const sources = LARGE_FLEET_REGIONS.map((region) => ({ profile: null, region, isOn: true }));
  const app = await launchApp({ env, settings: { fleet: { sources, refreshSeconds: 0 } } });
  try {
    return await measureIn(app, side, count, label);
  } finally {
    await app.close();
    side.disconnect();
  }
}

async function measureIn(
  app: DrivenApp,
  side: ChildProcess,
  count: number,
  label: string,
): Promise<Measured> {
  const { page } = app;
  await page.locator('[data-problem]').first().waitFor();
  // The bench's compiler names functions with a helper that the page has not got.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(startClock);
  await noteFirstPage(app);
  const allowed = once(side, 'message');
  side.send('allow');
  await allowed;
  await refresh(app);
  if ((await page.evaluate(countNodes)) !== count) throw new Error('The list is not whole');
  const { firstRowsAt, changedAt } = await page.evaluate(readClock);
  await delay(SOON_MS);
  const soonMb = await memoryOf(app);
  await delay(SETTLED_MS - SOON_MS);
  const memoryMb = await memoryOf(app);
  const firstPageAt = await readFirstPage(app);
  const firstRowsMs = (firstRowsAt ?? NaN) - firstPageAt;
  const listedMs = changedAt - firstPageAt;
  if (count === 0) {
    const refresh = { frames: [], typing: [] };
    return {
      firstRowsMs,
      listedMs,
      memoryMb,
      soonMb,
      typing: [],
      lineTyping: [],
      naiveSearchMs: [],
      scrollFrames: [],
      refresh,
      actions: [],
    };
  }
  await page.getByRole('searchbox').focus();
  const typing = await typeSearches(app);
  const scrollFrames = await scroll(app);
  const refreshed = await measureRefresh(app);
  const actions = await measureActions(app, label);
  const naiveSearchMs = await page.evaluate(searchNaively, { count, searches: SEARCHES });
  await page.evaluate(showOneLine);
  const lineTyping = await typeSearches(app);
  return {
    firstRowsMs,
    listedMs,
    memoryMb,
    soonMb,
    typing,
    lineTyping,
    naiveSearchMs,
    scrollFrames,
    refresh: refreshed,
    actions,
  };
}

/** Lists all again; resolves when the window shows all of it. */
async function refresh({ page }: DrivenApp): Promise<void> {
  await page.evaluate(`window.sallyport.call('fleet.refresh', {})`);
  await page.waitForSelector('.fleet-main[aria-busy="false"]', { timeout: LISTED_TIMEOUT_MS });
}

/** What Node tells of an HTTP answer when its head is there. */
interface Answer {
  readonly request: { getHeader(name: string): unknown };
  readonly response: { readonly statusCode: number };
}

/** Lets main note when the head of the first answer with nodes arrives. */
const noteFirstPage = ({ app }: DrivenApp): Promise<void> =>
  app.evaluate(() => {
    const { mainModule } = process as unknown as { mainModule: { require(name: string): unknown } };
    const channels = mainModule.require('node:diagnostics_channel') as {
      subscribe(channel: string, take: (message: Answer) => void): void;
    };
    channels.subscribe('http.client.response.finish', ({ request, response }) => {
      const place = globalThis as { firstPageAt?: number };
      const isListing = /\/(ssm|ec2)\/aws4_request/.test(String(request.getHeader('authorization')));
      if (isListing && response.statusCode === 200)
        place.firstPageAt ??= performance.timeOrigin + performance.now();
    });
  });

const readFirstPage = ({ app }: DrivenApp): Promise<number> =>
  app.evaluate(() => (globalThis as { firstPageAt?: number }).firstPageAt ?? NaN);

/** What all of the app's processes use (MB): on Linux each page of memory that several share is counted once. */
async function memoryOf({ app }: DrivenApp): Promise<number> {
  const processes = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, memory }) => ({ pid, residentKib: memory.workingSetSize })),
  );
  const kib = processes.map(({ pid, residentKib }) => {
    if (process.platform !== 'linux') return residentKib;
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  });
  return (kib.reduce((sum, each) => sum + each, 0) * 1024) / BYTES_PER_MB;
}

async function typeSearches(app: DrivenApp, until: () => boolean = () => false): Promise<Sample[]> {
  const { page } = app;
  const before = (await page.evaluate(readClock)).samples.length;
  for (const search of SEARCHES) {
    if (until()) break;
    const keys = Array.from(search, (letter) => (letter === ' ' ? 'Space' : letter));
    for (const key of [...keys, ...keys.map(() => 'Backspace')]) {
      await page.keyboard.press(key);
      await delay(KEY_GAP_MS);
    }
  }
  return (await page.evaluate(readClock)).samples.slice(before);
}

/** Turns the wheel over the table for two seconds. */
async function scroll({ page }: DrivenApp): Promise<number[]> {
  await page.locator('.fleet-grid').hover();
  await page.evaluate(watchFrames);
  const end = performance.now() + 2_000;
  while (performance.now() < end) {
    await page.mouse.wheel(0, 120);
    await delay(FRAME_MS);
  }
  return page.evaluate(readFrames);
}

async function measureRefresh(app: DrivenApp): Promise<Measured['refresh']> {
  let isOver = false;
  await app.page.getByRole('searchbox').focus();
  const listed = refresh(app).finally(() => (isOver = true));
  const typing = await typeSearches(app, () => isOver);
  await listed;
  const again = refresh(app);
  await app.page.evaluate(watchFrames);
  await again;
  return { typing, frames: await app.page.evaluate(readFrames) };
}

/** What so many nodes need as plain objects (MB), read from JSON as an answer of AWS would be. */
function plainMb(count: number): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const fleet = largeFleet(count);
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const nodes: unknown[] = [];
  for (const region of fleet.regions) {
    const list = fleet.in(region);
    for (let index = 0; index < list.length; index++) nodes.push(JSON.parse(JSON.stringify(list.at(index))));
  }
  const bytes = heap() - before;
  return nodes.length === count ? bytes / BYTES_PER_MB : NaN;
}
