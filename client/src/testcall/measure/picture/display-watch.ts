/** Asks the browser when it shows each picture of a track, in an element that nobody sees. */
import { pageNowMs } from '../busy.ts';
import type { Display } from '../orders.ts';

export class DisplayWatch {
  readonly #video = document.createElement('video');
  #displays: Display[] = [];
  #track: MediaStreamTrack | null = null;

  constructor() {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#ask();
  }

  watch(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#displays = [];
    this.#video.srcObject = track && new MediaStream([track]);
    // Refused when it is replaced before it plays.
    if (track) void this.#video.play().catch(() => {});
  }

  take(): Display[] {
    const displays = this.#displays;
    this.#displays = [];
    return displays;
  }

  #ask(): void {
    this.#video.requestVideoFrameCallback?.((_, { rtpTimestamp, expectedDisplayTime }) => {
      const atMs = performance.timeOrigin + expectedDisplayTime;
      // Some browsers give a time of another clock; such a word is none.
      if (rtpTimestamp !== undefined && Math.abs(atMs - pageNowMs()) < 1_000)
        this.#displays.push({ rtpTimestamp, atMs });
      this.#ask();
    });
  }
}
