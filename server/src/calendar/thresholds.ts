/** At which shares of a time standard people are reminded. Pure. */
import type { StepClock } from './step-clock.ts';

/** Earlier reminds of what nobody has forgotten, later leaves no time. A breach is 100. */
export const reminderThresholds = [50, 80] as const;

/** The largest threshold that the clock has reached: 0, 50, 80, or 100 when the step is late. */
export function thresholdOf({ usedShare, late }: Pick<StepClock, 'usedShare' | 'late'>): number {
  if (late) return 100;
  const percent = (usedShare ?? 0) * 100;
  // The last moment of a standard is not a breach of it.
  return reminderThresholds.findLast((threshold) => percent >= threshold) ?? 0;
}
