/** What the browser tells of the network and of the page, long before a dead path is noticed by itself. */

/** `type` (wifi, cellular, ethernet …) is there on phones and Chromebooks only; the interface is not in TypeScript's own library. */
type NetworkInformation = EventTarget & { readonly type?: string };

/** How often it is looked whether this machine slept. Higher: noticed later. Lower: wakes the processor more often. */
const lookEveryMs = 5_000;
/**
 * A longer gap between two looks was sleep. Higher: after a shorter one the dead connections are left to be noticed by themselves. Lower: a browser that slows the
 * timers of hidden pages down, to one a minute at worst, or a computer that is only busy counts as having slept.
 */
const asleepAfterMs = { shown: 20_000, hidden: 90_000 };

export type NetworkListener = {
  /** The machine has another network, or one again, or slept: old addresses are dead even where nothing says so. */
  changed(): void;
  /** The page is looked at again. */
  looked(): void;
};

/** Listens until the result is called. */
export function listenToNetwork(listener: NetworkListener): () => void {
  const connection = (navigator as Navigator & { connection?: NetworkInformation }).connection;
  let type = connection?.type;
  const connectionChanged = () => {
    // The event also comes with every new estimate of speed: only another kind of network is another network.
    if (connection?.type === type) return;
    type = connection?.type;
    if (type !== 'none') listener.changed();
  };
  const visibilityChanged = () => {
    if (document.visibilityState === 'visible') listener.looked();
  };
  // The clock on the wall: others stand still while a machine sleeps.
  let lookedAt = Date.now();
  const resumed = () => {
    lookedAt = Date.now();
    listener.changed();
  };
  const timer = setInterval(() => {
    const now = Date.now();
    const sleptMs = now - lookedAt;
    lookedAt = now;
    if (sleptMs > asleepAfterMs[document.visibilityState === 'hidden' ? 'hidden' : 'shown']) listener.changed();
  }, lookEveryMs);
  window.addEventListener('online', listener.changed);
  // After a page was frozen (Page Lifecycle), which its server has not waited for.
  document.addEventListener('resume', resumed);
  connection?.addEventListener('change', connectionChanged);
  document.addEventListener('visibilitychange', visibilityChanged);
  return () => {
    clearInterval(timer);
    document.removeEventListener('resume', resumed);
    window.removeEventListener('online', listener.changed);
    connection?.removeEventListener('change', connectionChanged);
    document.removeEventListener('visibilitychange', visibilityChanged);
  };
}
