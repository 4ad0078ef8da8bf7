/** Reports once a second while this page stands for a site in a conference. */
import { useEffect, useState } from 'react';
import type { RoomProps } from './Stay.tsx';
import { setupOf } from './setup.ts';
import { useStore } from './use-store.ts';

/** Few pages ever stand for a site: the others do not load it. */
const loadReporter = () => import('./site-report.ts');

/** Whether this page measures now. */
export function useSiteReporter({ session, local }: Pick<RoomProps, 'session' | 'local'>): boolean {
  const { roster } = useStore(session.store);
  const isSite = roster.self !== null && roster.self.side !== null;
  const [measuring, setMeasuring] = useState(false);

  useEffect(() => {
    if (!isSite) return;
    let isOver = false;
    let timer: ReturnType<typeof setInterval> | undefined;
    let wasHidden = document.hidden;
    const hidden = () => {
      wasHidden ||= document.hidden;
    };
    document.addEventListener('visibilitychange', hidden);
    void loadReporter().then(({ SiteReporter, siteReportEveryMs }) => {
      if (isOver) return;
      const reporter = new SiteReporter();
      const tell = async () => {
        const stats = await session.getStats();
        if (!stats || isOver) return;
        const report = reporter.second({
          ...{ stats, wasHidden, state: session.store.get() },
          atMs: performance.timeOrigin + performance.now(),
          setup: setupOf(local.store.get(), navigator),
        });
        wasHidden = document.hidden;
        await session.request('test:report', report);
      };
      // A report that could not be sent is a second that nobody vouches for, which is what the technician should see.
      timer = setInterval(() => void tell().catch(() => {}), siteReportEveryMs);
      setMeasuring(true);
    });
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
      setMeasuring(false);
    };
  }, [isSite, session, local]);

  return measuring;
}
