/** After the back button: one is still in the meeting, and chooses. Back once more leaves, forward stays. */
import { useId } from 'react';
import { useNavigate } from 'react-router';
import classes from './room.module.css';
import { useStayingText } from './staying-messages.ts';
import { useModal } from './use-modal.ts';
import { useHasTurnedBack } from './visit-entry.ts';

export function LeaveQuestion({ onLeave }: { onLeave: () => void }) {
  const navigate = useNavigate();
  return useHasTurnedBack() ? <Question onStay={() => void navigate(1)} onLeave={onLeave} /> : null;
}

function Question({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const t = useStayingText();
  const dialog = useModal();
  const titleId = useId();
  const textId = useId();

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
