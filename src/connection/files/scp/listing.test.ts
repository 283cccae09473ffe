import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nameFromBytes } from '../../../shared/file-name.js';
import { ListingParser, STAT_FORMAT } from './listing.js';

it('reads a folder as stat lists it, wherever the stream is cut and whatever the names hold', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-listing-'));
  try {
    const names = ['a', ' ', 'x\n', '\n', '644/1/2/root', '-n', 'caf\udce9', '안녕'];
    for (const name of names)
      writeFileSync(
        Buffer.concat([
          Buffer.from(`${folder}/`),
          name === 'caf\udce9' ? Buffer.from([0x63, 0xe9]) : Buffer.from(name.replaceAll('/', '_')),
        ]),
        'abc',
      );
    const output = execFileSync(
      'find',
      ['.', '!', '-name', '.', '-exec', 'stat', '-c', STAT_FORMAT, '--', '{}', '+'],
      {
        cwd: folder,
      },
    );
    for (const cut of [1, 7, output.length]) {
      const parser = new ListingParser();
      const found = [];
      for (let at = 0; at < output.length; at += cut)
        found.push(...parser.add(output.subarray(at, at + cut)));
      expect(found.map(({ name }) => name).sort()).toEqual(
        [
          'a',
          ' ',
          'x\n',
          '\n',
          '644_1_2_root',
          '-n',
          nameFromBytes(Buffer.from([0x63, 0xe9])),
          '안녕',
        ].sort(),
      );
      expect(found.every(({ attributes }) => attributes.kind === 'file' && attributes.size === 3)).toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('does not take what a start-up file prints for a folder', () => {
  expect(() => new ListingParser().add(Buffer.from('Welcome//\n'))).toThrow('not understood');
});
