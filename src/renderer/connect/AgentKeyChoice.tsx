import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import type { AgentKey } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Spinner } from '../ui/Spinner.js';
import { shortFingerprint } from './key-words.js';

interface AgentKeyChoiceProps {
  readonly nodeId: string;
  /** The fingerprint of the chosen key. */
  readonly value: string | null;
  readonly onChange: (key: AgentKey) => void;
}

/** The keys that the person's SSH agents hold, to choose the one that is offered. */
export function AgentKeyChoice({ nodeId, value, onChange }: AgentKeyChoiceProps) {
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
  const only = keys?.length === 1 ? keys[0] : undefined;
  useEffect(() => {
    if (value === null && only !== undefined) onChange(only);
  }, [value, only, onChange]);

  if (problem !== null) {
    return (
      <div role="alert">
        <ProblemView problem={problem} look="inline" actions={{ retry: load }} />
      </div>
    );
  }
  if (keys === null) return <Spinner size={15} />;
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
        {keys.map((key) => (
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
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
