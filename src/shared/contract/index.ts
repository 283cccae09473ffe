/**
 * The one table of calls and events between processes, put together from a file for each subject. Preload, main and
 * connection are wired from it, and each message is checked against its schema at the door of the process that
 * receives it.
 *
 * Adding a call: one entry in its subject's file, one handler in the process that answers.
 */
import type { z } from 'zod';
import { appCalls, appEvents } from './app.js';
import type { Args, Reply, Result } from './call.js';
import { connectionCommands, connectionEvents, openCalls } from './connections.js';
import { desktopCalls } from './desktop.js';
import { editingCalls, editingEvents } from './editing.js';
import { filesOpenCalls } from './files.js';
import { filesPreferencesCalls } from './files-preferences.js';
import { fleetCalls, fleetEvents } from './fleet.js';
import { hostKeyCalls, hostKeyEvents, hostKeyPageCalls } from './host-keys.js';
import { jobStoreCalls, storedJobCalls, storedJobEvents } from './jobs.js';
import { keyCalls } from './keys.js';
import { powerCalls, powerEvents } from './power.js';
import { preflightCalls } from './preflight.js';
import { promptCalls, promptEvents } from './prompts.js';
import { sessionCalls } from './sessions.js';
import { settingsCalls, settingsEvents } from './settings.js';
import { proofCalls, signInCalls } from './sign-in.js';
import { sourceCalls, sourceEvents } from './sources.js';
import { sshConfigCalls } from './ssh-config.js';
import { stagingCalls } from './staging.js';
import { tabsCalls } from './tabs.js';

export * from './app.js';
export * from './call.js';
export * from './connections.js';
export * from './desktop.js';
export * from './editing.js';
export * from './files.js';
export * from './files-preferences.js';
export * from './fleet.js';
export * from './host-keys.js';
export * from './jobs.js';
export * from './keys.js';
export * from './power.js';
export * from './preflight.js';
export * from './prompts.js';
export * from './sessions.js';
export * from './settings.js';
export * from './sign-in.js';
export * from './sources.js';
export * from './ssh-config.js';
export * from './staging.js';
export * from './tabs.js';
export * from './terminal.js';

/** Calls that the renderer makes and main answers. */
export const mainCalls = {
  ...appCalls,
  ...fleetCalls,
  ...sourceCalls,
  ...signInCalls,
  ...keyCalls,
  ...openCalls,
  ...filesOpenCalls,
  ...filesPreferencesCalls,
  ...desktopCalls,
  ...editingCalls,
  ...stagingCalls,
  ...tabsCalls,
  ...storedJobCalls,
  ...powerCalls,
  ...preflightCalls,
  ...promptCalls,
  ...hostKeyPageCalls,
  ...sshConfigCalls,
  ...settingsCalls,
} as const;

/** Events that main sends to the renderer. */
export const mainEvents = {
  ...appEvents,
  ...fleetEvents,
  ...sourceEvents,
  ...connectionEvents,
  ...powerEvents,
  ...promptEvents,
  ...hostKeyEvents,
  ...storedJobEvents,
  ...editingEvents,
  ...settingsEvents,
} as const;

/** Calls that a connection process makes and main answers: all that needs AWS credentials or app-wide state. */
export const connectionCalls = { ...sessionCalls, ...hostKeyCalls, ...proofCalls, ...jobStoreCalls } as const;

export type MainCalls = typeof mainCalls;
export type MainEvents = typeof mainEvents;
export type ConnectionCalls = typeof connectionCalls;
export type ConnectionCommands = typeof connectionCommands;

/** The bridge that preload puts on `window.sallyport`. */
export interface Bridge {
  call<Name extends keyof MainCalls>(
    name: Name,
    args: Args<MainCalls, Name>,
  ): Promise<Reply<Result<MainCalls, Name>>>;
  /** Subscribes to an event; the function returned unsubscribes. */
  on<Name extends keyof MainEvents>(
    name: Name,
    listener: (payload: z.infer<MainEvents[Name]>) => void,
  ): () => void;
  /** The absolute path of a file that was dropped or chosen in the page; empty when it has none. */
  pathOfFile(file: unknown): string;
}

/** The `type` of the window message with which preload passes a connection's MessagePort on to the page. */
export const PORT_MESSAGE = 'sallyport:connection-port';

/** The rest of that message: whose port it is, and what travels on it. */
export interface PortLabel {
  readonly connectionId: string;
  readonly kind: 'terminal' | 'files';
}
