import type { Args, Bridge, MainCalls, Result } from '../../shared/contract/index.js';
import { ProblemError } from '../../shared/problem.js';

type Handlers = {
  [Name in keyof MainCalls]?: (
    args: Args<MainCalls, Name>,
  ) => Result<MainCalls, Name> | Promise<Result<MainCalls, Name>>;
};

export interface FakeBridge {
  /** All calls so far, in order. */
  readonly calls: { readonly name: string; readonly args: unknown }[];
  /** Sends an event as main would. */
  emit(name: string, payload: unknown): void;
}

/** Puts a bridge into the window that answers as given; other calls are an error. */
export function fakeBridge(handlers: Handlers): FakeBridge {
  const calls: FakeBridge['calls'] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const answers = handlers as Record<string, ((args: unknown) => unknown) | undefined>;
  const bridge = {
    async call(name: string, args: unknown) {
      calls.push({ name, args });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`No answer was prepared for ${name}`);
      try {
        return { ok: true, value: await answer(args) };
      } catch (error) {
        if (error instanceof ProblemError) return { ok: false, problem: error.problem };
        throw error;
      }
    },
    on(name: string, listener: (payload: unknown) => void) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    pathOfFile: (file: unknown) => (file instanceof File ? `/dropped/${file.name}` : ''),
  };
  Object.assign(window, { sallyport: bridge as unknown as Bridge });
  return {
    calls,
    emit: (name, payload) => listeners.get(name)?.forEach((listener) => listener(payload)),
  };
}
