import { useEffect, useRef, useState } from 'react';
import type { KeyFile, KeyMatch } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { isUsable, type ResolvedSignIn } from './sign-in-store.js';

export interface KeyFiles {
  /** The keys to choose from, that of the node first. */
  readonly keys: readonly KeyFile[];
  readonly chosen: KeyFile | undefined;
  readonly choose: (path: string) => void;
  /** What is known of keys and the node's key pair so far, by path. */
  readonly matches: ReadonlyMap<string, KeyMatch>;
  /** Why the last file that was asked for is no key. */
  readonly problem: Problem | null;
  /** Puts a key that was read anew in its place, or in front when it is new, and chooses it. */
  readonly take: (key: KeyFile) => void;
  /** Opens the system's file dialog. */
  readonly pick: () => void;
  /** Chooses a file by its path, unless the person has chosen another. */
  readonly suggest: (path: string) => void;
  /** Takes a file by its path. */
  readonly takePath: (path: string) => void;
}

/** The private keys that a sheet offers for a node, and the one chosen. */
export function useKeyFiles(nodeId: string, resolved: ResolvedSignIn): KeyFiles {
  const [keys, setKeys] = useState<readonly KeyFile[]>(resolved.suggestedKeys);
  const [chosenPath, setChosenPath] = useState(() => firstChoice(resolved));
  const suggestedPath = useRef(chosenPath);
  const [matches, setMatches] = useState<ReadonlyMap<string, KeyMatch>>(new Map());
  const [problem, setProblem] = useState<Problem | null>(null);
  // What is known already of the node, and what the person has chosen, is not changed by an answer that comes late.
  const isSettled = useRef(resolved.signIn !== null);

  const unknown = keys.filter(({ path }) => !matches.has(path)).map(({ path }) => path);
  const asked = unknown.join('\n');
  useEffect(() => {
    if (asked === '') return;
    let isCurrent = true;
    call('keys.match', { nodeId, paths: asked.split('\n') }).then(
      ({ matches: found }) => {
        if (!isCurrent) return;
        setMatches((before) => new Map([...before, ...found.map((each) => [each.path, each] as const)]));
        const own = found.find(({ match }) => match === 'this-key');
        if (own !== undefined && !isSettled.current) {
          setChosenPath(own.path);
          suggestedPath.current = own.path;
        }
      },
      // Knowing which key it is, is help; not knowing it stops nobody.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [nodeId, asked]);

  const take = (key: KeyFile) => {
    isSettled.current = true;
    setKeys((before) =>
      before.some(({ path }) => path === key.path)
        ? before.map((known) => (known.path === key.path ? key : known))
        : [key, ...before],
    );
    setChosenPath(key.path);
    setProblem(null);
  };
  const takeFrom = (answer: Promise<KeyFile | null>) => {
    answer.then(
      (key) => {
        if (key !== null) take(key);
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  };
  const isOwn = ({ path }: KeyFile): boolean => matches.get(path)?.match === 'this-key';
  return {
    keys: [...keys.filter(isOwn), ...keys.filter((key) => !isOwn(key))],
    chosen: keys.find(({ path }) => path === chosenPath),
    choose: (path) => {
      isSettled.current = true;
      setChosenPath(path);
      setProblem(null);
    },
    matches,
    problem,
    take,
    suggest: (path) => {
      if (chosenPath !== suggestedPath.current) return;
      suggestedPath.current = path;
      takeFrom(call('keys.inspect', { path }));
    },
    pick: () => takeFrom(call('keys.choose', {})),
    takePath: (path) => takeFrom(call('keys.inspect', { path })),
  };
}

/** The key in use now, else the first that works, else the first. */
function firstChoice({ signIn, suggestedKeys }: ResolvedSignIn): string | null {
  const known = signIn?.identity.kind === 'key-file' ? signIn.identity.path : null;
  return known ?? suggestedKeys.find(isUsable)?.path ?? suggestedKeys[0]?.path ?? null;
}
