import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface ModalDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the page. The browser keeps the focus in it, ends it by Escape, and gives the focus back to what opened
 * it.
 */
export function ModalDialog({ title, onClose, children }: ModalDialogProps) {
  const { t } = useTranslation();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="modal" aria-labelledby={heading} onClose={onClose}>
      <header className="card-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" onClick={onClose} data-testid="close-dialog">
          {t('dialog.done')}
        </button>
      </header>
      <div className="modal-body">{children}</div>
    </dialog>
  );
}
