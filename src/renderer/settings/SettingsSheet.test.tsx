import { beforeEach, describe, expect, it } from 'vitest';
import type { SettingName, SettingValue } from '../../shared/contract/index.js';
import { problem, ProblemError } from '../../shared/problem.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { clear, click, find, press, render, type } from '../test-support/render.js';
import { Settings } from './SettingsSheet.js';
import { closeSettings, showSettings } from './settings-store.js';

const DEFAULTS: Record<SettingName, SettingValue> = {
  language: 'system',
  'fleet.refreshSeconds': 60,
  'files.editor': null,
  'files.showHidden': false,
  'files.followShell': false,
  'files.jobs.bytesPerSecond': null,
  'files.jobs.sessions': 4,
  'files.jobs.verify': 'full',
  'network.proxy': 'system',
  'network.caBundle': null,
  'sessionManager.payloadBytes': 1_024,
};

beforeEach(async () => {
  await clear();
  closeSettings();
});

/** A main that keeps what it is told. */
function bridge(first: Partial<Record<SettingName, SettingValue>> = {}) {
  let values = { ...DEFAULTS, ...first };
  const shown = () => ({ file: '/data/settings.json', values, defaults: DEFAULTS });
  return fakeBridge({
    'settings.read': shown,
    'settings.set': ({ name, value }) => {
      if (value === 'http://:0') throw new ProblemError(problem('settings.invalid', { name }));
      values = { ...values, [name]: value };
      return shown();
    },
    'settings.choose': ({ name }) => {
      values = { ...values, [name]: name === 'files.editor' ? ['/usr/bin/gedit'] : '/ca.pem' };
      return shown();
    },
    'settings.reset': ({ name }) => {
      values = { ...values, [name]: DEFAULTS[name] };
      return shown();
    },
    'settings.open': () => ({}),
  });
}

async function draw(language: 'en' | 'ko' = 'en') {
  showSettings();
  await render(<Settings />, language);
}

const row = (name: SettingName) => find(`[data-setting="${name}"]`);
const within = (name: SettingName, selector: string) => {
  const element = row(name).querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`${name} has no ${selector}`);
  return element;
};
const shownNames = () =>
  [...document.querySelectorAll('[data-setting]')].map((each) => each.getAttribute('data-setting'));

describe('the page of settings', () => {
  it.each(['en', 'ko'] as const)('shows each with its default, in %s', async (language) => {
    bridge();
    await draw(language);
    expect(new Set(shownNames())).toEqual(new Set(Object.keys(DEFAULTS)));
    expect(document.body.textContent).not.toMatch(/settings\.(rows|values|when)/);
    expect(document.body.textContent).toContain('/data/settings.json');
  });

  it('finds settings by any words of theirs, their name in the file included', async () => {
    bridge();
    await draw();
    const field = find('input[type="search"]') as HTMLInputElement;
    await type(field, 'big sessions');
    expect(shownNames()).toEqual(['files.jobs.sessions']);
    await type(field, 'payloadbytes');
    expect(shownNames()).toEqual(['sessionManager.payloadBytes']);
    await type(field, 'nothing like it');
    expect(document.body.textContent).toContain('No setting matches.');
  });

  it('changes at once, and resets only what is not the default', async () => {
    const { calls } = bridge();
    await draw();
    expect(document.querySelector('[aria-label^="Reset"]')).toBeNull();
    await click(within('fleet.refreshSeconds', '.select button'));
    await click(find('[role="option"]', 'Never'));
    expect(calls.at(-1)).toEqual({ name: 'settings.set', args: { name: 'fleet.refreshSeconds', value: 0 } });
    await click(within('files.showHidden', 'input'));
    expect(calls.at(-1)).toEqual({ name: 'settings.set', args: { name: 'files.showHidden', value: true } });
    await click(within('fleet.refreshSeconds', '[aria-label^="Reset"]'));
    expect(row('fleet.refreshSeconds').textContent).toContain('1 min');
    expect(document.querySelectorAll('[aria-label^="Reset"]')).toHaveLength(1);
  });

  it('shows a value that it would not propose', async () => {
    bridge({ 'fleet.refreshSeconds': 42 });
    await draw();
    expect(within('fleet.refreshSeconds', '.select button').textContent).toContain('42 sec');
  });

  it('takes a proxy’s address when it is whole, and says at its row when it does not fit', async () => {
    const { calls } = bridge();
    await draw();
    await click(within('network.proxy', '.select button'));
    await click(find('[role="option"]', 'This one'));
    expect(calls.at(-1)?.name).toBe('settings.read');
    const field = within('network.proxy', '.input') as HTMLInputElement;
    field.value = ':0';
    await press(field, 'Enter');
    expect(within('network.proxy', '[data-problem="settings.invalid"]')).toBeDefined();
    const again = within('network.proxy', '.input') as HTMLInputElement;
    again.value = 'proxy:3128';
    await press(again, 'Enter');
    expect(calls.at(-1)).toEqual({
      name: 'settings.set',
      args: { name: 'network.proxy', value: 'http://proxy:3128' },
    });
    expect(document.querySelector('[data-problem]')).toBeNull();
  });

  it('leaves to the system’s dialog what is run', async () => {
    const { calls } = bridge();
    await draw();
    await click(within('files.editor', '.setting-chosen button'));
    expect(calls.at(-1)).toEqual({ name: 'settings.choose', args: { name: 'files.editor' } });
    expect(row('files.editor').textContent).toContain('/usr/bin/gedit');
  });
});
