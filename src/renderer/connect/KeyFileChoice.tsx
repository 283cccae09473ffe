import { useState } from 'react';
import type { Problem } from '../../shared/problem.js';
import { ProblemView } from '../problems/ProblemView.js';
import { KeyChoice } from './KeyChoice.js';
import { KeyDropArea } from './KeyDropArea.js';
import { KeyMended } from './KeyMended.js';
import { KeyWarning } from './KeyWarning.js';
import { useInSight } from './use-in-sight.js';
import type { KeyFiles } from './use-key-files.js';

interface KeyFileChoiceProps {
  readonly files: KeyFiles;
  /** The name of the node's EC2 key pair. */
  readonly keyPair: string | null;
}

/** The key files to choose from, and what is wrong with the chosen one until it is mended. */
export function KeyFileChoice({ files, keyPair }: KeyFileChoiceProps) {
  const { chosen, problem, take } = files;
  const [mended, setMended] = useState<{ readonly path: string; readonly isCopy: boolean } | null>(null);
  return (
    <KeyDropArea onPath={files.takePath}>
      <KeyChoice files={files} keyPair={keyPair} />
      {problem !== null && <NoKey problem={problem} onPick={files.pick} />}
      {chosen?.problem && (
        <KeyWarning
          key={chosen.path}
          file={chosen}
          problem={chosen.problem}
          onMended={(file) => {
            take(file);
            setMended({ path: file.path, isCopy: file.path !== chosen.path });
          }}
        />
      )}
      <div role="status">
        {chosen?.problem === null && chosen.path === mended?.path && (
          <KeyMended file={chosen} isCopy={mended.isCopy} onUndone={take} />
        )}
      </div>
    </KeyDropArea>
  );
}

/** Why the file that was asked for last is no key; the one chosen before stays chosen. */
function NoKey({ problem, onPick }: { readonly problem: Problem; readonly onPick: () => void }) {
  const ref = useInSight<HTMLDivElement>(problem);
  return (
    <div ref={ref} className="no-key" role="alert">
      <ProblemView problem={problem} look="inline" actions={{ 'choose-key': onPick }} />
    </div>
  );
}
