/*
 * What runs in the window's page, by itself: nothing else of this file's process is there. The bench is compiled for
 * Node, so that the browser's objects are declared here as far as they are touched.
 */

export interface Sample {
  /** From the key's event to the end of the frame that first shows the final answer (ms). */
  readonly answeredMs: number;
  /** From the key's event until the answer is in the page and laid out, without the wait for the next frame (ms). */
  readonly workMs: number;
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
  const page = globalThis as unknown as PageWindow;
  const { document } = page;
  /** What tells one answer from another. */
  const answer = () => {
    const first = document.querySelector('[data-node-id]')?.getAttribute('data-node-id') ?? '';
    return `${document.querySelector('.status-bar')?.textContent ?? ''} ${first}`;
  };
  let pressed: { at: number; work: number; frames: { at: number; answer: string }[] } | null = null;
  const clock: PageWindow['benchClock'] = {
    firstRowsAt: null,
    changedAt: 0,
    samples: [],
    frames: [],
    settle() {
      if (pressed === null) return;
      const { at, work, frames } = pressed;
      const final = answer();
      const shown = frames.find((frame) => frame.answer === final);
      if (shown !== undefined) clock.samples.push({ answeredMs: shown.at - at, workMs: work });
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
    pressed?.frames.push({ at: now, answer: answer() });
    if (clock.firstRowsAt === null && document.querySelector('[data-node-id]') !== null)
      clock.firstRowsAt = performance.timeOrigin + now;
  };
  new page.MutationObserver(() => {
    clock.changedAt = performance.timeOrigin + performance.now();
    noteFrame();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });

  page.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      clock.settle();
      pressed = { at: timeStamp, work: 0, frames: [] };
    },
    true,
  );
  const afterInput = new page.MessageChannel();
  afterInput.port1.onmessage = () => {
    if (pressed === null) return;
    // React has put the answer into the page when the key's task is over; this lays it out.
    document.body.getBoundingClientRect();
    pressed.work = performance.now() - pressed.at;
  };
  page.addEventListener(
    'input',
    () => {
      noteFrame();
      afterInput.port2.postMessage(null);
    },
    true,
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
