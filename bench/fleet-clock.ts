/*
 * What runs in the window's page, by itself: nothing else of this file's process is there. The bench is compiled for
 * Node, so that the browser's objects are declared here as far as they are touched.
 */

export interface Sample {
  /** From the key's event to the end of the frame that first shows the final rows in sight (ms). */
  readonly answeredMs: number;
  /** From the key's event until these rows are in the page and laid out, without the wait for the next frame (ms). */
  readonly workMs: number;
  /** From the key's event to the end of the frame that first shows the final count of all rows (ms). */
  readonly countedMs: number;
  /** Whether the next key came before the search was through: what was not there by then counts as there with that key. */
  readonly isUnfinished: boolean;
}

export interface Clock {
  /** When the first rows were painted (Unix ms); null until then. */
  firstRowsAt: number | null;
  /** When the table's rows last changed (Unix ms). */
  changedAt: number;
  /** One for each key that changed the search. */
  readonly samples: Sample[];
}

interface PageElement {
  textContent: string;
  className: string;
  readonly value: string;
  readonly scrollTop: number;
  readonly clientHeight: number;
  readonly children: ArrayLike<PageElement>;
  getBoundingClientRect(): object;
  getAttribute(name: string): string | null;
  replaceChildren(...children: PageElement[]): void;
  addEventListener(name: string, listen: () => void): void;
  focus(): void;
}

interface PageWindow {
  benchClock: Clock & { settle(): void; frames: number[] };
  readonly document: {
    readonly body: PageElement;
    createElement(name: string): PageElement;
    querySelector(selector: string): PageElement | null;
    getElementsByClassName(name: string): ArrayLike<PageElement>;
  };
  readonly MutationObserver: new (look: () => void) => { observe(target: object, options: object): void };
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: () => void };
    readonly port2: { postMessage(message: null): void };
  };
  requestAnimationFrame(then: (at: number) => void): void;
  addEventListener(
    name: string,
    listen: (event: { readonly timeStamp: number }) => void,
    capture: boolean,
  ): void;
}

/**
 * Starts to look at the page: at the first rows, and at each key in the search. A frame counts as shown when the task
 * after it runs: then it has been laid out and painted, and only the compositor has still to draw it.
 */
