/** Unchanged lines shown around a change, as diff -u has them. */
const CONTEXT = 3;

/**
 * The change from one text to another as a unified diff with one hunk: what differs here is one place, the marked block.
 *
 * @returns empty when nothing differs
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end++;
  const from = Math.max(0, start - CONTEXT);
  const tail = Math.min(end, CONTEXT);
  const oldLines = old.slice(start, old.length - end);
  const newLines = fresh.slice(start, fresh.length - end);
  const range = (length: number) => `${length === 0 ? from : from + 1},${length}`;
  const around = start - from + tail;
  return [
    `--- ${file}`,
    `+++ ${file}`,
    `@@ -${range(oldLines.length + around)} +${range(newLines.length + around)} @@`,
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...oldLines.map((line) => `-${line}`),
    ...newLines.map((line) => `+${line}`),
    ...old.slice(old.length - end, old.length - end + tail).map((line) => ` ${line}`),
    '',
  ].join('\n');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
