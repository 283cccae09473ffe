import { useCallback, useEffect, useState } from 'react';
import type { SshConfigBlock, SshConfigPreview } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import type { SshConfigPlatform } from '../../shared/ssh-config.js';
import { call } from '../bridge.js';

/** What was written last, and where the file as it was is kept. */
export interface Written {
  readonly what: 'written' | 'removed';
  readonly file: string;
  readonly copy: string | null;
}

export interface SshConfigState {
  /** Null until main has answered. */
  readonly preview: SshConfigPreview | null;
  readonly problem: Problem | null;
  readonly written: Written | null;
  readonly isWriting: boolean;
  readonly install: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The change that a choice would make to the ssh_config, worked out by main, and the ways to make it. */
export function useSshConfig(block: SshConfigBlock, platform: SshConfigPlatform): SshConfigState {
  const { form, profile, region } = block;
  const [preview, setPreview] = useState<SshConfigPreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [written, setWritten] = useState<(Written & { readonly choice: string }) | null>(null);
  const [isWriting, setWriting] = useState(false);
  const [round, setRound] = useState(0);
  const choice = JSON.stringify([form, profile, region, platform]);

  useEffect(() => {
    let isCurrent = true;
    call('sshConfig.preview', { form, profile, region, platform }).then(
      (found) => {
        if (!isCurrent) return;
        setPreview(found);
        if (found.problem !== null) setProblem(found.problem);
      },
      (error: unknown) => {
        if (!isCurrent) return;
        setPreview(null);
        setProblem(toProblem(error));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [form, profile, region, platform, round]);

  const write = useCallback(
    async (what: Written['what'], work: () => Promise<Omit<Written, 'what'>>) => {
      setWriting(true);
      setProblem(null);
      setWritten(null);
      try {
        setWritten({ choice, what, ...(await work()) });
      } catch (error) {
        setProblem(toProblem(error));
      } finally {
        setWriting(false);
        // The file may be another than the one shown, whatever came of it.
        setRound((before) => before + 1);
      }
    },
    [choice],
  );

  return {
    preview,
    problem,
    // Of another choice nothing is written.
    written: written?.choice === choice ? written : null,
    isWriting,
    install: () =>
      write('written', () =>
        call('sshConfig.install', { form, profile, region, token: preview?.install?.token ?? '' }),
      ),
    remove: () => write('removed', () => call('sshConfig.remove', { token: preview?.removal?.token ?? '' })),
  };
}
