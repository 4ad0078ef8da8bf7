/** Sends a test call's report once a second for as long as the visit lasts. */
import { useEffect, useState } from 'react';
import type { RoomProps } from '../meeting/index.ts';
import { type Reading, readingOf, statsReportOf } from './stats.ts';

/** The rubric judges samples of one second. */
const reportEveryMs = 1_000;

/** What only sound and picture themselves can tell. */
const unheard = { peakDbfs: null, frames: 0, clippedFrames: 0, noiseFloorDbfs: null, sweeps: [] };
const unseen = {
  frozenMs: null,
  longestFreezeMs: null,
  freezes: null,
  meanLuma: null,
  similarity: null,
  markers: [],
  unreadableMarkers: 0,
};

/** Reports while mounted; answers how many reports the server has taken. */
export function useReporter({ session, local }: Pick<RoomProps, 'session' | 'local'>): number {
  const [count, setCount] = useState(0);

  useEffect(() => {
    let previous: Reading | null = null;
    let busy = false;
    const report = async () => {
      const stats = await session.getStats();
      if (!stats || document.hidden) {
        // A hidden tab is slowed down by the browser: its seconds would not be seconds.
        previous = null;
        return;
      }
      const current = readingOf(stats, performance.now());
      const numbers = statsReportOf(previous, current, reportEveryMs);
      previous = current;
      const { microphone, camera } = local.store.get();
      const labels = [microphone.track?.label, camera.track?.label].filter((label) => label !== undefined);
      const deviceLabels = labels.map((label) => label.slice(0, 200));
      await session.request('test:report', {
        ...numbers,
        planNumber: 0,
        atMs: performance.timeOrigin + performance.now(),
        voided: null,
        costPercent: null,
        deviceLabels,
        sound: numbers.sound && { ...numbers.sound, ...unheard },
        picture: numbers.picture && { ...numbers.picture, ...unseen },
        sent: { ...numbers.sent, sweeps: [], pictures: 0, levelDbfs: null },
        loop: null,
      });
      setCount((total) => total + 1);
    };
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      // A report that could not be sent is a second without a sample, which is what the technician should see.
      void report()
        .catch(() => {})
        .finally(() => {
          busy = false;
        });
    }, reportEveryMs);
    return () => clearInterval(timer);
  }, [session, local]);

  return count;
}
