import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileFor, servePage } from './page-files.js';

let root: string;
let folder: string;
const get = (url: string, method = 'GET') => servePage(folder, { url, method }, 'sallyport');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sallyport-page-'));
  folder = join(root, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'a b.js'), '1');
  await writeFile(join(root, 'secret.json'), '{}');
  await mkdir(join(root, 'renderer-other'));
  await writeFile(join(root, 'renderer-other', 'x.js'), '1');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the page’s files', () => {
  it('are served with their type, and with a policy that lets nothing else in', async () => {
    const page = await get('app://sallyport/');
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    const script = await get('app://sallyport/assets/a%20b.js?v=1#x');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    'app://sallyport/../secret.json',
    'app://sallyport/%2e%2e/secret.json',
    'app://sallyport/..%2fsecret.json',
    'app://sallyport/assets/..%2f..%2fsecret.json',
    'app://sallyport/..%5csecret.json',
    'app://sallyport/..%2frenderer-other%2fx.js',
    'app://sallyport/%00index.html',
    'app://sallyport/%zz.html',
    'app://sallyport/missing.js',
    'app://sallyport/assets',
    'app://sallyport//etc/passwd',
    'app://other/index.html',
  ])('do not include %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it('are not written to', async () => {
    expect((await get('app://sallyport/index.html', 'POST')).status).toBe(404);
  });

  it('never lie outside the folder, whatever is asked', () => {
    const parts = ['..', '%2e%2e', '%2f', '%5c', 'a.js', '.', '%252e%252e%252f', 'secret.json'];
    for (const a of parts) {
      for (const b of parts) {
        for (const c of parts) {
          const file = fileFor('/x/renderer', new URL(`app://sallyport/${a}/${b}${c}`), 'sallyport');
          if (file !== null) expect(file.startsWith('/x/renderer/')).toBe(true);
        }
      }
    }
  });
});
