import { classNames } from './class-names.js';

interface DiffProps {
  /** A unified diff, or plain text where nothing begins with its signs. */
  readonly text: string;
  readonly label: string;
}

/** A change as its lines, each with its sign; colour only repeats what the sign says. */
export function Diff({ text, label }: DiffProps) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <pre className="diff mono selectable" tabIndex={0} aria-label={label}>
      {lines.map((line, index) => (
        <span key={index} className={classNames(kindOf(line))}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function kindOf(line: string): string | false {
  if (/^(---|\+\+\+|@@)/.test(line)) return 'diff-head';
  if (line.startsWith('+')) return 'diff-added';
  return line.startsWith('-') && 'diff-removed';
}
