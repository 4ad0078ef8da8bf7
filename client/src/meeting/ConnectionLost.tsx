/** The last rung of the reconnect ladder: everything was tried, now the person is asked. It goes away by itself when the connection is back. */
import { useId } from 'react';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useModal } from './use-modal.ts';
import { useStore } from './use-store.ts';

export function ConnectionLost({ session, onLeave }: { session: MeetingSession; onLeave: () => void }) {
  const { stranded } = useStore(session.store);
  return stranded ? <Question session={session} onLeave={onLeave} /> : null;
}

function Question({ session, onLeave }: { session: MeetingSession; onLeave: () => void }) {
  const t = useText();
  const dialog = useModal();
  const titleId = useId();
  const textId = useId();

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      className={classes.lost}
      aria-labelledby={titleId}
      aria-describedby={textId}
      // Escape would leave the person before a meeting that stands still, with nothing to press.
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id={titleId}>{t('lostTitle')}</h2>
      <p id={textId}>{t('lostText')}</p>
      <div className={classes.lostButtons}>
        <button type="button" className={classes.soundButton} onClick={() => session.retry()}>
          {t('tryAgain')}
        </button>
        <button type="button" className={classes.quietButton} onClick={onLeave}>
          {t('leave')}
        </button>
      </div>
    </dialog>
  );
}
