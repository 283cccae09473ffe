import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seededRandom } from '../random.js';

const DAY_MS = 24 * 3600 * 1000;

/** Fills a home directory with what a person would find on such a node: logs, a small web root, names beyond ASCII. */
export async function writeDemoHome(home: string, name: string, now: number): Promise<void> {
  const random = seededRandom(createHash('sha256').update(name).digest().readUInt32BE(0));
  const day = (age: number) => new Date(now - age * DAY_MS).toISOString().slice(0, 10);
  const release = `releases/${day(6)}_1412`;
  const put = async (path: string, content: string | Buffer, ageDays: number, mode = 0o644) => {
    const file = join(home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
    const time = new Date(now - ageDays * DAY_MS);
    await utimes(file, time, time);
  };
  await put('README.md', readme(name), 90);
  await put('deploy.sh', DEPLOY_SCRIPT, 31, 0o755);
  await put('logs/access.log', accessLog(random, now), 0);
  await put('logs/error.log', errorLog(random, now), 0);
  await put('logs/archive/access.log.1.gz', randomBytes(180_000), 7);
  await put('logs/archive/access.log.2.gz', randomBytes(164_000), 14);
  await put(`${release}/index.html`, page(name), 6);
  await put(
    `${release}/css/site.css`,
    'body { font: 16px/1.5 system-ui; margin: 2rem auto; max-width: 60ch }\n',
    6,
  );
  await put(`${release}/config.json`, `${JSON.stringify({ name, workers: 4, cache: true }, null, 2)}\n`, 6);
  await put(`releases/${day(53)}_0930/index.html`, page(name), 53);
  await symlink(release, join(home, 'current'));
  await put(
    'documents/Übersicht Kosten März.csv',
    'Monat,Kosten\nJanuar,1240.50\nFebruar,1198.20\nMärz,1305.75\n',
    200,
  );
  await put('documents/보고서 2026.txt', '3분기 보고서\n\n모든 서비스가 정상입니다.\n', 40);
  await put('documents/写真/桜.txt', '春の写真はまだありません。\n', 220);
  await put(
    'documents/déjà vu – notes (final).txt',
    'Names with spaces, brackets and accents travel too.\n',
    3,
  );
  await put(`backup/orders-${day(4)}.sql.gz`, randomBytes(1_400_000), 4, 0o600);
  await put('.config/app/settings.toml', 'theme = "dark"\nretries = 3\n', 120, 0o600);
  await mkdir(join(home, 'incoming'), { recursive: true });
}

function readme(name: string): string {
  return `# ${name}

- Deployments: \`./deploy.sh <release>\` moves the link \`current\`.
- Logs: \`logs/\`, rotated weekly into \`logs/archive/\`.
- Ask in #ops before a reboot.
`;
}

const DEPLOY_SCRIPT = `#!/bin/bash
set -euo pipefail
release=\${1:?which release?}
[ -d "releases/$release" ] || { echo "no such release: $release" >&2; exit 1; }
ln -sfn "releases/$release" current
echo "current -> releases/$release"
`;

function page(name: string): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${name}</title><link rel="stylesheet" href="css/site.css"></head>
  <body><h1>It works</h1><p>Served by ${name}.</p></body>
</html>
`;
}

const ACCESS_LINES = 4000;
const PATHS = [
  '/',
  '/cart',
  '/api/orders',
  '/api/items?page=2',
  '/css/site.css',
  '/health',
  '/login',
  '/images/hero.webp',
];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0',
  'Mozilla/5.0 (iPhone) Safari/605.1',
  'curl/8.5.0',
  'ELB-HealthChecker/2.0',
];

function accessLog(random: () => number, now: number): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const lines: string[] = [];
  for (let index = ACCESS_LINES; index > 0; index--) {
    const at = new Date(now - index * 9000);
    const status = random() < 0.96 ? 200 : random() < 0.7 ? 404 : 502;
    lines.push(
      `10.20.${Math.floor(random() * 4)}.${Math.floor(random() * 250)} - - [${at.toISOString()}] "GET ${pick(PATHS)} ` +
        `HTTP/1.1" ${status} ${Math.floor(random() * 20000)} "-" "${pick(AGENTS)}"`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function errorLog(random: () => number, now: number): string {
  const lines: string[] = [];
  for (let index = 60; index > 0; index--) {
    const at = new Date(now - index * 600_000).toISOString();
    lines.push(
      `${at} [error] upstream timed out (110: Connection timed out) while reading response, request ${Math.floor(random() * 1e6)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
