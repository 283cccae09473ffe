/** The marks around our block. Each stands on a line of its own. */
const START = '# >>> sallyport >>>';
const END = '# <<< sallyport <<<';
const BOM = '\u00ef\u00bb\u00bf';

/** Why a file is left alone: what stands in it, and where. */
export class UnreadableConfigError extends Error {
  public override readonly name = 'UnreadableConfigError';

  public constructor(
    public readonly reason: 'encoding' | 'line' | 'quotes' | 'marks',
    /** Counted from 1; 0 where it is about the whole file. */
    public readonly line: number,
  ) {
    super(`${reason} (line ${line})`);
  }
}

/** Keywords whose value is the rest of the line, quotes and all (ssh_config(5)). */
const TAKES_THE_REST = /^(proxycommand|localcommand|remotecommand|knownhostscommand)$/i;

/**
 * Puts a block at the top of an ssh_config, in the place of the one that is there.
 *
 * The top, because ssh takes the first value that it finds for each option, and because below a `Host` or `Match` line
 * ours would end that one's part. It ends with `Host *`, so that what follows counts for all hosts, as it did. All else
 * stays as it was, byte for byte.
 *
 * @param before the file's bytes; null where there is none
 * @throws UnreadableConfigError
 */
export function withBlock(before: Buffer | null, lines: readonly string[]): Buffer {
  const text = (before ?? Buffer.alloc(0)).toString('latin1');
  check(text);
  const rest = cut(text);
  const newline = newlineOf(rest);
  const block = [START, ...lines, 'Host *', END].map((line) => toBytes(line) + newline).join('');
  const bom = rest.startsWith(BOM) ? BOM : '';
  const body = rest.slice(bom.length);
  return Buffer.from(`${bom}${block}${body === '' ? '' : newline}${body}`, 'latin1');
}

/** Takes the block away again; all else stays. @throws UnreadableConfigError */
export function withoutBlock(before: Buffer): Buffer {
  const text = before.toString('latin1');
  check(text);
  return Buffer.from(cut(text), 'latin1');
}

/** The file with our block and the empty line behind it taken out. */
function cut(text: string): string {
  const start = lineAt(text, START);
  if (start === -1) return text;
  const end = text.indexOf('\n', lineAt(text, END));
  const after = end === -1 ? '' : text.slice(end + 1);
  return text.slice(0, start) + after.replace(/^\r?\n/, '');
}

/** Where the line begins that a mark stands on; -1 where there is none. */
function lineAt(text: string, mark: string): number {
  const match = new RegExp(`(^|\\n|^${BOM})[ \\t]*${mark}[ \\t]*\\r?(?=\\n|$)`).exec(text);
  return match === null ? -1 : match.index + (match[1] ?? '').length;
}

function check(text: string): void {
  if (text.includes('\0') || /^(\u00ff\u00fe|\u00fe\u00ff)/.test(text))
    throw new UnreadableConfigError('encoding', 0);
  const open: number[] = [];
  let blocks = 0;
  text
    .replace(BOM, '')
    .split('\n')
    .forEach((raw, index) => {
      const line = raw.trim();
      const number = index + 1;
      if (line === START) {
        open.push(number);
        blocks++;
        if (open.length > 1 || blocks > 1) throw new UnreadableConfigError('marks', number);
      } else if (line === END) {
        if (open.pop() === undefined) throw new UnreadableConfigError('marks', number);
      } else checkLine(line, number);
    });
  if (open[0] !== undefined) throw new UnreadableConfigError('marks', open[0]);
}

/** Each line is empty, a comment, or a keyword with a value (ssh_config(5)). */
function checkLine(line: string, number: number): void {
  if (line === '' || line.startsWith('#')) return;
  const [, keyword, value] = /^"?([A-Za-z][A-Za-z0-9]*)"?(?:\s*=\s*|\s+)(\S.*)$/.exec(line) ?? [];
  if (keyword === undefined || value === undefined) throw new UnreadableConfigError('line', number);
  if (!TAKES_THE_REST.test(keyword) && (value.replaceAll('\\"', '').split('"').length - 1) % 2 === 1)
    throw new UnreadableConfigError('quotes', number);
}

function newlineOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** The file is handled as bytes: what a path in our block has beyond ASCII is written as UTF-8. */
const toBytes = (line: string): string => Buffer.from(line, 'utf8').toString('latin1');
