import { createStore, type StoreApi } from 'zustand';
import type { FilesInfo, Side } from '../../../shared/contract/index.js';
import { baseName, folderOf, joinPath } from '../../../shared/file-path.js';
import type { NameRules } from '../../../shared/name-rules.js';
import { toProblem, type Problem } from '../../../shared/problem.js';
import type { FilesCall } from '../files-link.js';
import { useFilesPreferences } from '../preferences-store.js';
import { merge, rowCompare, toRow, visible, type Row } from './listing.js';

/** Each time, all rows are merged, filtered and drawn again; more than 20 times a second is work that nobody sees. */
const SHOW_EVERY_MS = 50;
/** Folders to go back to: whoever wants one from longer ago types its path or has a bookmark. */
const MOST_HISTORY = 100;

export interface PaneState {
  /** The folder in sight, absolute; empty before there was one. */
  readonly path: string;
  /** The folder that is being listed for the first time; null when none is. */
  readonly opening: string | null;
  /** Whether a listing runs, also one that only looks again. */
  readonly isListing: boolean;
  /** Why the folder cannot be shown. */
  readonly problem: Problem | null;
  /** Why the last thing that was asked for was not done, beside a folder that can be shown. */
  readonly notice: Problem | null;
  /** All of the folder, sorted. */
  readonly sorted: readonly Row[];
  /** What is shown of it. */
  readonly rows: readonly Row[];
  readonly filter: string;
  readonly isFiltering: boolean;
  readonly selected: ReadonlySet<string>;
  /** The name that the keyboard is at. */
  readonly lead: string | null;
  readonly back: readonly string[];
  readonly forward: readonly string[];
  /** The name that is being changed in its row. */
  readonly renaming: string | null;
  /** Whether the path is a field now. */
  readonly isTypingPath: boolean;
}

const nothingSelected = { selected: new Set<string>(), lead: null, renaming: null };

/** How a row joins those that are selected: alone, in or out by itself, or with all from the anchor to it. */
export type SelectHow = 'only' | 'toggle' | 'range';

