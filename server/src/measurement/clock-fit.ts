/**
 * The clock of a page as the server sees it. The server asks for the page's time about 20 times in 10 s; the quickest exchange of a window tells most, because
 * the page answered somewhere between question and answer: the true offset lies within half of that round trip, however unequal its two ways were.
 */

/** `askedAtMs` and `answeredAtMs` on the server's steady clock, `pageMs` what the page answered. */
export interface ClockExchange {
  askedAtMs: number;
  answeredAtMs: number;
  pageMs: number;
}

/** The quickest exchange of a window: `offsetMs` is page minus server, true to half of the round trip. */
export interface ClockWindow {
  atMs: number;
  offsetMs: number;
  roundTripMs: number;
}

/** A value and the range in which the truth must lie. */
export interface Estimate {
  valueMs: number;
  lowMs: number;
  highMs: number;
}

/** A stretch in which the page's clock ran on without a step. It is known from `fromMs` to `untilMs` of the server's clock. */
export interface ClockSegment {
  windows: ClockWindow[];
  fromMs: number;
  untilMs: number;
  /** The line through the windows: `offsetMs` at `atMs`, rising by `slope` each millisecond. */
  line: { atMs: number; offsetMs: number; slope: number };
}

export interface ClockFit {
  segments: ClockSegment[];
}

const windowMs = 10_000;
/** Rounding alone makes no exchange the quicker one. */
const noQuickerMs = 0.001;
/**
 * By how much a page's clock may run faster or slower than the server's. Crystals stay within 100 ppm, a clock that is being set right may add as much. Higher
 * widens every interval between two windows, lower excludes the truth on a machine with a bad clock.
 */
export const driftLimit = 200e-6;
/** A line needs this much time before its slope tells more than the jitter of its ends. Higher lets a drift go uncorrected for longer. */
const slopeFromMs = 60_000;
/** Windows slower than this many times the median say little of where the line runs. */
const slowWindow = 3;
/** How far beyond the first and last window a clock is trusted: half a minute costs 6 ms of interval. */
const beyondMs = 30_000;

/** From exchanges in any order; those that contradict themselves are left out. */
export function fitClock(exchanges: readonly ClockExchange[]): ClockFit {
  const runs = splitAtSteps(quickestOfWindows(exchanges));
  return {
    segments: runs.map(({ windows, brokenAtMs }, index) => {
      const first = windows[0]?.atMs ?? 0;
      const last = windows.at(-1)?.atMs ?? 0;
      return {
        windows,
        // Where a step lies between two windows nobody knows when it happened: there is no time in between.
        fromMs: index === 0 ? first - beyondMs : first,
        untilMs: index === runs.length - 1 && brokenAtMs === null ? last + beyondMs : last,
        line: lineThrough(windows),
      };
    }),
  };
}

function quickestOfWindows(exchanges: readonly ClockExchange[]): ClockWindow[] {
  const usable = exchanges
    .filter(({ askedAtMs, answeredAtMs, pageMs }) => answeredAtMs >= askedAtMs && Number.isFinite(pageMs))
    .toSorted((a, b) => a.askedAtMs - b.askedAtMs);
  const start = usable[0]?.askedAtMs ?? 0;
  const quickest = new Map<number, ClockWindow>();
  for (const { askedAtMs, answeredAtMs, pageMs } of usable) {
    const key = Math.floor((askedAtMs - start) / windowMs);
    const roundTripMs = answeredAtMs - askedAtMs;
    const atMs = askedAtMs + roundTripMs / 2;
    const before = quickest.get(key);
    if (!before || roundTripMs < before.roundTripMs - noQuickerMs) {
      quickest.set(key, { atMs, offsetMs: pageMs - atMs, roundTripMs });
    }
  }
  return [...quickest.values()];
}

/** One window apart from all others is an error and left out; two that agree with each other and not with what was before are a clock that was set. */
function splitAtSteps(windows: readonly ClockWindow[]): { windows: ClockWindow[]; brokenAtMs: number | null }[] {
  const runs: { windows: ClockWindow[]; brokenAtMs: number | null }[] = [];
  let pending: ClockWindow | null = null;
  for (const window of windows) {
    const run = runs.at(-1);
    if (!run) {
      runs.push({ windows: [window], brokenAtMs: null });
    } else if (agrees(run.windows, window)) {
      run.windows.push(window);
      run.brokenAtMs = null;
      pending = null;
    } else if (pending && agrees([pending], window)) {
      runs.push({ windows: [pending, window], brokenAtMs: null });
      pending = null;
    } else {
      pending = window;
      run.brokenAtMs ??= window.atMs;
    }
  }
  // A first window that nothing after it agrees with was the error itself.
  return runs.filter((run, index) => run.windows.length > 1 || runs.length === 1 || index > 0);
}

