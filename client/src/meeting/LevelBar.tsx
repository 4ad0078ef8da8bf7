/** How loud the microphone is, drawn without rendering again: people only need to see that something moves. */
import { useEffect, useRef } from 'react';
import { LevelMeter, meterShare } from './level.ts';
import classes from './prejoin.module.css';

/** How often the number behind the bar is told to assistive technology. Higher: calmer. Lower: more exact. */
const toldEveryMs = 500;

export function LevelBar({ track, label }: { track: MediaStreamTrack | null; label: string }) {
  const bar = useRef<HTMLDivElement>(null);
  const told = useRef<HTMLMeterElement>(null);

  useEffect(() => {
    const element = bar.current;
    if (!track || !element) return;
    const meter = new LevelMeter(track);
    let frame = 0;
    let toldAt = 0;
    const draw = (now: number) => {
      const level = meter.read();
      const share = level === null ? 0 : meterShare(level);
      element.style.setProperty('--share', share.toFixed(3));
      if (now - toldAt > toldEveryMs) {
        if (told.current) told.current.value = Math.round(share * 100);
        toldAt = now;
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      meter.close();
      element.style.setProperty('--share', '0');
    };
  }, [track]);

  return (
    <>
      <div ref={bar} className={classes.level} aria-hidden />
      <meter ref={told} className={classes.hidden} aria-label={label} min={0} max={100} defaultValue={0} />
    </>
  );
}
