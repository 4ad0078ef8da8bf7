/** What happened to this page's place and devices from outside, said until it is over or seen: another tab, a phone call. */
import { useEffect, useState } from 'react';
import type { LocalMedia, LocalSource } from './local-media.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useStayingText } from './staying-messages.ts';
import { useStore } from './use-store.ts';

/** A device that is wanted and was taken away; that it is back is only said to those who do not see it. */
export function InterruptedDevices({ local }: { local: LocalMedia }) {
  const t = useStayingText();
  const { microphone, camera } = useStore(local.store);
  const what = whatIsInterrupted(microphone, camera);
  const [wasInterrupted, setWasInterrupted] = useState(false);
  useEffect(() => {
    if (what) setWasInterrupted(true);
  }, [what]);
  return (
    <div role="status">
      {what && <p className={classes.banner}>{t(`interrupted_${what}`)}</p>}
      {!what && wasInterrupted && <p className={classes.hidden}>{t('resumed')}</p>}
    </div>
  );
}

function whatIsInterrupted(microphone: LocalSource, camera: LocalSource): 'microphone' | 'camera' | 'both' | null {
  const isMissed = ({ on, interrupted }: LocalSource) => on && interrupted;
  if (isMissed(microphone)) return isMissed(camera) ? 'both' : 'microphone';
  return isMissed(camera) ? 'camera' : null;
}

/** Says what happened to the other tab, once. */
export function TookOver({ session }: { session: MeetingSession }) {
  const t = useStayingText();
  const { tookOver } = useStore(session.store);
  const [isSeen, setSeen] = useState(false);
  const isShown = tookOver && !isSeen;
  return (
    <div role="status">
      {isShown && (
        <div className={classes.sound}>
          <span>{t('tookOver')}</span>
          <button type="button" className={classes.noticeButton} onClick={() => setSeen(true)}>
            {t('understood')}
          </button>
        </div>
      )}
    </div>
  );
}
