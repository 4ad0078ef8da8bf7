/** Measures a test call and reports once a second for as long as the visit lasts. */
import { useEffect, useRef, useState } from 'react';
import { type RoomProps, useStore } from '../meeting/index.ts';
import type { Measurer } from './measure/index.ts';

const loadMeasuring = () => import('./measure/index.ts');

/** Follows the server's plans and reports while mounted; answers how many reports the server has taken. */
export function useReporter({ session, local }: Pick<RoomProps, 'session' | 'local'>): number {
  const { plan } = useStore(session.store);
  const [count, setCount] = useState(0);
  const [measurer, setMeasurer] = useState<Measurer | null>(null);
  const taken = useRef(() => setCount((total) => total + 1));

  useEffect(() => {
    let running: Measurer | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    let isOver = false;
    void loadMeasuring().then(({ Measurer, secondMs }) => {
      if (isOver) return;
      running = new Measurer({ session, local });
      timer = setInterval(repeatedly(running, session, taken.current), secondMs);
      setMeasurer(running);
    });
    return () => {
      isOver = true;
      clearInterval(timer);
      running?.stop();
      setMeasurer(null);
    };
  }, [session, local]);

  useEffect(() => {
    if (plan) measurer?.follow(plan);
  }, [measurer, plan]);

  return count;
}

/** One second at a time: while one is still being told no other begins. */
function repeatedly(measurer: Measurer, session: RoomProps['session'], taken: () => void): () => void {
  let busy = false;
  const tell = async () => {
    const report = await measurer.second();
    if (!report) return;
    await session.request('test:report', report);
    taken();
  };
  return () => {
    if (busy) return;
    busy = true;
    // A report that could not be sent is a second without a sample, which is what the technician should see.
    void tell()
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  };
}
