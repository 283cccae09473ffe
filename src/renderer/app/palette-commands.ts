import i18next, { type TFunction } from 'i18next';
import type { Language } from '../../shared/locales/index.js';
import { applyFilter } from '../fleet/filters.js';
import { views } from '../fleet/find/row-list.js';
import { show, useFleet } from '../fleet/store.js';
import { showPolicies } from '../iam/iam-store.js';
import { showNodeHelp } from '../node-help/node-help-store.js';
import { showAddSource, showNewProfile } from '../sources/sources-store.js';
import { openShell } from './connect-flow.js';
import { keysOf, run } from './keyboard.js';
import { activate, activeSession, FLEET, useWorkspace } from './workspace.js';

/** Something that the palette can do beside going to a node. */
export interface PaletteCommand {
  readonly id: string;
  readonly text: string;
  /** The key that does the same, as it is written; null for none. */
  readonly keys: string | null;
  /** All that it is found by, in lower case: its text in each language. */
  readonly words: string;
  readonly run: () => void;
}

const LANGUAGES: readonly Language[] = ['en', 'ko'];

type TextOf = (t: TFunction) => string;

function command(id: string, textOf: TextOf, keys: string | null, act: () => void): PaletteCommand {
  const texts = LANGUAGES.map((language) => textOf(i18next.getFixedT(language)));
  return { id, text: textOf(i18next.t), keys, words: texts.join('\n').toLowerCase(), run: act };
}

/** What can be done now, in the order in which it is shown. */
export function paletteCommands(): PaletteCommand[] {
  const { filters, selectedIds, selectedId } = useFleet.getState();
  const { sessions } = useWorkspace.getState();
  const ofNode = activeSession()?.node.id ?? selectedId;
  const ofKeyboard = (
    name:
      | 'refresh'
      | 'export-csv'
      | 'export-json'
      | 'search'
      | 'find'
      | 'toggle-files'
      | 'toggle-local-files'
      | 'toggle-jobs'
      | 'next-tab'
      | 'previous-tab'
      | 'move-tab-left'
      | 'move-tab-right'
      | 'split-right'
      | 'separate'
      | 'close-terminal'
      | 'plain-ssh'
      | 'settings',
  ) =>
    command(
      name,
      (t) => t(`palette.commands.${name}`),
      keysOf(name),
      () => run(name),
    );
  const inFleet = (act: () => void) => () => {
    activate(FLEET);
    act();
  };
  return [
    ofKeyboard('refresh'),
    ofKeyboard('search'),
    ...filters.map((filter) =>
      command(
        `filter ${filter.name}`,
        (t) => t('palette.commands.filter', { name: filter.name }),
        null,
        inFleet(() => applyFilter(filter)),
      ),
    ),
    ...views.map((view) =>
      command(
        `view ${view}`,
        (t) => t('palette.commands.view', { view: t(`fleet.views.${view}`) }),
        null,
        inFleet(() => show({ view })),
      ),
    ),
    ...(activeSession() === undefined
      ? []
      : [
          ofKeyboard('find'),
          ofKeyboard('toggle-files'),
          ofKeyboard('toggle-local-files'),
          ofKeyboard('split-right'),
          ofKeyboard('separate'),
          ofKeyboard('move-tab-left'),
          ofKeyboard('move-tab-right'),
          ofKeyboard('close-terminal'),
        ]),
    ...(ofNode === null
      ? []
      : [
          command(
            'session-shell',
            (t) => t('palette.commands.sessionShell'),
            null,
            () => openShell(ofNode),
          ),
        ]),
    ofKeyboard('export-csv'),
    ofKeyboard('export-json'),
    ofKeyboard('toggle-jobs'),
    ...(sessions.length === 0 ? [] : [ofKeyboard('next-tab'), ofKeyboard('previous-tab')]),
    command('add-source', (t) => t('palette.commands.addSource'), null, showAddSource),
    command('new-profile', (t) => t('palette.commands.newProfile'), null, showNewProfile),
    ...(['allow', 'deny', 'node-role'] as const).map((kind) =>
      command(
        `policy ${kind}`,
        (t) => t(`palette.commands.policy-${kind}`),
        null,
        () => showPolicies(kind, [...selectedIds]),
      ),
    ),
    command(
      'node-help',
      (t) => t('palette.commands.nodeHelp'),
      null,
      () => showNodeHelp('ssh-server', selectedId),
    ),
    ofKeyboard('plain-ssh'),
    ofKeyboard('settings'),
  ];
}

/** The commands in which each word that was typed occurs. */
export function commandsFor(commands: readonly PaletteCommand[], typed: string): PaletteCommand[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ words }) => wanted.every((word) => words.includes(word)));
}
