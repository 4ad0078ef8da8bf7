/** How long until something may be tried again, coarse enough that a screen reader is not interrupted by every second. */
import { useEffect, useState } from 'react';

/** Shorter follows the end of a wait more closely, longer renders less often. */
const tickMs = 1_000;

/** Whole minutes, rounded up; a half for the last minute, 0 when it is over. Null where there is nothing to wait for. */
export function minutesUntil(atMs: number | null, nowMs: number): number | null {
  if (atMs === null) return null;
  const leftMs = atMs - nowMs;
  if (leftMs <= 0) return 0;
  return leftMs < 60_000 ? 0.5 : Math.ceil(leftMs / 60_000);
}

/** The same of now, from then on kept up to date. */
export function useMinutesLeft(atMs: number | null): number | null {
  const [, setTick] = useState(0);
  const left = minutesUntil(atMs, Date.now());
  const isWaiting = left !== null && left > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), tickMs);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return left;
}
