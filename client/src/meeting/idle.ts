/** Work that can wait until the page has been shown. */

/** Higher leaves more to the page that is being drawn, lower has the work done sooner where nothing ever idles. */
const atTheLatestMs = 500;

/** Runs `work` once the page has nothing to draw; answers the way to forget it. Safari cannot tell, and waits out the time. */
export function onceIdle(work: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, atTheLatestMs);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: atTheLatestMs });
  return () => cancelIdleCallback(handle);
}
