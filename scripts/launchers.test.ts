import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import config from '../electron-builder.config.js';
import { findCommand } from './commands.js';
import { ROOT } from './paths.js';

const launcher = (path: string) => join(ROOT, 'resources/bin', path);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sallyport launchers '))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a launcher where the package has it, beside a program that tells how it was started. */
function installed(source: string, target: string, program: string): string {
  const path = join(folder, target);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(launcher(source), path);
  const told = join(folder, program);
  mkdirSync(dirname(told), { recursive: true });
  const script =
    '#!/bin/sh\nprintf "%s\\n" "$SALLYPORT_LAUNCHER" "${ELECTRON_RUN_AS_NODE-none}" "$@"\nexit 7\n';
  writeFileSync(told, script, { mode: 0o755 });
  return path;
}

/** Runs a shell script as its first line says. */
function run(path: string, args: readonly string[]): { code: number; lines: string[] } {
  try {
    return { code: 0, lines: execFileSync(path, args, { encoding: 'utf8' }).split('\n') };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, lines: stdout.trimEnd().split('\n') };
  }
}

const ARGUMENTS = ['ssh', '', 'a b', `it's "quoted" $HOME *`];

describe('the launchers of the command line', () => {
  it.each([
    ['linux/sallyport', 'opt/resources/bin/sallyport', 'opt/sallyport-app', '1', 'app.asar/out/main/cli.cjs'],
    [
      'mac/sallyport',
      'Sallyport.app/Contents/Resources/bin/sallyport',
      'Sallyport.app/Contents/Resources/bin/node',
      'none',
      'cli/cli.cjs',
    ],
  ])(
    '%s starts its runtime, through links, with all arguments and its exit code',
    (source, target, program, asNode, cli) => {
      const path = installed(source, target, program);
      const resources = dirname(dirname(path));
      mkdirSync(join(folder, 'bin'));
      symlinkSync(path, join(folder, 'bin', 'one'));
      symlinkSync('one', join(folder, 'bin', 'two'));
      for (const started of [path, join(folder, 'bin', 'two')])
        expect(run(started, ARGUMENTS)).toEqual({
          code: 7,
          lines: [path, asNode, join(resources, cli), ...ARGUMENTS],
        });
    },
  );

  it.each(['linux/sallyport', 'mac/sallyport', 'deb/sallyport'])('%s is a good shell script', (path) => {
    expect(() => execFileSync('sh', ['-n', launcher(path)])).not.toThrow();
    if (findCommand('shellcheck') !== undefined)
      expect(execFileSync('shellcheck', [launcher(path)], { encoding: 'utf8' })).toBe('');
  });

  it('win/sallyport.cmd quotes its paths, passes arguments on, and ends with the program’s code', () => {
    const text = readFileSync(launcher('win/sallyport.cmd'), 'latin1');
    const lines = text.split('\r\n');
    // A line that ends otherwise, or a byte that the console's code page reads otherwise, breaks a batch file.
    expect(text.replaceAll('\r\n', '')).toMatch(/^[\x20-\x7e]*$/);
    expect(lines[0]).toBe('@echo off');
    // Without it an exclamation mark in an argument may be lost.
    expect(lines).toContain('setlocal DisableDelayedExpansion');
    expect(lines).toContain('set "SALLYPORT_LAUNCHER=%~f0"');
    expect(lines.slice(-3)).toEqual([
      String.raw`"%~dp0..\..\Sallyport.exe" "%~dp0..\app.asar\out\main\cli.cjs" %*`,
      'exit /b %ERRORLEVEL%',
      '',
    ]);
  });

  it('go into the packages of their systems, at the place that ssh_config is told of', () => {
    const { linux, mac, win, deb } = config;
    expect(linux.extraResources).toContainEqual({ from: 'resources/bin/linux', to: 'bin' });
    expect(mac.extraResources).toContainEqual({ from: 'resources/bin/mac', to: 'bin' });
    expect(mac.extraResources).toContainEqual({ from: process.execPath, to: 'bin/node' });
    expect(win.extraResources).toContainEqual({ from: 'resources/bin/win', to: 'bin' });
    expect(deb.fpm).toEqual([`${launcher('deb/sallyport')}=/usr/bin/sallyport`]);
    expect(readFileSync(launcher('deb/sallyport'), 'utf8')).toContain(
      `exec /opt/${config.productName}/resources/bin/sallyport "$@"`,
    );
  });
});
