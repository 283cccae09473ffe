import { expect, it } from 'vitest';
import { unifiedDiff } from './diff.js';

it('shows the change with three lines around it, as diff -u does', () => {
  expect(unifiedDiff('f', 'a\nb\nc\nd\ne\n', 'x\ny\na\nb\nc\nd\ne\n')).toBe(
    '--- f\n+++ f\n@@ -1,3 +1,5 @@\n+x\n+y\n a\n b\n c\n',
  );
  expect(unifiedDiff('f', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\n6\n7\n8\n9\n')).toBe(
    '--- f\n+++ f\n@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n',
  );
  expect(unifiedDiff('f', '', 'a\n')).toBe('--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n');
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
});
