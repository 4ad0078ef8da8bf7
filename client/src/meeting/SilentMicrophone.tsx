/** Says once that the open microphone gives no sound. Listens only until it was heard. */
import { useEffect, useState } from 'react';
import { LevelMeter } from './level.ts';
import { isLive, type LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import { isSilent, nothingKnown, type Silence, silenceAfter } from './silence.ts';
import { useStore } from './use-store.ts';

const everyMs = 500;

export function SilentMicrophone({ local }: { local: LocalMedia }) {
  const t = useText();
  const { microphone } = useStore(local.store);
  const [warned, setWarned] = useState(false);
  const [dismissed, setDismissed] = useState(false);
  // What the device gives: a suppressor leaves true silence between words.
  const track = isLive(microphone) ? microphone.device : null;
  useEffect(() => {
    setWarned(false);
    if (!track) return;
    const meter = new LevelMeter(track);
    let silence: Silence = nothingKnown;
    const timer = setInterval(() => {
      const now = performance.now();
      silence = silenceAfter(silence, document.hidden ? null : meter.read(), now);
      setWarned(isSilent(silence, now));
      if (silence.isProven) clearInterval(timer);
    }, everyMs);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  if (!warned || dismissed) return null;
  return (
    <div role="alert" className={classes.sound}>
      <span>{t('microphoneSilent')}</span>
      <button type="button" className={classes.noticeButton} onClick={() => setDismissed(true)}>
        {t('close')}
      </button>
    </div>
  );
}
