// npm test [-- AREA… [--vitest-option=value…]]: all tests, or those of some areas, ending in "N passed, N failed".
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from './build.js';
import { withCleanup } from './cleanup.js';
import { ensureElectronRuntime } from './electron-runtime.js';
import { fail } from './fail.js';
import { ROOT } from './paths.js';
import { runAloud } from './run.js';
import { ensureSystemPackages } from './system-packages.js';
import { areasOf, filesOfArea, needsBuild, needsSystem } from './test-areas.js';
import { countTests, lastLine, type Report } from './test-report.js';
import { hasDisplay, startVirtualDisplay } from './virtual-display.js';

const FOLDERS = ['src', 'simulator', 'scripts', 'eslint-rules', 'bench', 'test'];

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  const options = given.filter((argument) => argument.startsWith('-'));
  const areas = given.filter((argument) => !argument.startsWith('-'));
  const all = await testFiles();
  const chosen = new Set<string>();
  for (const area of areas) {
    const files = filesOfArea(area, all);
    if (files.length === 0) throw new Error(`No tests for "${area}". Areas: ${areasOf(all).join(', ')}`);
    files.forEach((file) => chosen.add(file));
  }
  const files = areas.length === 0 ? all : [...chosen];

  if (files.some(needsSystem)) await ensureSystemPackages('test');
  if (!files.some(needsBuild)) return runVitest(files, options, process.env);
  await ensureElectronRuntime();
  await ensureBuilt();
  if (hasDisplay()) return runVitest(files, options, process.env);
  return withCleanup(async (onEnd) => {
    const display = await startVirtualDisplay();
    onEnd(() => display.close());
    return runVitest(files, options, { ...process.env, DISPLAY: display.name });
  });
}

async function testFiles(): Promise<string[]> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
      return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
    }),
  );
  return found
    .flat()
    .filter((file) => /\.test\.tsx?$/.test(file))
    .sort();
}

async function runVitest(files: string[], options: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const reportFile = join(ROOT, 'test-results', 'report.json');
  await rm(reportFile, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await runAloud(process.execPath, [vitest, 'run', ...reporters, ...options, ...files], {
    cwd: ROOT,
    env,
  });
  const report = await readFile(reportFile, 'utf8').catch(() => undefined);
  const counts =
    report === undefined
      ? { passed: 0, failed: 1, skipped: 0 }
      : countTests(JSON.parse(report) as Report, code);
  console.log(lastLine(counts));
  return counts.failed > 0 ? 1 : 0;
}

process.exitCode = await main().catch(fail);
