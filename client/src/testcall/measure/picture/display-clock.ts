/** When a picture was shown: the browser's own word where it gave one, else the usual time from the decoder to the screen. Pure. */
import type { Display } from '../orders.ts';

/** The usual lag is the middle one of so many. */
const rememberedLags = 60;
/** Until the browser has told of any: half an interval of a screen with 60 pictures a second. */
const assumedLagMs = 8;
/** What is told later than this belongs to another picture with the same timestamp. */
const plausibleMs = 1_000;

export class DisplayClock {
  readonly #displays = new Map<number, number>();
  #lags: number[] = [];

  /** What the browser told of pictures it showed. */
  told(displays: readonly Display[]): void {
    for (const { rtpTimestamp, atMs } of displays) this.#displays.set(rtpTimestamp, atMs);
  }

  get usualLagMs(): number {
    const sorted = this.#lags.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? assumedLagMs;
  }

  /** Asked once for each picture, in their order. */
  shownAtMs(readAtMs: number, rtpTimestamp: number | null): number {
    const told = rtpTimestamp === null ? undefined : this.#displays.get(rtpTimestamp);
    if (rtpTimestamp !== null) this.#displays.delete(rtpTimestamp);
    if (this.#displays.size > 1_000) this.#displays.clear();
    if (told === undefined || Math.abs(told - readAtMs) > plausibleMs) return readAtMs + this.usualLagMs;
    this.#lags = [...this.#lags.slice(1 - rememberedLags), told - readAtMs];
    return told;
  }
}
