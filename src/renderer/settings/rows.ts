import type { ChosenSettingName, SettingValue, TypedSettingName } from '../../shared/contract/index.js';

export const settingGroups = ['app', 'fleet', 'files', 'network', 'sessionManager'] as const;
export type SettingGroup = (typeof settingGroups)[number];

interface RowBase {
  readonly group: SettingGroup;
  /** From when on a change counts. */
  readonly when: 'now' | 'next-start' | 'next-connection';
}

/** One of some values. Null is a value, too. */
interface ChoiceRow extends RowBase {
  readonly kind: 'choice';
  readonly name: TypedSettingName;
  readonly values: readonly SettingValue[];
}
interface SwitchRow extends RowBase {
  readonly kind: 'switch';
  readonly name: TypedSettingName;
}
interface ProxyRow extends RowBase {
  readonly kind: 'proxy';
  readonly name: 'network.proxy';
}
/** A program or a file, from the system's dialog. */
interface ChosenRow extends RowBase {
  readonly kind: 'chosen';
  readonly name: ChosenSettingName;
}
export type SettingRow = ChoiceRow | SwitchRow | ProxyRow | ChosenRow;

const KB = 1_024;

/** Every setting of the page, in its order. Other values that stand in the file are shown beside these. */
export const settingRows: readonly SettingRow[] = [
  { name: 'language', group: 'app', when: 'next-start', kind: 'choice', values: ['system', 'en', 'ko'] },
  {
    name: 'fleet.refreshSeconds',
    group: 'fleet',
    when: 'now',
    kind: 'choice',
    values: [0, 15, 30, 60, 120, 300, 900],
  },
  { name: 'files.editor', group: 'files', when: 'now', kind: 'chosen' },
  { name: 'files.showHidden', group: 'files', when: 'now', kind: 'switch' },
  { name: 'files.followShell', group: 'files', when: 'now', kind: 'switch' },
  {
    name: 'files.jobs.verify',
    group: 'files',
    when: 'next-connection',
    kind: 'choice',
    values: ['full', 'sampled', 'none'],
  },
  {
    name: 'files.jobs.sessions',
    group: 'files',
    when: 'now',
    kind: 'choice',
    values: [0, 1, 2, 4, 8, 12, 16],
  },
  {
    name: 'files.jobs.bytesPerSecond',
    group: 'files',
    when: 'now',
    kind: 'choice',
    values: [null, 10e6, 5e6, 2e6, 1e6, 500e3, 200e3],
  },
  { name: 'network.proxy', group: 'network', when: 'now', kind: 'proxy' },
  { name: 'network.caBundle', group: 'network', when: 'now', kind: 'chosen' },
  {
    name: 'sessionManager.payloadBytes',
    group: 'sessionManager',
    when: 'next-connection',
    kind: 'choice',
    values: [KB, 4 * KB, 16 * KB, 64 * KB, 256 * KB, KB * KB],
  },
];
