import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** The types of the files that a build of the page holds; nothing else is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

/**
 * What a page may do: run and show what came with the app, and nothing from anywhere else. Inline styles are let in
 * for xterm and React Aria, which set them.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The file in `folder` that a request asks for; null when it asks for one outside or of a type that is not served. */
export function fileFor(folder: string, url: URL, host: string): string | null {
  if (url.host !== host) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (/[\\\0]/.test(path)) return null;
  const root = normalize(folder + sep);
  const file = join(root, path === '/' ? 'index.html' : path);
  if (!file.startsWith(root) || TYPES[extname(file)] === undefined) return null;
  return file;
}

/** Answers a request for a file of the page. */
export async function servePage(folder: string, request: { url: string; method: string }, host: string) {
  const file = request.method === 'GET' ? fileFor(folder, new URL(request.url), host) : null;
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) return new Response('Not found', { status: 404 });
  return new Response(content, {
    headers: {
      'Content-Type': TYPES[extname(file)] ?? '',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    },
  });
}
