/** Counts how often a site's media was gone and came back. Pure apart from what it remembers. */
import type { PeerStats } from '@sambung/contract/sfu';

/** Shorter breaks are hiccups. Higher forgives longer ones, lower counts every change of a mobile cell. */
const goneFromMs = 3_000;

/** What is seen of a site in one look. */
export interface Look {
  readonly atMs: number;
  /** As the media node counts it; null while it does not know the site. */
  readonly stats: PeerStats | null;
  /** The page told within the last seconds that its connections stand: of somebody muted nothing else comes. */
  readonly saysConnected: boolean;
}

export class LineWatch {
  #byteCount = 0;
  #flowedAtMs: number | null = null;

  /** Whether a drop ended with this look. */
  look({ atMs, stats, saysConnected }: Look): boolean {
    const byteCount = stats?.producers.reduce((total, one) => total + one.byteCount, 0) ?? 0;
    // Counters begin anew with new transports.
    const flows = byteCount !== this.#byteCount && byteCount > 0;
    this.#byteCount = byteCount;
    if (!flows && !saysConnected) return false;
    const wasGone = this.#flowedAtMs !== null && atMs - this.#flowedAtMs > goneFromMs;
    this.#flowedAtMs = atMs;
    return wasGone;
  }
}
