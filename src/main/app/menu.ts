import type { MenuItemConstructorOptions } from 'electron';
import type { z } from 'zod';
import type { mainEvents } from '../../shared/contract/index.js';
import type { Language } from './language.js';
import { menuWords } from './menu-words.js';

export type MenuCommand = z.infer<(typeof mainEvents)['menu.command']>['command'];

interface MenuOptions {
  readonly language: Language;
  readonly platform: NodeJS.Platform;
  /** Whether developer tools are offered. */
  readonly development: boolean;
  readonly run: (command: MenuCommand) => void;
  readonly forgetPassphrases: () => void;
  readonly openWebsite: () => void;
}

/**
 * The native menu. On Linux and Windows, Ctrl with a letter belongs to the shell in a terminal (Ctrl+W, R, C, F, K, Q
 * all mean something there), and so does Alt: commands have Ctrl+Shift, and labels no mnemonic. On macOS, Cmd is free,
 * and copy and paste are the system's own roles, which fields and xterm both answer to.
 */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { language, platform, development, run, forgetPassphrases, openWebsite } = options;
  const words = menuWords[language];
  const mac = platform === 'darwin';
  const letter = (key: string): string => (mac ? `Cmd+${key}` : `Ctrl+Shift+${key}`);
  const command = (name: MenuCommand, label: string, accelerator: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    accelerator,
    click: () => run(name),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: words.file,
      submenu: [
        command('search', words.search, letter('L')),
        command('refresh', words.refresh, letter('R')),
        { id: 'export-csv', label: words.exportCsv, click: () => run('export-csv') },
        { id: 'export-json', label: words.exportJson, click: () => run('export-json') },
        separator,
        { id: 'reopen-tabs', label: words.reopenTabs, click: () => run('reopen-tabs') },
        command('close-terminal', words.closeTerminal, letter('W')),
        separator,
        { id: 'plain-ssh', label: words.plainSsh, click: () => run('plain-ssh') },
        { label: words.forgetPassphrases, click: forgetPassphrases },
        separator,
        command('settings', words.settings, letter(',')),
        ...(mac ? [] : [separator, { role: 'quit' as const, label: words.quit, accelerator: letter('Q') }]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        ...(mac
          ? [
              { role: 'undo' as const },
              { role: 'redo' as const },
              separator,
              { role: 'cut' as const },
              { role: 'copy' as const },
              { role: 'paste' as const },
              { role: 'selectAll' as const },
            ]
          : [command('copy', words.copy, letter('C')), command('paste', words.paste, letter('V'))]),
        separator,
        command('find', words.find, letter('F')),
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        separator,
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(development ? [{ role: 'toggleDevTools' as const, label: words.developerTools }] : []),
      ],
    },
    {
      label: words.window,
      submenu: [
        command('next-tab', words.nextTab, 'Ctrl+Tab'),
        command('previous-tab', words.previousTab, 'Ctrl+Shift+Tab'),
        command('move-tab-left', words.moveTabLeft, 'Ctrl+Shift+PageUp'),
        command('move-tab-right', words.moveTabRight, 'Ctrl+Shift+PageDown'),
        separator,
        command('split-right', words.splitRight, letter('D')),
        command('focus-left', words.focusLeft, letter('[')),
        command('focus-right', words.focusRight, letter(']')),
        command('separate', words.separate, letter('B')),
        ...(mac ? [separator, { role: 'minimize' as const }, { role: 'zoom' as const }] : []),
      ],
    },
    { role: 'help', label: words.help, submenu: [{ label: words.website, click: openWebsite }] },
  ];
}
