/** A question that has to be answered before anything else: shown over the page as soon as it is there. */
import { type RefObject, useEffect, useRef } from 'react';

/** The `<dialog>` to show; where the focus was it is again when the dialog is taken out of the page. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The element is taken out of the page rather than closed, so the browser does not put the focus back by itself.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return dialog;
}
