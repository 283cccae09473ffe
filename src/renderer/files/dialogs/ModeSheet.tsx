import { Check } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { Form } from 'react-aria-components/Form';
import { toProblem } from '../../../shared/problem.js';
import { Button } from '../../ui/Button.js';
import { Sheet } from '../../ui/Sheet.js';
import type { PaneContext } from '../commands.js';
import { modeLetters, octal } from '../pane/file-words.js';
import type { Row } from '../pane/listing.js';

interface ModeSheetProps extends PaneContext {
  readonly rows: readonly Row[];
  readonly onClose: () => void;
}

const who = [
  { id: 'user', shift: 6 },
  { id: 'group', shift: 3 },
  { id: 'others', shift: 0 },
] as const;
const what = [
  { id: 'read', bit: 4 },
  { id: 'write', bit: 2 },
  { id: 'execute', bit: 1 },
] as const;
const special = [
  { id: 'setuid', bit: 0o4000 },
  { id: 'setgid', bit: 0o2000 },
  { id: 'sticky', bit: 0o1000 },
] as const;

/** Changes who may do what with files, by boxes or in octal, and with all that is in folders. */
export function ModeSheet({ files, pane, rows, onClose }: ModeSheetProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => octal(rows[0]?.entry.mode ?? 0o644));
  const [isRecursive, setRecursive] = useState(false);
  const mode = /^[0-7]{3,4}$/.test(text) ? parseInt(text, 8) : null;
  const hasFolders = rows.some(({ entry }) => entry.kind === 'directory');
  const paths = rows.map(({ name }) => pane.pathOf(name));
  const { side } = pane;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (mode === null) return;
    onClose();
    if (isRecursive) {
      files
        .addJob({ kind: 'mode', side, paths, mode })
        .catch((error: unknown) => pane.store.setState({ notice: toProblem(error) }));
      return;
    }
    void pane.change(async (call) => {
      for (const path of paths) await call('changeMode', { side, path, mode });
    });
  };
  const box = (bit: number, label: string) => (
    <ModeBox
      key={bit}
      label={label}
      isSelected={((mode ?? 0) & bit) !== 0}
      onChange={(isOn) => setText(octal(isOn ? (mode ?? 0) | bit : (mode ?? 0) & ~bit))}
    />
  );
  return (
    <Sheet
      title={t('files.mode.title', { count: rows.length, name: rows[0]?.shown ?? '' })}
      onClose={onClose}
      width={460}
    >
      <Form className="files-form" onSubmit={submit}>
        <table className="mode-table">
          <thead>
            <tr>
              <td />
              {what.map(({ id }) => (
                <th key={id} scope="col">
                  {t(`files.mode.${id}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {who.map(({ id, shift }) => (
              <tr key={id}>
                <th scope="row">{t(`files.mode.${id}`)}</th>
                {what.map(({ id: may, bit }) => (
                  <td key={may}>
                    {box(bit << shift, `${t(`files.mode.${id}`)}: ${t(`files.mode.${may}`)}`)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div className="mode-special">
          {special.map(({ id, bit }) => (
            <span key={id} className="mode-named">
              {box(bit, t(`files.mode.${id}`))}
              {t(`files.mode.${id}`)}
            </span>
          ))}
        </div>
        <label className="field mode-octal">
          <span className="field-label">{t('files.mode.octal')}</span>
          <input
            className="input mono"
            value={text}
            maxLength={4}
            spellCheck={false}
            aria-invalid={mode === null}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="mono muted">{mode === null ? t('files.mode.invalid') : modeLetters(mode)}</span>
        </label>
        {hasFolders && (
          <span className="mode-named">
            <ModeBox label={t('files.mode.recursive')} isSelected={isRecursive} onChange={setRecursive} />
            {t('files.mode.recursive')}
          </span>
        )}
        <div className="sheet-actions">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={mode === null}>
            {t('files.mode.change')}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

interface ModeBoxProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

function ModeBox({ label, isSelected, onChange }: ModeBoxProps) {
  return (
    <CheckboxField isSelected={isSelected} onChange={onChange} aria-label={label}>
      <CheckboxButton className="checkbox">
        <span className="checkbox-box" aria-hidden>
          {isSelected && <Check size={12} strokeWidth={3} />}
        </span>
      </CheckboxButton>
    </CheckboxField>
  );
}
