import type { StoreApi } from 'zustand';
import type { FilesInfo } from '../../shared/contract/index.js';
import type { TerminalSession } from '../terminal/session.js';
import type { Pane } from './pane/pane.js';
import { useFilesPreferences } from './preferences-store.js';

/** After Enter (ms): by then most commands that change the folder have, and the slow ones by the second time. */
const LOOK_AFTER_MS = [400, 2_000] as const;

/** The files of a tab, as far as following its shell needs them. */
interface Followed {
  readonly session: TerminalSession;
  readonly remote: Pane;
  readonly store: Pick<StoreApi<{ readonly info: FilesInfo | null }>, 'getState' | 'subscribe'>;
  shellFolder(): Promise<string>;
}

/**
 * Takes the remote pane to where the shell goes, while that is wanted. A shell that says where it is (OSC 7) is believed;
 * of another one it is asked on the node after each Enter.
 */
export class ShellFollower {
  private last: string | null = null;
  private isLooking = false;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private readonly stops: (() => void)[];

  public constructor(private readonly files: Followed) {
    const { session, store } = files;
    const input = session.terminal.onData((text) => {
      if (text.includes('\r')) this.lookSoon();
    });
    this.stops = [
      () => input.dispose(),
      session.store.subscribe((now, before) => {
        if (now.folder !== before.folder && now.folder !== null) this.arrived(now.folder);
      }),
      store.subscribe((now, before) => {
        if (now.info !== before.info && now.info !== null) void this.look();
      }),
      useFilesPreferences.subscribe((now, before) => {
        if (now.followShell && !before.followShell) {
          this.last = null;
          void this.look();
        }
      }),
    ];
  }

  public dispose(): void {
    this.stops.forEach((stop) => stop());
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  private get isWanted(): boolean {
    const { followShell, pane } = useFilesPreferences.getState();
    return followShell && pane.isOpen && this.files.store.getState().info !== null;
  }

  private lookSoon(): void {
    // Nothing is asked of the node that nobody wants to know, or that the shell says itself.
    if (!this.isWanted || this.files.session.store.getState().folder !== null) return;
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers = LOOK_AFTER_MS.map((ms) => setTimeout(() => void this.look(), ms));
  }

  /** Never rejects: what cannot be known is not followed. */
  private async look(): Promise<void> {
    if (!this.isWanted || this.isLooking) return;
    this.isLooking = true;
    const folder = await this.files.shellFolder().catch(() => null);
    this.isLooking = false;
    if (folder !== null) this.arrived(folder);
  }

  /** Whoever goes elsewhere in the pane stays there until the shell moves. */
  private arrived(folder: string): void {
    if (!this.isWanted || folder === this.last) return;
    this.last = folder;
    const { remote } = this.files;
    if (remote.state.path !== folder) void remote.go(folder);
  }
}
