/** The clock of a page that shows how long things wait or when they begin. */
import { useEffect, useState } from 'react';

/** Shorter follows the minute more closely, longer renders less often. */
const tickMs = 20_000;

export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