/** A folder of one side, as it is shown: what is in it, what is selected, and the way that led there. */
export class Pane {
  public readonly store: StoreApi<PaneState>;
  private call: FilesCall | null = null;
  private info: FilesInfo[Side] | null = null;
  private listing: AbortController | null = null;
  private arrived: Row[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private anchor: string | null = null;
  private readonly stopFollowing: () => void;

  public constructor(public readonly side: Side) {
    this.store = createStore<PaneState>(() => ({
      path: '',
      opening: null,
      isListing: false,
      problem: null,
      notice: null,
      sorted: [],
      rows: [],
      filter: '',
      isFiltering: false,
      ...nothingSelected,
      back: [],
      forward: [],
      isTypingPath: false,
    }));
    this.stopFollowing = useFilesPreferences.subscribe((now, before) => {
      if (now.sort !== before.sort) this.show(merge([], this.state.sorted, rowCompare(now.sort)));
      else if (now.showHidden !== before.showHidden) this.show(this.state.sorted);
    });
  }

  public get state(): PaneState {
    return this.store.getState();
  }

  /** What stands between names here; of a POSIX system before anything is known. */
  public get separator(): '/' | '\\' {
    return this.info?.separator ?? '/';
  }

  /** What names can be here; as in POSIX systems before anything is known. */
  public get nameRules(): NameRules {
    return this.info?.names ?? 'posix';
  }

  public get home(): string {
    return this.info?.home ?? '';
  }

  public get roots(): readonly string[] {
    return this.info?.roots ?? [];
  }

  /** There is a connection: shows the folder that was in sight, else the home folder. */
  public connected(call: FilesCall, info: FilesInfo[Side]): void {
    this.call = call;
    this.info = info;
    const { path } = this.state;
    void this.list(path === '' ? info.home : path, path !== '');
  }

  /** There is none any more. What was listed stays in sight. */
  public disconnected(): void {
    this.call = null;
    this.listing?.abort();
    this.store.setState({ opening: null, isListing: false });
  }

  public dispose(): void {
    this.disconnected();
    this.stopFollowing();
    clearTimeout(this.timer);
  }

  /** The absolute path of something in the folder in sight. */
  public pathOf(name: string): string {
    return joinPath(this, this.state.path, name);
  }

  /** A path as it is typed, from the folder in sight on where it does not say otherwise; `~` stays. */
  public absolute(path: string): string {
    return /^([/~]|[A-Za-z]:[\\/]|\\\\)/.test(path) ? path : joinPath(this, this.state.path, path);
  }

  /** Goes to a folder; `~` and paths from the folder in sight are understood. */
  public async go(path: string, select?: string): Promise<void> {
    const { back } = this.state;
    const before = this.heading();
    const target = this.absolute(path);
    if (target !== before && before !== '')
      this.store.setState({ back: [...back, before].slice(-MOST_HISTORY), forward: [] });
    await this.list(target, target === before, select);
  }

  /** To the folder that this one is in, with this one selected there. */
  public async goUp(): Promise<void> {
    const { path } = this.state;
    const parent = folderOf(this, path);
    if (parent !== path) await this.go(parent, baseName(this, path));
  }

  public async goBack(): Promise<void> {
    const { back, forward } = this.state;
    const to = back.at(-1);
    if (to === undefined) return;
    this.store.setState({ back: back.slice(0, -1), forward: [...forward, this.heading()] });
    await this.list(to, false);
  }

  public async goForward(): Promise<void> {
    const { back, forward } = this.state;
    const to = forward.at(-1);
    if (to === undefined) return;
    this.store.setState({ forward: forward.slice(0, -1), back: [...back, this.heading()] });
    await this.list(to, false);
  }

  /** Lists the folder in sight again, and swaps the lines when all have come. */
  public async refresh(select?: string): Promise<void> {
    const { path, opening, problem } = this.state;
    // Somebody is on the way to another folder, and a job that ends must not call them back.
    if (path === '' || opening !== null) return;
    await this.list(path, problem === null, select);
  }

  public setFilter(filter: string): void {
    this.store.setState({ filter });
    this.show(this.state.sorted);
  }

  public setFiltering(isFiltering: boolean): void {
    this.store.setState({ isFiltering });
    if (!isFiltering) this.setFilter('');
  }

  public select(name: string, how: SelectHow): void {
    const { rows, selected } = this.state;
    if (how === 'range' && this.anchor !== null) {
      const places = [this.anchor, name].map((each) => rows.findIndex((row) => row.name === each));
      const names = rows.slice(Math.min(...places), Math.max(...places) + 1).map((row) => row.name);
      if (!places.includes(-1)) {
        this.store.setState({ selected: new Set(names), lead: name });
        return;
      }
    }
    this.anchor = name;
    const next = new Set(how === 'toggle' ? selected : []);
    if (how === 'toggle' && selected.has(name)) next.delete(name);
    else next.add(name);
    this.store.setState({ selected: next, lead: name });
  }

  /** Takes the keyboard to a row without selecting it. */
  public lead(name: string): void {
    this.store.setState({ lead: name });
  }

  public selectAll(): void {
    this.store.setState(({ rows, lead }) => ({
      selected: new Set(rows.map(({ name }) => name)),
      lead: lead ?? rows[0]?.name ?? null,
    }));
  }

  public selectNone(): void {
    this.store.setState({ selected: new Set() });
  }

  /** The selected rows, in the order in which they are shown. */
  public selectedRows(): Row[] {
    const { rows, selected } = this.state;
    return rows.filter(({ name }) => selected.has(name));
  }

  public selectedPaths(): string[] {
    return this.selectedRows().map(({ name }) => this.pathOf(name));
  }

  /** Does something to files and shows what has become of the folder; what stands in the way is shown, too. */
  public async change(work: (call: FilesCall) => Promise<unknown>, select?: string): Promise<boolean> {
    const { call } = this;
    if (call === null) return false;
    try {
      await work(call);
      this.store.setState({ notice: null });
    } catch (error) {
      this.store.setState({ notice: toProblem(error) });
      return false;
    }
    await this.refresh(select);
    return true;
  }

  /** A row has another name: it is shown at once, since listing a long folder again takes its time. */
  public renamed(row: Row, name: string): void {
    const { sorted } = this.state;
    // Somebody has gone to another folder meanwhile, or it was listed again.
    if (!sorted.includes(row)) return;
    const rest = sorted.filter((each) => each !== row && each.name !== name);
    const compare = rowCompare(useFilesPreferences.getState().sort);
    this.show(merge(rest, [toRow({ ...row.entry, name })], compare));
    this.select(name, 'only');
  }

  /** The folder in sight, or the one that somebody is on the way to: whoever is quicker than the node leaves that one. */
  private heading(): string {
    const { opening, path } = this.state;
    return opening ?? path;
  }

  private async list(path: string, isAgain: boolean, select?: string): Promise<void> {
    const { call } = this;
    if (call === null) return;
    this.listing?.abort();
    const listing = new AbortController();
    this.listing = listing;
    const isCurrent = () => this.listing === listing;
    this.arrived = [];
    this.store.setState({ isListing: true, opening: isAgain ? null : path, isTypingPath: false });
    try {
      const { path: absolute } = await call(
        'list',
        { side: this.side, path },
        {
          signal: listing.signal,
          entries: (entries) => {
            if (!isCurrent()) return;
            for (const entry of entries) this.arrived.push(toRow(entry));
            if (!isAgain) this.showSoon(path);
          },
        },
      );
      if (!isCurrent()) return;
      clearTimeout(this.timer);
      this.timer = undefined;
      // What was shown as it came is there already, but for the last part.
      const shown = !isAgain && this.state.opening === null ? this.state.sorted : [];
      if (!isAgain && this.state.opening !== null) this.enter(absolute);
      // Whoever typed the folder in sight in other words, as `~`, has gone nowhere.
      const back = this.state.back.at(-1) === absolute ? this.state.back.slice(0, -1) : this.state.back;
      this.store.setState({ path: absolute, back, isListing: false, opening: null, problem: null });
      this.show(merge(shown, this.arrived, rowCompare(useFilesPreferences.getState().sort)));
      this.arrived = [];
      this.settleSelection(select);
    } catch (error) {
      if (!isCurrent()) return;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.enter(path);
      this.store.setState({
        isListing: false,
        opening: null,
        problem: toProblem(error),
        sorted: [],
        rows: [],
      });
    }
  }

  /** Begins with another folder's empty table. */
  private enter(path: string): void {
    this.anchor = null;
    this.store.setState({ path, sorted: [], rows: [], filter: '', isFiltering: false, ...nothingSelected });
  }

  private showSoon(path: string): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.state.opening !== null) {
        this.enter(path);
        this.store.setState({ opening: null, problem: null });
      }
      const { arrived } = this;
      this.arrived = [];
      this.show(merge(this.state.sorted, arrived, rowCompare(useFilesPreferences.getState().sort)));
    }, SHOW_EVERY_MS);
  }

  private show(sorted: readonly Row[]): void {
    const { showHidden } = useFilesPreferences.getState();
    this.store.setState(({ filter }) => ({ sorted, rows: visible(sorted, filter, showHidden) }));
  }

  /** Keeps selected what is still there, and takes the keyboard to a row that is. */
  private settleSelection(select: string | undefined): void {
    const { rows, selected, lead } = this.state;
    const names = new Set(rows.map(({ name }) => name));
    if (select !== undefined && names.has(select)) {
      this.select(select, 'only');
      return;
    }
    const kept = [...selected].filter((name) => names.has(name));
    this.store.setState({
      selected: kept.length === selected.size ? selected : new Set(kept),
      lead: lead !== null && names.has(lead) ? lead : (kept[0] ?? rows[0]?.name ?? null),
    });
  }
}
