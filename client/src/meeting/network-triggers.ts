/** What the browser tells of the network and of the page, long before a dead path is noticed by itself. */

/** `type` (wifi, cellular, ethernet …) is there on phones and Chromebooks only; the interface is not in TypeScript's own library. */
type NetworkInformation = EventTarget & { readonly type?: string };

export type NetworkListener = {
  /** The machine has another network, or one again: old addresses are dead even where nothing says so. */
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
  window.addEventListener('online', listener.changed);
  connection?.addEventListener('change', connectionChanged);
  document.addEventListener('visibilitychange', visibilityChanged);
  return () => {
    window.removeEventListener('online', listener.changed);
    connection?.removeEventListener('change', connectionChanged);
    document.removeEventListener('visibilitychange', visibilityChanged);
  };
}
