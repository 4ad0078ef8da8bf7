/** Personal data: export, erasure, retention. */
import type { Context } from '../context.ts';
import { applyRetention } from './retention-store.ts';

export { privacyRoutes } from './http.ts';

/** Periods are counted in days: more often changes nothing, less often keeps data longer than was said. */
const sweepMs = 6 * 3_600_000;

/** Applies the retention periods now and every few hours, until the returned function is called. */
export function startRetention({ db, clock, log }: Context): () => void {
  const sweep = () =>
    applyRetention(db, clock()).catch((error) => log.error({ err: error }, 'retention could not be applied'));
  void sweep();
  const timer = setInterval(sweep, sweepMs);
  timer.unref();
  return () => clearInterval(timer);
}

export { applyRetention };
