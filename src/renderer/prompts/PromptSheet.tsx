import { Check, CircleAlert } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { Form } from 'react-aria-components/Form';
import type { Prompt } from '../../shared/contract/index.js';
import { useFleet } from '../fleet/store.js';
import { Button } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { answerPrompt, usePrompts } from './prompt-store.js';
import { SecretField } from './SecretField.js';

const fieldName = (index: number): string => `answer-${index}`;

/** The oldest of the questions that wait, over whatever else there is. */
export function Prompts() {
  const prompt = usePrompts(({ prompts }) => prompts[0]);
  const waiting = usePrompts(({ prompts }) => prompts.length - 1);
  // The key gives each question empty fields of its own.
  return prompt === undefined ? null : (
    <PromptSheet key={prompt.promptId} prompt={prompt} waiting={waiting} />
  );
}

function PromptSheet({ prompt, waiting }: { readonly prompt: Prompt; readonly waiting: number }) {
  const { t } = useTranslation();
  const { promptId, kind, fields, keeping, isAgain } = prompt;
  const [keep, setKeep] = useState(false);
  const node = useFleet((state) => state.nodes.get(prompt.nodeId ?? '')?.node);
  const values = {
    ...prompt.params,
    node: node === undefined ? (prompt.nodeId ?? '') : nodeName(node),
  };
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { elements } = event.currentTarget;
    const answers = fields.map(
      (_, index) => (elements.namedItem(fieldName(index)) as HTMLInputElement).value,
    );
    answerPrompt(promptId, answers, keep);
  };
  return (
    <Sheet
      title={t(`prompts.${kind}.title`, values)}
      subtitle={t(`prompts.${kind}.subtitle`, values)}
      role="alertdialog"
      width={440}
      onClose={() => answerPrompt(promptId, null, false)}
    >
      <Form className="prompt" onSubmit={submit}>
        {isAgain && (
          <p className="prompt-again" role="alert">
            <CircleAlert size={15} aria-hidden />
            {t(`prompts.${kind}.again`)}
          </p>
        )}
        <ServerWords prompt={prompt} />
        {fields.map(({ label, echo }, index) => (
          <SecretField
            // The fields of a question never change their order.
            key={index}
            name={fieldName(index)}
            label={label === '' ? t(`prompts.${kind}.field`, values) : label}
            echo={echo}
            autoFocus={index === 0}
          />
        ))}
        {keeping === 'possible' && (
          <CheckboxField isSelected={keep} onChange={setKeep}>
            <CheckboxButton className="checkbox">
              <span className="checkbox-box" aria-hidden>
                {keep && <Check size={12} strokeWidth={3} />}
              </span>
              {t('prompts.keep')}
            </CheckboxButton>
          </CheckboxField>
        )}
        {keeping !== 'none' && (
          <p className="prompt-note muted">
            {t(keeping === 'possible' ? 'prompts.keptThisRun' : 'prompts.keepImpossible')}
          </p>
        )}
        <div className="prompt-footer">
          {waiting > 0 && <span className="muted">{t('prompts.waiting', { count: waiting })}</span>}
          <div className="sheet-actions">
            <Button onPress={() => answerPrompt(promptId, null, false)}>{t('common.cancel')}</Button>
            <Button look="primary" type="submit">
              {t(`prompts.${kind}.submit`)}
            </Button>
          </div>
        </div>
      </Form>
    </Sheet>
  );
}

/** What the server sent beside its questions, marked as its words. */
function ServerWords({ prompt: { name, instructions } }: { readonly prompt: Prompt }) {
  const { t } = useTranslation();
  if (name === '' && instructions === '') return null;
  return (
    <figure className="server-words">
      <figcaption>{t('prompts.serverWords')}</figcaption>
      {name !== '' && <strong>{name}</strong>}
      {instructions !== '' && <p className="selectable">{instructions}</p>}
    </figure>
  );
}
