/** Whether a browser kept up with measuring in a second. One that did not would blame the line for its own trouble. Pure. */

export type Load = {
  /** Pictures drawn, and pictures that were due and were not. */
  pictures: number;
  missed: number;
  /** Decoded according to the browser (null: it does not tell) and read by us (null: nothing is read). */
  framesDecoded: number | null;
  picturesRead: number | null;
  /** By how much a measuring thread, and the page itself, got their turn late at worst. */
  threadLateMs: number;
  pageLateMs: number;
};

/** Of the pictures due so many may be missing. Higher: slower pictures count as the line's doing. Lower: more seconds are lost on small machines. */
const leastShare = 0.75;
/** Seconds of two clocks are never quite the same. */
const clockSlack = 4;
/** A thread that waits so long reads moments wrong, and lets pictures pass. */
const worstThreadMs = 300;
/** The page only collects; but what it plays next must be ready in time. */
const worstPageMs = 1_500;

export function isStarved(load: Load): boolean {
  const due = load.pictures + load.missed;
  if (load.missed > clockSlack && load.pictures < due * leastShare) return true;
  if (load.framesDecoded !== null && load.picturesRead !== null) {
    if (load.framesDecoded - load.picturesRead > Math.max(clockSlack, load.framesDecoded * (1 - leastShare)))
      return true;
  }
  return load.threadLateMs > worstThreadMs || load.pageLateMs > worstPageMs;
}
