import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

interface SheetProps {
  readonly title: string;
  readonly subtitle?: string;
  readonly onClose: () => void;
  /** An alert wants an answer: it does not close by a click beside it. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly width?: number;
  readonly children: ReactNode;
}

/** A dialog over the window. Escape closes it, the focus stays inside and goes back afterwards. */
export function Sheet({ title, subtitle, onClose, role = 'dialog', width = 550, children }: SheetProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isDismissable={role === 'dialog'}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="sheet" style={{ width }}>
        <Dialog className="sheet-body" role={role}>
          <header>
            <Heading slot="title" className="sheet-title">
              {title}
            </Heading>
            {subtitle !== undefined && <p className="sheet-subtitle">{subtitle}</p>}
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
