import {
  connectSteps,
  type Attempt,
  type ConnectStep,
  type SignIn,
  type ToTerminal,
} from '../../shared/contract/index.js';
import type { Problem } from '../../shared/problem.js';

type Message<Type extends ToTerminal['type']> = Extract<ToTerminal, { type: Type }>;

export type StepState = 'waiting' | Message<'progress'>['state'];

export interface Step {
  readonly state: StepState;
  readonly ms: number;
}

export interface End {
  readonly problem: Problem | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What is shown of a connection, besides the terminal's own text. */
export interface SessionState {
  readonly phase: 'connecting' | 'open' | 'closed';
  /** Whether a shell was ever there: then the terminal has text worth keeping in sight. */
  readonly wasOpen: boolean;
  /** How it signs in by SSH; null for Session Manager's own shell. */
  readonly signIn: SignIn | null;
  readonly steps: Readonly<Record<ConnectStep, Step>>;
  /** What was offered to the server so far, and what it said. */
  readonly attempts: readonly Attempt[];
  readonly hostKey: Message<'open'>['hostKey'] | null;
  /** Unix ms. */
  readonly openedAt: number | null;
  readonly path: Omit<Message<'path'>, 'type'>;
  /** What the account says to people who connect, until it is dismissed. */
  readonly notice: string | null;
  /** The folder that the shell says it is in; null while it says nothing. */
  readonly folder: string | null;
  readonly rttMs: number | null;
  readonly traffic: Traffic;
  readonly end: End | null;
  /** A paste that waits for an answer. */
  readonly pendingPaste: string | null;
  readonly isSearching: boolean;
  /** The link under the pointer, and where the pointer is. */
  readonly hoveredLink: { readonly url: string; readonly x: number; readonly y: number } | null;
}

/** Byte counts as last told, and the rates since the time before. */
export interface Traffic {
  readonly at: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly rateUp: number;
  readonly rateDown: number;
}

const waitingStep: Step = { state: 'waiting', ms: 0 };

const noSteps = Object.fromEntries(connectSteps.map((step) => [step, waitingStep])) as Record<
  ConnectStep,
  Step
>;

const noTraffic: Traffic = { at: 0, bytesUp: 0, bytesDown: 0, rateUp: 0, rateDown: 0 };

/** The steps of connecting, in order; Session Manager's own shell needs neither server nor sign-in. */
export const stepsOf = (signIn: SignIn | null): readonly ConnectStep[] =>
  signIn === null ? connectSteps.filter((step) => step !== 'ssh' && step !== 'auth') : connectSteps;

/** The state at the start of each attempt to connect. */
export const freshAttempt = (signIn: SignIn | null) =>
  ({
    phase: 'connecting',
    signIn,
    steps: noSteps,
    attempts: [],
    hostKey: null,
    openedAt: null,
    path: { state: 'open', since: 0, attempt: 0 },
    notice: null,
    folder: null,
    rttMs: null,
    traffic: noTraffic,
    end: null,
    pendingPaste: null,
  }) satisfies Partial<SessionState>;

function nextTraffic(before: Traffic, { bytesUp, bytesDown }: Message<'stats'>, now: number): Traffic {
  const seconds = before.at === 0 ? 0 : (now - before.at) / 1000;
  const rate = (bytes: number) => (seconds > 0 ? Math.max(0, bytes) / seconds : 0);
  return {
    at: now,
    bytesUp,
    bytesDown,
    rateUp: rate(bytesUp - before.bytesUp),
    rateDown: rate(bytesDown - before.bytesDown),
  };
}

/** What a message from the connection changes. */
export function reduce(state: SessionState, message: ToTerminal, now: number): Partial<SessionState> {
  switch (message.type) {
    case 'progress': {
      const { step, state: stepState, ms } = message;
      return { steps: { ...state.steps, [step]: { state: stepState, ms } } };
    }
    case 'attempt': {
      const { type: _, ...attempt } = message;
      return { attempts: [...state.attempts, attempt] };
    }
    case 'banner':
      return {};
    case 'open':
      return { phase: 'open', wasOpen: true, hostKey: message.hostKey, openedAt: now };
    case 'host-key':
      return { hostKey: message.hostKey };
    case 'path': {
      const { state: pathState, since, attempt } = message;
      return { path: { state: pathState, since, attempt } };
    }
    case 'notice':
      return { notice: message.text };
    case 'stats':
      return { rttMs: message.rttMs, traffic: nextTraffic(state.traffic, message, now) };
    case 'closed': {
      const { problem, exitCode, signal } = message;
      return { phase: 'closed', end: { problem, exitCode, signal }, pendingPaste: null };
    }
  }
}

/** Whether what is typed waits for the network. */
export const isHeld = ({ phase, path }: SessionState): boolean => phase === 'open' && path.state !== 'open';
