import { RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { ShownSettings } from '../../shared/contract/index.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button, IconButton } from '../ui/Button.js';
import { SearchBox } from '../ui/SearchBox.js';
import { Sheet } from '../ui/Sheet.js';
import { settingGroups, settingRows, type SettingRow } from './rows.js';
import { SettingControl } from './SettingControl.js';
import { closeSettings, openSettingsFile, resetSetting, useSettings } from './settings-store.js';
import { valueWords } from './value-words.js';

/** Everything that a person may set, each with what it does and what it is unless it was set. */
export function Settings() {
  const isOpen = useSettings((state) => state.isOpen);
  return isOpen ? <SettingsSheet /> : null;
}

function SettingsSheet() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { shown, failure } = useSettings();
  const rows = settingRows.filter((row) => isFound(t, row, typed));
  return (
    <Sheet title={t('settings.title')} subtitle={t('settings.about')} width={760} onClose={closeSettings}>
      <SearchBox
        label={t('settings.search')}
        placeholder={t('settings.search')}
        clearLabel={t('settings.clearSearch')}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
      <div className="settings">
        {shown !== null &&
          settingGroups.map((group) => {
            const ofGroup = rows.filter((row) => row.group === group);
            if (ofGroup.length === 0) return null;
            return (
              <section key={group} aria-label={t(`settings.groups.${group}`)}>
                <h3 className="settings-group">{t(`settings.groups.${group}`)}</h3>
                {ofGroup.map((row) => (
                  <Row key={row.name} row={row} shown={shown} />
                ))}
              </section>
            );
          })}
        {rows.length === 0 && <p className="muted">{t('settings.nothing')}</p>}
      </div>
      {failure?.name === null && <ProblemView problem={failure.problem} look="inline" />}
      <div className="sheet-actions">
        <span className="settings-file mono selectable">{shown?.file}</span>
        <Button onPress={() => void openSettingsFile()}>{t('settings.openFile')}</Button>
        <Button onPress={closeSettings}>{t('common.close')}</Button>
      </div>
    </Sheet>
  );
}

function Row({ row, shown }: { readonly row: SettingRow; readonly shown: ShownSettings }) {
  const { t } = useTranslation();
  const failure = useSettings((state) => (state.failure?.name === row.name ? state.failure.problem : null));
  const titleId = useId();
  const value = shown.values[row.name];
  const standard = shown.defaults[row.name];
  const title = t(`settings.rows.${row.name}.title`);
  const isStandard = JSON.stringify(value) === JSON.stringify(standard);
  return (
    <div className="setting" role="group" aria-labelledby={titleId} data-setting={row.name}>
      <div className="setting-words">
        <h4 id={titleId}>{title}</h4>
        <p>{t(`settings.rows.${row.name}.about`)}</p>
        <p className="muted">
          {t('settings.standard', { value: valueWords(t, row.name, standard) })} ·{' '}
          {row.when !== 'now' && <>{t(`settings.when.${row.when}`)} · </>}
          <span className="mono">{row.name}</span>
        </p>
      </div>
      <div className="setting-value">
        <SettingControl row={row} value={value} label={title} />
        {!isStandard && (
          <IconButton label={t('settings.reset', { title })} onPress={() => void resetSetting(row.name)}>
            <RotateCcw size={14} aria-hidden />
          </IconButton>
        )}
      </div>
      {failure !== null && (
        <div className="setting-failure" role="alert">
          <ProblemView problem={failure} look="inline" />
        </div>
      )}
    </div>
  );
}

/** Whether each word that was typed occurs in what the row says. */
function isFound(t: TFunction, { name, group }: SettingRow, typed: string): boolean {
  const words = [
    name,
    t(`settings.groups.${group}`),
    t(`settings.rows.${name}.title`),
    t(`settings.rows.${name}.about`),
  ];
  const text = words.join('\n').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
