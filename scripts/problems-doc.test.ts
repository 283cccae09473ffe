import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { problemCodes } from '../src/shared/problem.js';
import { PROBLEMS_DOC, problemsDoc } from './problems-doc.js';

it('docs/problems.md is what its script makes of the words of today', async () => {
  const committed = await readFile(PROBLEMS_DOC, 'utf8');
  expect(committed, 'run: npx tsx scripts/problems-doc.ts').toBe(await problemsDoc());
});

it('lists each code once, and leaves no placeholder open', async () => {
  const text = await problemsDoc();
  const listed = [...text.matchAll(/^### `(.+)`$/gm)].map(([, code]) => code);
  expect(listed.sort()).toEqual([...problemCodes].sort());
  expect(text).not.toContain('{{');
});
