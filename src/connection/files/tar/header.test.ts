import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeTree, makeTree, namedFileArbitrary } from '../../../../test/support/trees.js';
import { TAR_END, tarHeader, tarPadding } from './header.js';

it('makes archives that tar unpacks to the very files, names of any bytes and length included', () => {
  const base = mkdtempSync(path.join(tmpdir(), 'sallyport-tar-'));
  try {
    fc.assert(
      fc.property(
        fc.uniqueArray(namedFileArbitrary, { maxLength: 5, selector: (one) => one.name.toString('latin1') }),
        (files) => {
          const [made, unpacked] = ['made-', 'unpacked-'].map((prefix) =>
            mkdtempSync(path.join(base, prefix)),
          );
          const archive = files.flatMap(({ bytes, ...member }) => [
            tarHeader({ ...member, size: bytes.length }),
            bytes,
            tarPadding(bytes.length),
          ]);
          execFileSync('tar', ['-C', unpacked!, '-xopf', '-'], {
            input: Buffer.concat([...archive, TAR_END]),
          });
          for (const { name: fileName, ...rest } of files)
            makeTree(Buffer.concat([Buffer.from(`${made}/`), fileName]), { kind: 'file', ...rest });
          expect(describeTree(Buffer.from(unpacked!)).slice(1)).toEqual(
            describeTree(Buffer.from(made!)).slice(1),
          );
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    rmSync(base, { recursive: true });
  }
});
