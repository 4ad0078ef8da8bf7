/** Looks whether this computer keeps up with the pictures, has fewer and smaller ones asked for where it does not, and says so once. */
import { useEffect, useState } from 'react';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import type { Reading } from './stats.ts';
import { useStore } from './use-store.ts';

/** Shorter looks see noise, longer ones see trouble late. */
const lookEveryMs = 2_000;
/** How often it is looked how late the page's timers are. Lower costs more than it tells. */
const lagEveryMs = 250;

/** Not needed before the first picture moves. */
const loadRules = async () => ({ ...(await import('./decode-load.ts')), ...(await import('./stats.ts')) });

export function DecodeLoad({ session }: { session: MeetingSession }) {
  const t = useText();
  const relief = useStore(session.wishes.relief);
  const [told, setTold] = useState(false);
  useDecodeLoad(session);
  const isRelieved = relief !== 'none';
  useEffect(() => (isRelieved ? () => setTold(true) : undefined), [isRelieved]);
  if (!isRelieved || told) return null;
  return (
    <div role="status" className={classes.sound}>
      <span>{t('decodeLoad')}</span>
      <button type="button" className={classes.noticeButton} onClick={() => setTold(true)}>
        {t('close')}
      </button>
    </div>
  );
}

function useDecodeLoad(session: MeetingSession): void {
  useEffect(() => {
    let isOver = false;
    let looking: ReturnType<typeof setInterval> | undefined;
    let wasHidden = document.hidden;
    const hidden = () => {
      wasHidden ||= document.hidden;
    };
    document.addEventListener('visibilitychange', hidden);
    const lags: number[] = [];
    let lastAtMs = performance.now();
    const lagging = setInterval(() => {
      const nowMs = performance.now();
      lags.push(Math.max(0, nowMs - lastAtMs - lagEveryMs));
      lastAtMs = nowMs;
    }, lagEveryMs);
    void loadRules().then(({ decodeLookOf, loadAfter, noDecodeLoad, readingOf }) => {
      if (isOver) return;
      let load = noDecodeLoad;
      let previous: Reading | null = null;
      const look = async () => {
        const stats = await session.getStats();
        if (isOver) return;
        const reading = stats && readingOf(stats, performance.now());
        if (reading && previous) {
          const lagMs = lags.reduce((sum, lag) => sum + lag, 0) / Math.max(1, lags.length);
          load = loadAfter(load, decodeLookOf(previous, reading, { lagMs, wasHidden }));
          session.wishes.relief.set(load.relief);
        }
        previous = reading;
        lags.length = 0;
        wasHidden = document.hidden;
      };
      looking = setInterval(() => void look().catch(() => {}), lookEveryMs);
    });
    return () => {
      isOver = true;
      clearInterval(looking);
      clearInterval(lagging);
      document.removeEventListener('visibilitychange', hidden);
      session.wishes.relief.set('none');
    };
  }, [session]);
}
