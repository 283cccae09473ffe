import { createStore, type StoreApi } from 'zustand';
import type { FilesInfo, Job, JobSpecInput, Side } from '../../shared/contract/index.js';
import { jobSpecSchema } from '../../shared/contract/index.js';
import { problem, ProblemError, toProblem, type Problem } from '../../shared/problem.js';
import { call, expectPort } from '../bridge.js';
import type { TerminalSession } from '../terminal/session.js';
import { editsConnected, endEditsOf } from './editing/edits.js';
import { FilesLink, type FilesCall } from './files-link.js';
import { forgetJobsOf, jobEventsOf, onJobEnd } from './jobs/jobs-store.js';
import { isElevationChosen, setElevated } from './pane/elevation.js';
import { Pane } from './pane/pane.js';
import { useFilesPreferences } from './preferences-store.js';
import type { Staged } from './staging/staged.js';
import { ShellFollower } from './shell-follower.js';

interface TabFilesState {
  /** What both sides can do; null until there is a connection that has said so. */
  readonly info: FilesInfo | null;
  /** Why there are no files. */
  readonly problem: Problem | null;
  /** The pane whose file the quick view shows; null while that is closed. */
  readonly viewing: Side | null;
  /** What was fetched for other programs; null when nothing was. */
  readonly staged: Staged | null;
}

/**
 * Files of one tab: its two panes, and the way to its connection, which a reconnection replaces. It lives outside
 * React, as the terminal does. Nothing is asked of the node before somebody wants to see files.
 */
export class TabFiles {
  public readonly store: StoreApi<TabFilesState> = createStore<TabFilesState>(() => ({
    info: null,
    problem: null,
    viewing: null,
    staged: null,
  }));
  public readonly remote = new Pane('remote');
  public readonly local = new Pane('local');
  private link: FilesLink | null = null;
  private isWanted = false;
  private stopWaiting: () => void = () => undefined;
  private readonly follower: ShellFollower;
  private readonly stopFollowing: (() => void)[];

  public constructor(public readonly session: TerminalSession) {
    this.follower = new ShellFollower(this);
    this.stopFollowing = [
      onJobEnd((files) => {
        if (files !== this) return;
        void this.remote.refresh();
        void this.local.refresh();
      }),
      session.store.subscribe((now, before) => {
        if (now.phase !== before.phase) this.follow();
      }),
      useFilesPreferences.subscribe((now, before) => {
        if (
          now.jobs.bytesPerSecond !== before.jobs.bytesPerSecond ||
          now.jobs.sessions !== before.jobs.sessions
        )
          void this.applyLimits().catch(() => undefined);
      }),
    ];
  }

  public get nodeId(): string {
    return this.session.node.id;
  }

  /** Somebody wants to see or copy files: opens them now, or as soon as there is a connection. */
  public want(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.follow();
  }

  /** Asks the connection. @throws ProblemError */
  public readonly call: FilesCall = (name, args, options) => {
    if (this.link === null) return Promise.reject(new ProblemError(this.lost()));
    return this.link.call(name, args, options);
  };

  /** Adds a job to the connection's queue. @returns its id @throws ProblemError */
  public async addJob(spec: JobSpecInput): Promise<string> {
    const { jobId } = await this.call('jobs.add', { job: jobSpecSchema.parse(spec) });
    return jobId;
  }

  /** Adds a job and waits until it has ended. @throws ProblemError when the connection ends first */
  public async runJob(spec: JobSpecInput): Promise<Job> {
    const jobId = await this.addJob(spec);
    return new Promise((resolve, reject) => {
      const stops = [
        onJobEnd((files, job) => {
          if (files === this && job.jobId === jobId) end(() => resolve(job));
        }),
        this.store.subscribe(({ info }) => {
          if (info === null) end(() => reject(new ProblemError(this.lost())));
        }),
      ];
      const end = (settle: () => void) => {
        stops.forEach((stop) => stop());
        settle();
      };
    });
  }

  /** Where the shell is, as far as it or the node tells; else the remote pane's folder, or the home folder. @throws ProblemError */
  public async shellFolder(): Promise<string> {
    const told = this.session.store.getState().folder;
    if (told !== null) return told;
    const asked = await this.call('shellFolder', {});
    if (asked !== null) return asked.path;
    const { path } = this.remote.state;
    return path === '' ? (await this.call('info', {})).remote.home : path;
  }

  /** Tries again after files could not be opened. */
  public retry(): void {
    this.unlink();
    this.follow();
  }

  public dispose(): void {
    endEditsOf(this);
    this.follower.dispose();
    for (const stop of this.stopFollowing) stop();
    this.unlink();
    this.remote.dispose();
    this.local.dispose();
  }

  private lost(): Problem {
    return problem('files.lost', { node: this.nodeId, path: '' });
  }

  private follow(): void {
    const { phase, signIn } = this.session.store.getState();
    // Session Manager's own shell carries no files.
    if (phase !== 'open' || signIn === null) this.unlink();
    else if (this.isWanted && this.link === null) this.open();
  }

  private open(): void {
    const { connectionId } = this.session;
    if (connectionId === null) return;
    this.stopWaiting();
    this.stopWaiting = expectPort(connectionId, (port) => void this.opened(port), 'files');
    call('files.open', { connectionId }).catch((error: unknown) =>
      this.store.setState({ problem: toProblem(error) }),
    );
  }

  private async opened(port: MessagePort): Promise<void> {
    const link = new FilesLink(port, this.nodeId, jobEventsOf(this));
    this.link = link;
    try {
      const info = await link.call('info', {});
      if (this.link !== link) return;
      this.store.setState({ info, problem: null });
      await this.applyLimits();
      this.remote.connected(this.call, info.remote);
      this.local.connected(this.call, info.local);
      editsConnected(this);
      // The connection has begun as the user, because sudo did not let it: asking again tells why.
      if (isElevationChosen(this.nodeId) && !info.remote.elevated) await setElevated(this, true);
    } catch (error) {
      if (this.link === link) this.store.setState({ problem: toProblem(error) });
    }
  }

  private async applyLimits(): Promise<void> {
    if (this.link === null) return;
    const { bytesPerSecond, sessions } = useFilesPreferences.getState().jobs;
    await Promise.all([
      this.call('jobs.limit', { bytesPerSecond }),
      this.call('jobs.sessions', { most: sessions }),
    ]);
  }

  private unlink(): void {
    this.stopWaiting();
    this.link?.close();
    this.link = null;
    this.store.setState({ info: null, problem: null });
    this.remote.disconnected();
    this.local.disconnected();
    forgetJobsOf(this);
  }
}

const byTab = new Map<string, TabFiles>();

/** The files of a tab. */
export function filesOf(session: TerminalSession): TabFiles {
  let files = byTab.get(session.id);
  if (files === undefined) {
    files = new TabFiles(session);
    byTab.set(session.id, files);
  }
  return files;
}

/** The tab is closed. */
export function forgetFilesOf(session: TerminalSession): void {
  byTab.get(session.id)?.dispose();
  byTab.delete(session.id);
}
