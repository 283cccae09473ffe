import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { mainEvents } from '../../shared/contract/index.js';
import { menuTemplate } from './menu.js';

const build = (platform: NodeJS.Platform, language: 'en' | 'ko' = 'en') => {
  const run = vi.fn();
  const forgetPassphrases = vi.fn();
  const template = menuTemplate({
    language,
    platform,
    development: true,
    run,
    forgetPassphrases,
    openWebsite: () => undefined,
  });
  const items = template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
  return { run, forgetPassphrases, template, items };
};
const click = (item: MenuItemConstructorOptions | undefined) => (item?.click as (() => void) | undefined)?.();

describe('the menu', () => {
  it.each(['linux', 'win32'] as const)('on %s takes no key from a shell', (platform) => {
    const { items, template } = build(platform);
    const keys = items.map(({ accelerator }) => accelerator ?? '');
    expect(keys.filter((key) => /^(Ctrl|CmdOrCtrl|CommandOrControl)\+[A-Z]$/i.test(key))).toEqual([]);
    // Roles bring keys of their own: these are Ctrl with a letter.
    const roles = [...items, ...template].map(({ role }) => role?.toLowerCase());
    for (const role of [
      'copy',
      'paste',
      'cut',
      'selectall',
      'undo',
      'redo',
      'close',
      'reload',
      'forcereload',
      'editmenu',
      'windowmenu',
    ])
      expect(roles).not.toContain(role);
    expect(items.find(({ role }) => role === 'quit')?.accelerator).toBe('Ctrl+Shift+Q');
    // A mnemonic would take Alt with a letter.
    for (const { label } of [...template, ...items]) expect(label ?? '').not.toContain('&');
  });

  it('on macOS leaves copy and paste to the system', () => {
    const { items } = build('darwin');
    expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(['copy', 'paste', 'selectAll']));
    expect(items.find(({ id }) => id === 'close-terminal')?.accelerator).toBe('Cmd+W');
  });

  it('runs every command of the contract', () => {
    const { items, run } = build('linux');
    for (const item of items) if (item.id !== undefined) click(item);
    const commands = run.mock.calls.map(([command]) => command as string).sort();
    expect(commands).toEqual([...mainEvents['menu.command'].shape.command.options].sort());
  });

  it('speaks Korean', () => {
    const { template } = build('linux', 'ko');
    expect(template.map(({ label }) => label)).toEqual(['파일', '편집', '보기', '창', '도움말']);
  });

  it('forgets passphrases at a word', () => {
    const { items, forgetPassphrases } = build('linux');
    click(items.find(({ label }) => label === 'Forget All Passphrases'));
    expect(forgetPassphrases).toHaveBeenCalledOnce();
  });
});
