/**
 * What a page that stands for a site measures of the other site in a conference, second by second: from the browser's statistics alone. Nothing is made, tapped
 * or looked at, so it costs next to nothing; what only that would tell is null.
 */
import type { TestReport } from '@sambung/contract/test-report';
import type { ConnectionStats } from './media.ts';
import { farEndOf, type SessionState } from './session-state.ts';
import { change, ofTracks, type Reading, readingOf, sentLevelDbfs, statsReportOf } from './stats.ts';

/** The rubric judges samples of one second. */
export const siteReportEveryMs = 1_000;

export interface SiteSecond {
  readonly stats: Record<'send' | 'receive', ConnectionStats>;
  readonly state: Pick<SessionState, 'roster' | 'tracks'>;
  /** This page's steady clock: `performance.timeOrigin + performance.now()`. */
  readonly atMs: number;
  readonly wasHidden: boolean;
  readonly setup: Pick<TestReport, 'devices' | 'browser'>;
}

/** Makes one report a second; remembers the readings before, and for how long the picture has stood still. */
export class SiteReporter {
  #previous: Reading | null = null;
  #standingMs = 0;

  /** The second that ends now. A source that the other site has switched off is told as nothing, never as a frozen one. */
  second({ stats, state, atMs, wasHidden, setup }: SiteSecond): TestReport {
    const far = farEndOf(state);
    const trackIds = [far.microphone?.id, far.camera?.id].filter((id) => id !== undefined);
    const reading = ofTracks(readingOf(stats, atMs), trackIds);
    const previous = this.#previous;
    this.#previous = reading;
    const { sound, picture, sent, ...path } = statsReportOf(previous, reading, siteReportEveryMs);
    return {
      ...path,
      planNumber: 0,
      atMs,
      // A hidden page's pictures are not decoded by every browser.
      voided: wasHidden ? 'hidden' : null,
      costPercent: null,
      ...setup,
      sound:
        sound && far.microphone
          ? { ...sound, peakDbfs: null, frames: 0, clippedFrames: 0, noiseFloorDbfs: null, sweeps: [] }
          : null,
      picture: picture && far.camera ? { ...picture, ...this.#stillOf(previous, reading, path.spanMs) } : null,
      sent: { ...sent, sweeps: [], pictures: 0, levelDbfs: sentLevelDbfs(previous, reading) },
      loop: null,
    };
  }

  /** Browsers tell of a freeze when it ends (webrtc-stats §8.3): until then a second without any picture stood still as a whole. */
  #stillOf(previous: Reading | null, reading: Reading, spanMs: number) {
    const freezes = change(previous, reading, 'video', 'freezeCount');
    const seconds = change(previous, reading, 'video', 'totalFreezesDuration');
    const decoded = change(previous, reading, 'video', 'framesDecoded');
    const rest = {
      ...{ stillMs: null, meanLuma: null, similarity: null, markers: [], unreadableMarkers: 0 },
    };
    if (freezes === null || seconds === null || decoded === null)
      return { frozenMs: null, longestFreezeMs: null, freezes: null, ...rest };
    if (decoded === 0) {
      this.#standingMs += spanMs;
      return { frozenMs: spanMs, longestFreezeMs: this.#standingMs, freezes, ...rest };
    }
    const endedMs = seconds * 1_000;
    const frozenMs = Math.min(spanMs, Math.max(0, endedMs - this.#standingMs));
    this.#standingMs = 0;
    return { frozenMs, longestFreezeMs: Math.min(3_600_000, endedMs), freezes, ...rest };
  }
}
