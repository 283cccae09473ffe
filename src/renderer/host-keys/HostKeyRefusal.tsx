import { Check } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { formatDateTime } from '../ui/format.js';
import { nodeName } from '../ui/node-name.js';
import { keyTypeName } from './key-type.js';

/** Whether a Problem is a refused host key that the person may trust all the same, having looked into it. */
export const isRefusedHostKey = ({ code }: Problem): boolean =>
  code === 'ssh.host-key-changed' ||
  code === 'ssh.host-key-mismatch-console' ||
  code === 'ssh.host-certificate-invalid';

interface HostKeyRefusalProps {
  readonly problem: Problem;
  readonly node: ManagedNode;
  /** Connects again, the key being trusted now. */
  readonly onAccepted: () => void;
  /** The other ways on, as buttons. */
  readonly children: ReactNode;
}

/**
 * A host key that was refused: what was known, what is shown now, what speaks for and against it. Trusting it takes two
 * steps, so that no Enter or click too many does it.
 */
export function HostKeyRefusal({ problem, node, onAccepted, children }: HostKeyRefusalProps) {
  const { t } = useTranslation();
  const [isSure, setSure] = useState(false);
  const [isAccepting, setAccepting] = useState(false);
  const [failure, setFailure] = useState<Problem | null>(null);
  const name = nodeName(node);
  const accept = () => {
    setAccepting(true);
    setFailure(null);
    call('hostKeys.accept', { nodeId: node.id, fingerprint: String(problem.params.offered) })
      .then(onAccepted, (error: unknown) => setFailure(toProblem(error)))
      .finally(() => setAccepting(false));
  };
  const more = (
    <>
      <RefusalFacts problem={problem} />
      <CheckboxField isSelected={isSure} onChange={setSure}>
        <CheckboxButton className="check">
          <span className="check-box" aria-hidden>
            <Check size={12} strokeWidth={3} />
          </span>
          {t('hostKey.consent', { name })}
        </CheckboxButton>
      </CheckboxField>
      {failure !== null && <ProblemView problem={failure} look="inline" />}
    </>
  );
  return (
    <ProblemView problem={problem} context={{ node: name }} look="page" more={more}>
      <Button onPress={accept} isDisabled={!isSure} isPending={isAccepting}>
        {t('hostKey.accept')}
      </Button>
      {children}
    </ProblemView>
  );
}

function RefusalFacts({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const text = (name: string): string | undefined => {
    const value = problem.params[name];
    return value === undefined ? undefined : String(value);
  };
  const known = text('known');
  const listed = text('listed');
  const launched = text('launched');
  const said = verdicts.find((verdict) => verdict === problem.params.console);
  return (
    <dl className="host-key-rows">
      {known !== undefined && (
        <Row name={t('hostKey.known')}>
          <Key type={text('knownType')} fingerprint={known} />
          <KnownFrom problem={problem} />
        </Row>
      )}
      <Row name={t('hostKey.offered')}>
        <Key type={text('offeredType')} fingerprint={text('offered') ?? ''} />
      </Row>
      {listed !== undefined && (
        <Row name={t('hostKey.listed')}>
          {listed.split('\n').map((fingerprint) => (
            <span key={fingerprint} className="mono">
              {fingerprint}
            </span>
          ))}
        </Row>
      )}
      {said !== undefined && <Row name={t('hostKey.console')}>{t(`hostKey.consoleSays.${said}`)}</Row>}
      {launched !== undefined && (
        <Row name={t('hostKey.started')}>
          {t('hostKey.launched', { time: formatDateTime(Date.parse(launched)) })}
        </Row>
      )}
    </dl>
  );
}

const verdicts = ['listed', 'others', 'unknown'] as const;
const vias = ['first-use', 'console', 'user-known-hosts', 'accepted', 'learned', 'by-hand'] as const;

/** Where the known key comes from, and since when it is known. */
function KnownFrom({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const { knownPlace, knownVia, since } = problem.params;
  const via = vias.find((candidate) => candidate === knownVia);
  const notes = [
    knownPlace === undefined ? '' : t('hostKey.place', { place: knownPlace }),
    via === undefined ? '' : t(`hostKey.via.${via}`),
    typeof since === 'string' ? t('hostKey.since', { time: formatDateTime(Date.parse(since)) }) : '',
  ];
  return <span className="muted">{notes.filter((note) => note !== '').join(' · ')}</span>;
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Key({ type, fingerprint }: { readonly type: string | undefined; readonly fingerprint: string }) {
  return (
    <span>
      {type !== undefined && `${keyTypeName(type)} `}
      <span className="mono">{fingerprint}</span>
    </span>
  );
}
