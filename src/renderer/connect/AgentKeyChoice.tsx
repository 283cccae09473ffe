import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import type { AgentKey, Match } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Spinner } from '../ui/Spinner.js';
import { LaunchKeyMark, MatchNote } from './KeyMatchMarks.js';
import { shortFingerprint } from './key-words.js';

interface AgentKeyChoiceProps {
  readonly nodeId: string;
  /** The name of the node's EC2 key pair. */
  readonly keyPair: string | null;
  /** The fingerprint of the chosen key. */
  readonly value: string | null;
  readonly onChange: (key: AgentKey) => void;
}

/** The keys that the person's SSH agents hold, to choose the one that is offered. */
export function AgentKeyChoice({ nodeId, keyPair, value, onChange }: AgentKeyChoiceProps) {
  const { t } = useTranslation();
  const [keys, setKeys] = useState<readonly AgentKey[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(() => {
    call('signIn.agentKeys', { nodeId }).then(
      (answer) => {
        setKeys(answer.keys);
        setProblem(null);
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  }, [nodeId]);
  useEffect(load, [load]);
  const matches = useMatches(nodeId, keys);
  const isOwn = ({ fingerprint }: AgentKey) => matches.get(fingerprint)?.match === 'this-key';
  const proposed = keys?.length === 1 ? keys[0] : keys?.find(isOwn);
  useEffect(() => {
    if (value === null && proposed !== undefined) onChange(proposed);
  }, [value, proposed, onChange]);

  if (problem !== null) {
    return (
      <div role="alert">
        <ProblemView problem={problem} look="inline" actions={{ retry: load }} />
      </div>
    );
  }
  if (keys === null) return <Spinner size={15} />;
  const sorted = [...keys.filter(isOwn), ...keys.filter((key) => !isOwn(key))];
  return (
    <RadioGroup
      className="keys"
      value={value}
      onChange={(fingerprint) => {
        const key = keys.find((each) => each.fingerprint === fingerprint);
        if (key) onChange(key);
      }}
    >
      <Label className="field-label">{t('connect.agentKeys')}</Label>
      {keys.length === 0 && <p className="muted">{t('connect.agentEmpty')}</p>}
      <div className="keys-list">
        {sorted.map((key) => (
          <RadioField key={key.fingerprint} value={key.fingerprint}>
            <RadioButton className="key">
              <span className="key-mark" aria-hidden />
              <span className="key-text">
                <span className="key-title">
                  <span className="key-name">
                    {key.comment === '' ? t('connect.noComment') : key.comment}
                  </span>
                </span>
                <span className="key-facts mono" title={key.fingerprint}>
                  {[key.type.replace(/@openssh\.com$/, ''), shortFingerprint(key.fingerprint)].join('  ')}
                </span>
                {key.type.startsWith('sk-') && (
                  <span className="key-comment muted">{t('connect.touchToken')}</span>
                )}
                <LaunchKeyMark match={matches.get(key.fingerprint)} />
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <MatchNote match={matches.get(value ?? '')} keyPair={keyPair} />
    </RadioGroup>
  );
}

/** What is known of an agent's keys and the node's key pair, by fingerprint; it comes after the keys. */
function useMatches(nodeId: string, keys: readonly AgentKey[] | null): ReadonlyMap<string, Match> {
  const [matches, setMatches] = useState<ReadonlyMap<string, Match>>(new Map());
  useEffect(() => {
    if (keys === null || keys.length === 0) return;
    let isCurrent = true;
    call('signIn.matchAgentKeys', { nodeId }).then(
      ({ matches: found }) => {
        if (isCurrent) setMatches(new Map(found.map((each) => [each.fingerprint, each])));
      },
      // Knowing which key it is, is help; not knowing it stops nobody.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [nodeId, keys]);
  return matches;
}
