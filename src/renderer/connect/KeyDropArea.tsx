import { FileKey2 } from 'lucide-react';
import { useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOfFile } from '../bridge.js';
import { classNames } from '../ui/class-names.js';

interface KeyDropAreaProps {
  readonly onPath: (path: string) => void;
  readonly children: ReactNode;
}

/** Takes a key file that is dropped on what is inside it, or a file or its path that is pasted there. */
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
  const takeFile = (files: FileList): boolean => {
    const [file] = files;
    const path = file === undefined ? '' : pathOfFile(file);
    if (path !== '') onPath(path);
    return path !== '';
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    takeFile(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    const target = event.target as HTMLElement;
    // A text field keeps what is pasted into it; a radio button is an input as well, but none for text.
    if (target.matches('input:not([type="radio"]), textarea')) return;
    if (takeFile(event.clipboardData.files)) {
      event.preventDefault();
      return;
    }
    const path = pastedPath(event.clipboardData.getData('text/plain'));
    if (path === null) return;
    event.preventDefault();
    onPath(path);
  };

  return (
    <div
      className={classNames('key-drop', isOver && 'is-over')}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={left}
      onDrop={drop}
      onPaste={paste}
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

/** The absolute path in a pasted text, without the quotation marks that file managers put around it. */
function pastedPath(text: string): string | null {
  const path = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  return /^(~?\/|~\\|[A-Za-z]:[\\/]|\\\\)[^\n]*$/.test(path) ? path : null;
}
