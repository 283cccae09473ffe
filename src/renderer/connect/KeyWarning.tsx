import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyFile } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { problemText } from '../problems/words.js';
import { Button } from '../ui/Button.js';
import { CommandLine } from '../ui/CommandLine.js';
import { accessWords } from './key-words.js';
import { useInSight } from './use-in-sight.js';

interface KeyWarningProps {
  readonly file: KeyFile;
  readonly problem: Problem;
  /** The key is private now: mended, or a private copy of it. */
  readonly onMended: (file: KeyFile) => void;
}

/** Why the chosen key cannot be used; a key that others can read can be mended here. */
export function KeyWarning({ file, problem, onMended }: KeyWarningProps) {
  const context = { path: file.path, ...(file.mode === null ? {} : { mode: file.mode }) };
  if (problem.code !== 'key.too-open') {
    return (
      <div role="alert">
        <ProblemView problem={problem} context={context} look="inline" />
      </div>
    );
  }
  return <TooOpen file={file} problem={problem} context={context} onMended={onMended} />;
}

interface TooOpenProps extends KeyWarningProps {
  readonly context: Readonly<Record<string, string>>;
}

function TooOpen({ file, problem, context, onMended }: TooOpenProps) {
  const { t } = useTranslation();
  const [running, setRunning] = useState<'keys.mend' | 'keys.copyPrivate' | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const text = problemText(problem, context);
  // In a low window the warning would wait below the edge, unseen.
  const ref = useInSight<HTMLElement>(problem);
  const run = (name: 'keys.mend' | 'keys.copyPrivate') => {
    setRunning(name);
    setFailure(null);
    call(name, { path: file.path })
      .then(onMended, (error: unknown) => setFailure(toProblem(error)))
      .finally(() => setRunning(null));
  };
  return (
    <section ref={ref} className="key-warning" data-problem={problem.code} role="alert">
      <p>
        <strong>{text.title}.</strong> {text.what}
      </p>
      <ul className="key-others">
        {file.others.map((other) => (
          <li key={`${other.who} ${other.name}`}>{accessWords(t, other)}</li>
        ))}
      </ul>
      <p className="muted">{text.why}</p>
      <div className="key-warning-actions">
        <Button look="primary" onPress={() => run('keys.mend')} isPending={running === 'keys.mend'}>
          {t(running === 'keys.mend' ? 'connect.makingPrivate' : 'connect.makePrivate')}
        </Button>
        {file.mendCommand !== null && <CommandLine command={file.mendCommand} />}
      </div>
      <p className="muted">{t('connect.maybeRead')}</p>
      {failure !== null && <ProblemView problem={failure} context={context} look="inline" />}
      {failure?.code === 'key.cannot-mend' && (
        <div className="key-warning-actions">
          <Button
            look="primary"
            onPress={() => run('keys.copyPrivate')}
            isPending={running === 'keys.copyPrivate'}
          >
            {t('connect.copyPrivate')}
          </Button>
          <span className="muted">{t('connect.copyPrivateWhat')}</span>
        </div>
      )}
    </section>
  );
}
