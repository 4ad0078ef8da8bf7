/** After the back button: one is still in the meeting, and chooses. Back once more leaves, forward stays. */
import { useEffect, useId, useRef } from 'react';
import { useNavigate } from 'react-router';
import classes from './room.module.css';
import { useStayingText } from './staying-messages.ts';
import { useHasTurnedBack } from './visit-entry.ts';

export function LeaveQuestion({ onLeave }: { onLeave: () => void }) {
  const navigate = useNavigate();
  return useHasTurnedBack() ? <Question onStay={() => void navigate(1)} onLeave={onLeave} /> : null;
}

function Question({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const t = useStayingText();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const textId = useId();

  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The element is taken out of the page rather than closed, so the browser does not put the focus back by itself.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={classes.lost}
      aria-labelledby={titleId}
      aria-describedby={textId}
      onCancel={(event) => {
        event.preventDefault();
        onStay();
      }}
    >
      <h2 id={titleId}>{t('leaveTitle')}</h2>
      <p id={textId}>{t('leaveText')}</p>
      <div className={classes.lostButtons}>
        <button type="button" className={classes.soundButton} onClick={onStay}>
          {t('stay')}
        </button>
        <button type="button" className={classes.quietButton} onClick={onLeave}>
          {t('leave')}
        </button>
      </div>
    </dialog>
  );
}
