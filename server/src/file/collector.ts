/** Collects contents without a row, once after the start and then every day. */
import type { Context } from '../context.ts';
import { collectFiles } from './store.ts';

/** More often frees disk sooner and reads every folder of the store more often. */
const everyMs = 24 * 3_600_000;
const firstAfterMs = 60_000;

/** Starts collecting; the returned function ends it. */
export function startFileCollection(context: Context): () => void {
  const collect = () => {
    collectFiles(context).then(
      (removed) => context.log.debug(removed, 'files that nobody names were collected'),
      (error) => context.log.warn({ err: error }, 'files could not be collected'),
    );
  };
  const first = setTimeout(collect, firstAfterMs);
  const daily = setInterval(collect, everyMs);
  first.unref();
  daily.unref();
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}
