/**
 * Notices a computer that does not keep up with decoding the pictures it receives, and says how far it is to be relieved (see `thrift.ts`). Pure: what was seen
 * of a few seconds comes in.
 */
import { change, type Reading } from './stats.ts';
import { type Relief, reliefs } from './thrift.ts';

/** What one look at the last seconds saw; null where the browser does not tell. */
export interface DecodeLook {
  readonly spanMs: number;
  readonly framesReceived: number | null;
  readonly framesDropped: number | null;
  /** On average, of each picture that was decoded. */
  readonly decodeMs: number | null;
  /** Of the packets of pictures, 0 … 1. */
  readonly lossShare: number | null;
  /** How late the page's own timers were, on average. */
  readonly lagMs: number;
  /** Nobody looks at the page: browsers slow it down. */
  readonly wasHidden: boolean;
}

/** From where on a look counts against the computer. Higher: trouble is seen later. Lower: a hiccup costs pictures. */
const limits = {
  /** Share of the pictures that came and were never shown. */
  droppedShare: 0.2,
  /** Longer than there is time for each of 25 pictures a second. */
  decodeMs: 40,
  /** Of the page's timers: clicks are felt to be slow, and sound is next. */
  lagMs: 200,
};
/** Fewer pictures than this in a look prove nothing. */
const leastFrames = 20;
/** Where more is lost than this it is the line that makes pictures unusable. Higher: weak lines are taken for weak computers. */
const lossShareOfLine = 0.03;

/** How long it must be too much before something is given up. Higher: the computer suffers longer. Lower: the start of a program costs pictures. */
const strainedForMs = 6_000;
/** What the seconds after a change show is the change itself. */
const settlingMs = 4_000;
/** How long all must be well before more is tried, and what that grows to while trying fails. Higher: pictures are back later. Lower: they come and go. */
const patienceMs = { first: 20_000, longest: 300_000 };
/** What had to be given up again within this time was tried in vain. */
const inVainMs = 30_000;

/** `loadAfter` one look after the other; `relief` is what it comes to. */
export interface DecodeLoad {
  readonly relief: Relief;
  readonly strainedMs: number;
  readonly calmMs: number;
  /** Since the last change. */
  readonly sinceMs: number;
  /** The last change was a try of more. */
  readonly isTrying: boolean;
  readonly patienceMs: number;
}

export const noDecodeLoad: DecodeLoad = {
  ...{ relief: 'none', strainedMs: 0, calmMs: 0, sinceMs: settlingMs, isTrying: false },
  patienceMs: patienceMs.first,
};

/** Whether the computer did not keep up; null: the look does not say. */
export function isStrained(look: DecodeLook): boolean | null {
  const { framesReceived, framesDropped, decodeMs, lossShare, lagMs, wasHidden } = look;
  if (wasHidden) return null;
  if (lagMs >= limits.lagMs) return true;
  if (framesReceived === null || framesReceived < leastFrames) return false;
  if (decodeMs !== null && decodeMs >= limits.decodeMs) return true;
  const isLine = lossShare !== null && lossShare >= lossShareOfLine;
  return !isLine && framesDropped !== null && framesDropped / framesReceived >= limits.droppedShare;
}

export function loadAfter(before: DecodeLoad, look: DecodeLook): DecodeLoad {
  const strained = isStrained(look);
  const sinceMs = before.sinceMs + look.spanMs;
  // A look that says nothing begins every count anew.
  if (strained === null || sinceMs < settlingMs) return { ...before, sinceMs, strainedMs: 0, calmMs: 0 };
  const strainedMs = strained ? before.strainedMs + look.spanMs : 0;
  const calmMs = strained ? 0 : before.calmMs + look.spanMs;
  const now = { ...before, sinceMs, strainedMs, calmMs };
  const step = reliefs.indexOf(before.relief);
  if (strainedMs >= strainedForMs) {
    const relief = reliefs[step + 1];
    if (!relief) return now;
    const wasInVain = before.isTrying && sinceMs < inVainMs;
    const patience = wasInVain ? Math.min(patienceMs.longest, before.patienceMs * 2) : before.patienceMs;
    return changed(relief, patience, false);
  }
  const relief = reliefs[step - 1];
  if (relief && calmMs >= before.patienceMs) return changed(relief, before.patienceMs, true);
  // All is well with everything for as long as would have been waited: what was learned is forgotten.
  if (!relief && calmMs >= before.patienceMs && calmMs >= inVainMs) return { ...now, patienceMs: patienceMs.first };
  return now;
}

const changed = (relief: Relief, patience: number, isTrying: boolean): DecodeLoad => ({
  ...{ relief, isTrying, patienceMs: patience },
  ...{ strainedMs: 0, calmMs: 0, sinceMs: 0 },
});

/** What two readings of the browser's statistics tell of the time between them. */
export function decodeLookOf(
  previous: Reading,
  current: Reading,
  page: Pick<DecodeLook, 'lagMs' | 'wasHidden'>,
): DecodeLook {
  const grown = (counter: string, mayShrink = false) => change(previous, current, 'video', counter, mayShrink);
  const [decoded, decodeSeconds] = [grown('framesDecoded'), grown('totalDecodeTime')];
  const [received, lost] = [grown('packetsReceived'), grown('packetsLost', true)];
  return {
    ...page,
    spanMs: current.atMs - previous.atMs,
    framesReceived: grown('framesReceived'),
    framesDropped: grown('framesDropped'),
    decodeMs: decoded !== null && decoded > 0 && decodeSeconds !== null ? (decodeSeconds * 1_000) / decoded : null,
    lossShare: received !== null && lost !== null && received + lost > 0 ? Math.max(0, lost) / (received + lost) : null,
  };
}
