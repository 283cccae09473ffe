import type { z } from 'zod';
import { create } from 'zustand';
import type { FleetSource, sourceEvents } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call, on } from '../bridge.js';
import { useFleet } from '../fleet/store.js';
import type { RemedyActions } from '../problems/ProblemView.js';
import { showSettings } from '../settings/settings-store.js';

/** A sign-in that waits for the person to confirm it in the browser. */
type WaitingSignIn = z.infer<(typeof sourceEvents)['sso.waiting']>;

interface SourcesState {
  /** The dialog that is open. */
  readonly sheet: 'add' | 'new-profile' | null;
  readonly waiting: WaitingSignIn | null;
  /** Why something that was asked for did not work. */
  readonly problem: Problem | null;
  /** Counts the sign-ins that came through, so that who waits for one can go on. */
  readonly signedIn: number;
  /** Counts the changes of the shared files, so that lists of profiles are read again. */
  readonly filesRevision: number;
}

/** What is going on with the sources, beside their own states. */
export const useSources = create<SourcesState>(() => ({
  sheet: null,
  waiting: null,
  problem: null,
  signedIn: 0,
  filesRevision: 0,
}));

export const showAddSource = (): void => useSources.setState({ sheet: 'add' });
export const showNewProfile = (): void => useSources.setState({ sheet: 'new-profile' });
export const closeSheet = (): void => useSources.setState({ sheet: null });
export const closeProblem = (): void => useSources.setState({ problem: null });

/** Does what a person asked for; a failure is shown in a dialog. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    useSources.setState({ problem: toProblem(error) });
  }
}

export const signIn = (sourceId: string): Promise<void> =>
  attempt(() => call('sources.signIn', { sourceId }));
export const signOut = (sourceId: string): Promise<void> =>
  attempt(() => call('sources.signOut', { sourceId }));
export const refreshSource = (sourceId: string): Promise<void> =>
  attempt(() => call('fleet.refresh', { sourceId }));
export const removeSource = (sourceId: string): Promise<void> =>
  attempt(() => call('sources.remove', { sourceId }));
export const switchSource = (sourceId: string, isOn: boolean): Promise<void> =>
  attempt(() => call('sources.switch', { sourceId, isOn }));

/** The remedies of a source's Problems. */
export const sourceRemedies = (sourceId: string): RemedyActions => ({
  retry: () => void refreshSource(sourceId),
  'aws-sign-in': () => void signIn(sourceId),
  'show-settings': showSettings,
});

/** The remedies of a Problem that stands for the whole fleet: the settings, and signing in where the first source lacks it. */
export function fleetRemedies(): RemedyActions {
  const lacks = ({ problem }: FleetSource) => problem?.remedies.includes('aws-sign-in') === true;
  const source = useFleet.getState().sources.find(lacks);
  return {
    'show-settings': showSettings,
    ...(source === undefined ? {} : { 'aws-sign-in': () => void signIn(source.id) }),
  };
}

/** Follows main's events about signing in; the function returned stops that. */
export function followSources(): () => void {
  const stops = [
    on('sso.waiting', (waiting) => useSources.setState({ waiting })),
    on('sso.ended', ({ signInId, isSignedIn, problem }) =>
      useSources.setState((state) => ({
        waiting: state.waiting?.signInId === signInId ? null : state.waiting,
        problem: problem ?? state.problem,
        signedIn: state.signedIn + (isSignedIn ? 1 : 0),
      })),
    ),
    on('sources.filesChanged', () =>
      useSources.setState((state) => ({ filesRevision: state.filesRevision + 1 })),
    ),
  ];
  return () => stops.forEach((stop) => stop());
}
