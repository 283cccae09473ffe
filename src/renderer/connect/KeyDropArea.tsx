import { FileKey2 } from 'lucide-react';
import { useEffect, useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOfFile } from '../bridge.js';
import { classNames } from '../ui/class-names.js';

interface KeyDropAreaProps {
  readonly onPath: (path: string) => void;
  readonly children: ReactNode;
}

/** Takes a key file that is dropped on what is inside it, or a file or its path that is pasted while it is there. */
export function KeyDropArea({ onPath, children }: KeyDropAreaProps) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);

  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'link';
    setOver(true);
  };
  const left = (event: DragEvent) => {
    // Moving on to something inside is not leaving.
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const path = firstPath(event.dataTransfer.files);
    if (path !== null) onPath(path);
  };
  // The event goes to where a text would be selected, not to what has the focus, so it is listened to for the whole page.
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      // A text field keeps what is pasted into it; a radio button is an input as well, but none for text.
      if (document.activeElement?.matches('input:not([type="radio"]), textarea') === true) return;
      const data = event.clipboardData;
      const path = data && (firstPath(data.files) ?? pastedPath(data.getData('text/plain')));
      if (path === null) return;
      event.preventDefault();
      onPath(path);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [onPath]);

  return (
    <div
      className={classNames('key-drop', isOver && 'is-over')}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={left}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className="key-drop-veil" aria-hidden>
          <FileKey2 size={28} />
          {t('connect.dropKey')}
        </div>
      )}
    </div>
  );
}

/** The absolute path of the first of some files; null where there is none. */
function firstPath([file]: Iterable<File>): string | null {
  const path = file === undefined ? '' : pathOfFile(file);
  return path === '' ? null : path;
}

/** The absolute path in a pasted text, without the quotation marks that file managers put around it. */
function pastedPath(text: string): string | null {
  const path = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  return /^(~?\/|~\\|[A-Za-z]:[\\/]|\\\\)[^\n]*$/.test(path) ? path : null;
}