export function startClock(): void {
  /** The height of a row and of the table's header. */
  const ROW_PX = 36;
  const page = globalThis as unknown as PageWindow;
  const { document } = page;
  // The page keeps these up to date by itself: to search it at each key would take a part of the time that is measured.
  const grids = document.getElementsByClassName('fleet-grid');
  const bodies = document.getElementsByClassName('fleet-body');
  const bars = document.getElementsByClassName('status-bar');
  const count = () => bars[0]?.textContent ?? '';
  /** What is in sight: the rows and the selected one of them, or the line of text where there is no table. */
  const shown = () => {
    const grid = grids[0];
    if (grid === undefined) return count();
    // Without asking for the place of each row, which takes its time. The first row's index is 2.
    const first = Math.floor(grid.scrollTop / ROW_PX) + 2;
    const end = Math.ceil((grid.scrollTop + grid.clientHeight) / ROW_PX) + 1;
    const ids = Array.from(bodies[0]?.children ?? [], (row) => {
      const index = Number(row.getAttribute('aria-rowindex'));
      return index >= first && index < end ? row.getAttribute('data-node-id') : '';
    });
    return `${ids.join(' ')} ${grid.getAttribute('aria-activedescendant')}`;
  };
  const isBusy = () => grids[0]?.getAttribute('aria-busy') === 'true';
  let pressed: {
    readonly at: number;
    readonly laidOut: { readonly at: number; readonly rows: string }[];
    readonly frames: { readonly at: number; readonly rows: string; readonly count: string }[];
  } | null = null;
  const clock: PageWindow['benchClock'] = {
    firstRowsAt: null,
    changedAt: 0,
    samples: [],
    frames: [],
    settle() {
      if (pressed === null) return;
      const { at, laidOut, frames } = pressed;
      const rows = shown();
      const final = count();
      const isUnfinished = isBusy();
      // The table says -1 while it shows the first rows of a search, and their number while it shows those of before.
      const isShown = !isUnfinished || grids[0]?.getAttribute('aria-rowcount') === '-1';
      const now = performance.now();
      const work = laidOut.find((each) => each.rows === rows);
      const frame = frames.find((each) => each.rows === rows);
      const counted = frames.find((each) => each.count === final);
      if (laidOut.length > 0 && (frame !== undefined || !isShown))
        clock.samples.push({
          answeredMs: (!isShown ? now : (frame?.at ?? now)) - at,
          workMs: (!isShown ? now : (work?.at ?? now)) - at,
          countedMs: (isUnfinished ? now : (counted?.at ?? now)) - at,
          isUnfinished,
        });
      pressed = null;
    },
  };
  page.benchClock = clock;

  const afterFrame = new page.MessageChannel();
  let isWaiting = false;
  const noteFrame = () => {
    if (isWaiting) return;
    isWaiting = true;
    page.requestAnimationFrame(() => afterFrame.port2.postMessage(null));
  };
  afterFrame.port1.onmessage = () => {
    isWaiting = false;
    const now = performance.now();
    pressed?.frames.push({ at: now, rows: shown(), count: count() });
    if (clock.firstRowsAt === null && document.querySelector('[data-node-id]') !== null)
      clock.firstRowsAt = performance.timeOrigin + now;
  };
  /** Lays out what is in the page now: the next frame has only to paint it. */
  const noteLayout = () => {
    if (pressed === null) return;
    document.body.getBoundingClientRect();
    pressed.laidOut.push({ at: performance.now(), rows: shown() });
  };
  let isTyped = false;
  new page.MutationObserver(() => {
    clock.changedAt = performance.timeOrigin + performance.now();
    noteFrame();
    if (isTyped) noteLayout();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });

  page.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      clock.settle();
      pressed = { at: timeStamp, laidOut: [], frames: [] };
      isTyped = false;
    },
    true,
  );
  page.addEventListener(
    'input',
    () => {
      noteFrame();
      isTyped = true;
      // React has put the answer into the page when the event is over.
      queueMicrotask(noteLayout);
    },
    false,
  );
}

/** Takes all out of the window but a field, and a line of text that says what is in it. */
export function showOneLine(): void {
  const { document } = globalThis as unknown as PageWindow;
  const field = document.createElement('input');
  const line = document.createElement('p');
  // The line is where the clock looks for an answer.
  line.className = 'status-bar';
  field.addEventListener('input', () => (line.textContent = field.value));
  document.body.replaceChildren(field, line);
  field.focus();
}

/** Ends the measuring of the last key; all that was measured so far. */
export function readClock(): Clock {
  const { benchClock } = globalThis as unknown as PageWindow;
  benchClock.settle();
  const { firstRowsAt, changedAt, samples } = benchClock;
  return { firstRowsAt, changedAt, samples };
}

/** Notes when each frame begins, until `readFrames`. */
export function watchFrames(): void {
  const page = globalThis as unknown as PageWindow;
  const clock = page.benchClock;
  clock.frames = [];
  const mine = clock.frames;
  const step = (at: number) => {
    if (clock.frames !== mine) return;
    mine.push(at);
    page.requestAnimationFrame(step);
  };
  page.requestAnimationFrame(step);
}

/** The time between the frames that `watchFrames` saw (ms). */
export function readFrames(): number[] {
  const { benchClock } = globalThis as unknown as PageWindow;
  const { frames } = benchClock;
  benchClock.frames = [];
  return frames.slice(1).map((at, index) => at - (frames[index] ?? at));
}

/** How many nodes the list has, as its views say. */
export function countNodes(): number {
  const page = globalThis as unknown as PageWindow;
  const shown = page.document.querySelector('.fleet-view .fleet-count')?.textContent ?? '';
  return Number(shown.replaceAll(',', ''));
}
