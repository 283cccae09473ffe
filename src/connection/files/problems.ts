import type { Side } from '../../shared/contract/index.js';
import { problem, toProblem, type Problem } from '../../shared/problem.js';
import { FileError } from './file-system.js';

/** What went wrong with a file, as a Problem. */
export function fileProblem(error: unknown): Problem {
  if (!(error instanceof FileError)) return toProblem(error);
  const { code, path, side, message } = error;
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return problem(
    `files.${code}`,
    { path, side, name },
    { details: message, remedies: ['retry', 'copy-details'] },
  );
}

/** Problems of copying itself, which neither side has raised. */
export const copyProblem = {
  sourceChanged: (side: Side, path: string): Problem =>
    problem('files.source-changed', { path, side }, { remedies: ['retry'] }),
  targetChanged: (side: Side, path: string): Problem => problem('files.target-changed', { path, side }),
  checksum: (side: Side, path: string): Problem =>
    problem('files.checksum', { path, side }, { remedies: ['retry'] }),
  notBeginning: (side: Side, path: string): Problem => problem('files.not-beginning', { path, side }),
  special: (side: Side, path: string, kind: string): Problem =>
    problem('files.special', { path, side, kind }),
  caseClash: (side: Side, path: string): Problem => problem('files.case-clash', { path, side }),
  kindClash: (side: Side, path: string): Problem => problem('files.kind-clash', { path, side }),
  noRoom: (side: Side, path: string, neededBytes: number, freeBytes: number): Problem =>
    problem(
      'files.no-room',
      { path, side, needed: neededBytes, free: freeBytes },
      { details: `${neededBytes} bytes are needed, ${freeBytes} are free`, remedies: ['retry'] },
    ),
  nameRefused: (side: Side, path: string, name: string, details: string): Problem =>
    problem('files.name-refused', { path, side, name }, { details }),
  intoItself: (side: Side, path: string): Problem =>
    problem('files.refused', { path, side }, { details: 'A folder cannot be copied into itself' }),
};
