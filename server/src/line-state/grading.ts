/** When a line is weak or poor: from what the media node sees of it, slowly enough that a hiccup accuses nobody. Pure. */
import type { LineGrade, LineLeg } from '@sambung/contract/line-state';
import type { PeerLines } from '@sambung/contract/sfu';

/**
 * From here on a line is weak or poor. Loss: what repair still hides, and what it does not (the certified test's marginal limits: M4 3 and 10 %). Round trip:
 * M3's 300 ms, and twice that, at which people talk into each other. Higher says less, and later; lower shows signs nobody hears the reason of.
 */
const limits = { weak: { loss: 0.03, roundTripMs: 300 }, poor: { loss: 0.1, roundTripMs: 600 } } as const;

/** Looks in a row that must agree. Higher: calmer signs, later. Becoming better takes longer, so that a sign does not blink. */
const looks = { worse: 2, better: 3 } as const;

const order: readonly LineGrade[] = ['good', 'weak', 'poor'];
const isWorse = (one: LineGrade, other: LineGrade) => order.indexOf(one) > order.indexOf(other);

/** What one look shows. */
export interface Seen {
  readonly grade: LineGrade;
  readonly leg: LineLeg;
}

export function seenOf({ connected, lossUp, lossDown, roundTripMs }: PeerLines): Seen {
  if (!connected) return { grade: 'poor', leg: 'both' };
  const trip = gradeOf('roundTripMs', roundTripMs);
  const [up, down] = [gradeOf('loss', lossUp), gradeOf('loss', lossDown)];
  const grade = [trip, up, down].reduce((worst, one) => (isWorse(one, worst) ? one : worst), 'good');
  const at = (leg: LineGrade) => leg === grade;
  // A long way round says nothing of which half is to blame.
  const leg = at(up) === at(down) || at(trip) ? 'both' : at(up) ? 'up' : 'down';
  return { grade, leg };
}

function gradeOf(what: 'loss' | 'roundTripMs', value: number | null): LineGrade {
  if (value === null || value < limits.weak[what]) return 'good';
  return value < limits.poor[what] ? 'weak' : 'poor';
}

/** Where a line stands, and what speaks for another grade. */
export interface LineState {
  readonly grade: LineGrade;
  /** The grade that the last looks showed instead, and how many they were. */
  readonly other: { readonly grade: LineGrade; readonly count: number } | null;
}

export const goodLine: LineState = { grade: 'good', other: null };

/** One look more. */
export function lineAfter(state: LineState, seen: LineGrade): LineState {
  if (seen === state.grade) return { ...state, other: null };
  const { other } = state;
  // Worse and worse still both speak for becoming worse: the lighter of them is believed.
  const isSameWay = other !== null && isWorse(other.grade, state.grade) === isWorse(seen, state.grade);
  const grade = isSameWay && isNearer(other.grade, seen, state.grade) ? other.grade : seen;
  const count = isSameWay ? other.count + 1 : 1;
  const enough = isWorse(seen, state.grade) ? looks.worse : looks.better;
  return count >= enough ? { grade, other: null } : { ...state, other: { grade, count } };
}

const isNearer = (one: LineGrade, than: LineGrade, to: LineGrade) =>
  Math.abs(order.indexOf(one) - order.indexOf(to)) < Math.abs(order.indexOf(than) - order.indexOf(to));

/** The worst that was seen so far. */
export interface Worst {
  readonly grade: 'weak' | 'poor';
  readonly leg: LineLeg;
  readonly lossUp: number | null;
  readonly lossDown: number | null;
  readonly roundTripMs: number | null;
}

/** The worst of a spell with one look more. */
export function worstOf(before: Worst | null, grade: 'weak' | 'poor', seen: Seen, lines: PeerLines): Worst {
  const most = (one: number | null, other: number | null) =>
    one === null ? other : other === null ? one : Math.max(one, other);
  const roundTripMs = lines.roundTripMs === null ? null : Math.round(lines.roundTripMs);
  const isLeg = seen.grade !== 'good';
  return {
    grade: before && isWorse(before.grade, grade) ? before.grade : grade,
    leg: !isLeg ? (before?.leg ?? 'both') : before && before.leg !== seen.leg ? 'both' : seen.leg,
    lossUp: most(before?.lossUp ?? null, lines.lossUp),
    lossDown: most(before?.lossDown ?? null, lines.lossDown),
    roundTripMs: most(before?.roundTripMs ?? null, roundTripMs),
  };
}