function agrees(windows: readonly ClockWindow[], window: ClockWindow): boolean {
  const { lowMs, highMs } = bounds(windows, window.atMs);
  return window.offsetMs + window.roundTripMs / 2 >= lowMs && window.offsetMs - window.roundTripMs / 2 <= highMs;
}

/** What all windows together leave open at an instant: each its half round trip, and what the clock may have drifted since. */
function bounds(windows: readonly ClockWindow[], atMs: number): { lowMs: number; highMs: number } {
  let lowMs = Number.NEGATIVE_INFINITY;
  let highMs = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    const doubt = window.roundTripMs / 2 + driftLimit * Math.abs(atMs - window.atMs);
    lowMs = Math.max(lowMs, window.offsetMs - doubt);
    highMs = Math.min(highMs, window.offsetMs + doubt);
  }
  // Windows that agree pair by pair with rounding may cross by a hair.
  return lowMs <= highMs ? { lowMs, highMs } : { lowMs: highMs, highMs: lowMs };
}

/** Least squares, quick windows weighing more. */
function lineThrough(windows: readonly ClockWindow[]): ClockSegment['line'] {
  const trips = windows.map(({ roundTripMs }) => roundTripMs).toSorted((a, b) => a - b);
  const usual = trips[Math.floor(trips.length / 2)] ?? 0;
  const used = windows.filter(({ roundTripMs }) => roundTripMs <= slowWindow * usual + 1);
  let weights = 0;
  let meanAt = 0;
  let meanOffset = 0;
  // Around the first window, because squares of milliseconds since 1970 lose the digits that matter.
  const origin = used[0] ?? { atMs: 0, offsetMs: 0, roundTripMs: 0 };
  const weight = (window: ClockWindow) => 1 / (1 + window.roundTripMs) ** 2;
  for (const window of used) {
    weights += weight(window);
    meanAt += weight(window) * (window.atMs - origin.atMs);
    meanOffset += weight(window) * (window.offsetMs - origin.offsetMs);
  }
  meanAt /= weights;
  meanOffset /= weights;
  let squares = 0;
  let products = 0;
  for (const window of used) {
    const at = window.atMs - origin.atMs - meanAt;
    squares += weight(window) * at ** 2;
    products += weight(window) * at * (window.offsetMs - origin.offsetMs - meanOffset);
  }
  const span = (used.at(-1)?.atMs ?? 0) - origin.atMs;
  const slope = span >= slopeFromMs && squares > 0 ? products / squares : 0;
  return {
    atMs: origin.atMs + meanAt,
    offsetMs: origin.offsetMs + meanOffset,
    slope: Math.min(driftLimit, Math.max(-driftLimit, slope)),
  };
}

/** Page minus server at an instant of the server's clock; null where the page's clock is not known. */
export function offsetAt(fit: ClockFit, serverMs: number): Estimate | null {
  const segment = fit.segments.find(({ fromMs, untilMs }) => fromMs <= serverMs && serverMs <= untilMs);
  return segment ? offsetIn(segment, serverMs) : null;
}

function offsetIn(segment: ClockSegment, serverMs: number): Estimate {
  const { lowMs, highMs } = bounds(segment.windows, serverMs);
  const onLine = segment.line.offsetMs + segment.line.slope * (serverMs - segment.line.atMs);
  return { valueMs: Math.min(highMs, Math.max(lowMs, onLine)), lowMs, highMs };
}

/**
 * An instant of the page's clock on the server's. After a step back the same page time came twice; the one nearer to `nearMs` of the server's clock is meant.
 */
export function serverTimeOf(fit: ClockFit, pageMs: number, nearMs: number): Estimate | null {
  const found = fit.segments.flatMap((segment) => {
    // The offset changes by microseconds over the error of the first guess, so that one correction is enough.
    const guess = pageMs - offsetIn(segment, nearMs).valueMs;
    const offset = offsetIn(segment, guess);
    const at = pageMs - offset.valueMs;
    if (at < segment.fromMs || at > segment.untilMs) return [];
    return [{ valueMs: at, lowMs: pageMs - offset.highMs, highMs: pageMs - offset.lowMs }];
  });
  const distance = (one: Estimate) => Math.abs(one.valueMs - nearMs);
  return found.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Half of the widest doubt: what a report prints as the uncertainty. */
export const uncertaintyMs = ({ valueMs, lowMs, highMs }: Estimate): number =>
  Math.max(highMs - valueMs, valueMs - lowMs);
