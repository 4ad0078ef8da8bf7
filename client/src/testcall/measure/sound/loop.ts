/** The acoustic loop: what of sent sweeps comes back, and how quiet it must be where nothing is found. Pure. */
import type { TestReport } from '@sambung/contract/test-report';
import type { Turn } from '../secrets.ts';
import { type Candidate, leastPeakRatio } from './sweep-finder.ts';

/** A sweep that was sent or heard, in seconds of the sound's clock, and how loud it was against the one that is generated. */
export type LoopReference = { turn: Turn; atSeconds: number; gain: number };
type Loop = NonNullable<TestReport['loop']>;

/** What comes later is no echo of this sweep any more: the next one has begun. */
const latestSeconds = 1.9;
/** A return may seem a little early: both ends round. */
const earliestSeconds = -0.02;

/**
 * One sweep and what was heard after it, candidates of its own turn. Found: how much quieter it came back, and after how long. Not found: at most as loud as
 * what would just have stood out, which is `leastPeakRatio` times the strongest coincidence there was. Null when nothing was listened to.
 */
export function loopOf(reference: LoopReference, heard: readonly (Candidate & { atSeconds: number })[]): Loop | null {
  const candidates = heard.filter(({ turn, atSeconds }) => {
    const after = atSeconds - reference.atSeconds;
    return turn === reference.turn && after >= earliestSeconds && after <= latestSeconds;
  });
  const lossDb = (gain: number) => 20 * Math.log10(reference.gain / Math.max(gain, 1e-9));
  const found = candidates.filter(({ found }) => found).sort((a, b) => b.gain - a.gain)[0];
  if (found) {
    const delayMs = Math.max(0, (found.atSeconds - reference.atSeconds) * 1_000);
    return { returnLossDb: lossDb(found.gain), boundDb: null, delayMs };
  }
  const strongest = Math.max(...candidates.map(({ gain }) => gain));
  if (!Number.isFinite(strongest)) return null;
  return { returnLossDb: null, boundDb: lossDb(leastPeakRatio * strongest), delayMs: null };
}
