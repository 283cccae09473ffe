import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatDateTime } from '../ui/format.js';

/** One of the versions of a file that a person chooses between. */
export interface VersionRow {
  /** Where it is. */
  readonly name: string;
  /** Size in bytes and time in Unix milliseconds (null: not known); null when the file is no longer there. */
  readonly version: { readonly size: number; readonly modifiedMs: number | null } | null;
  /** Said behind its size. */
  readonly sizeNote?: ReactNode;
  /** Said behind its time. */
  readonly timeNote?: ReactNode;
}

/** Versions of a file side by side: how large, and from when. */
export function VersionTable({ rows }: { readonly rows: readonly VersionRow[] }) {
  const { t } = useTranslation();
  return (
    <table className="conflict">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('files.column.size')}</th>
          <th scope="col">{t('files.column.modified')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, version, sizeNote, timeNote }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {version === null ? (
              <td colSpan={2}>{t('files.versions.gone')}</td>
            ) : (
              <>
                <td>
                  {formatBytes(version.size)}
                  {sizeNote}
                </td>
                <td>
                  {version.modifiedMs === null
                    ? t('files.versions.unknown')
                    : formatDateTime(version.modifiedMs)}
                  {timeNote}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
