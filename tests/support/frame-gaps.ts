/** Measures in a page how long a picture stood still: the time between frames that the browser really presented. */
import type { Page } from '@playwright/test';

type FrameWatch = { frameAtMs: number[]; timer: number };
type WatchingWindow = Window & { frameWatch?: FrameWatch };

/** Begins to note when frames of the first `<video>` under `selector` are presented, also when another element takes its place. */
export function watchFrames(page: Page, selector: string): Promise<void> {
  return page.evaluate((selector) => {
    let watched: HTMLVideoElement | null = null;
    const note = (video: HTMLVideoElement) =>
      video.requestVideoFrameCallback((now) => {
        watch.frameAtMs.push(now);
        if (video === watched) note(video);
      });
    const look = () => {
      const video = document.querySelector<HTMLVideoElement>(`${selector} video, video${selector}`);
      if (video === watched) return;
      watched = video;
      if (video) note(video);
    };
    // A new element's first frame may be missed by as much: the gap is only ever measured too long.
    const watch: FrameWatch = { frameAtMs: [performance.now()], timer: window.setInterval(look, 20) };
    (window as WatchingWindow).frameWatch = watch;
    look();
  }, selector);
}

/** Frames since {@link watchFrames}. */
export function frameCount(page: Page): Promise<number> {
  return page.evaluate(() => ((window as WatchingWindow).frameWatch?.frameAtMs.length ?? 1) - 1);
}

/** Ends the watch; the longest time without a frame in it, up to now. */
export function longestGapMs(page: Page): Promise<number> {
  return page.evaluate(() => {
    const watch = (window as WatchingWindow).frameWatch;
    if (!watch) throw new Error('nothing is being watched');
    clearInterval(watch.timer);
    const instants = [...watch.frameAtMs, performance.now()];
    return Math.round(Math.max(...instants.slice(1).map((at, index) => at - (instants[index] ?? at))));
  });
}

/**
 * What a test lets a gap be that should be `targetMs` at most. Beside other work on a small machine browsers are late by themselves, so the target itself is
 * held only where `LADDER_TARGETS=strict` says that nothing else runs (`npm run test:full -- flows`).
 */
export function allowedGapMs(targetMs: number): number {
  return process.env.LADDER_TARGETS === 'strict' ? targetMs : 3 * targetMs;
}
