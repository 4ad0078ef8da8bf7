/** What the connection is doing, said once to the eye and once to the ear, and the button for a browser that holds sound back. */
import { IconLoader2, IconVolume } from '@tabler/icons-react';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function StatusBanner({ session }: { session: MeetingSession }) {
  const t = useText();
  const { phase, mediaFlowing } = useStore(session.store);
  return (
    <div role="status">
      {phase === 'joining' && (
        <p className={classes.banner}>
          <IconLoader2 size={20} aria-hidden className={classes.spin} />
          {t('connecting')}
        </p>
      )}
      {phase === 'reconnecting' && (
        <p className={classes.banner}>
          <IconLoader2 size={20} aria-hidden className={classes.spin} />
          <span>
            <strong>{t('reconnecting')}</strong> {t(mediaFlowing ? 'reconnectingTalk' : 'reconnectingMedia')}
          </span>
        </p>
      )}
    </div>
  );
}

export function SoundBlocked({ session }: { session: MeetingSession }) {
  const t = useText();
  const blocked = useStore(session.audio.blocked);
  if (!blocked) return null;
  return (
    <div role="alert" className={classes.sound}>
      <span>{t('soundBlocked')}</span>
      <button type="button" className={classes.soundButton} onClick={() => void session.audio.unblock()}>
        <IconVolume size={22} aria-hidden />
        {t('soundUnblock')}
      </button>
    </div>
  );
}
