/** How urgent a clock looks: half of the time is the first reminder, four fifths the second, and the page changes at the same moments. Pure. */

/** Lower warns earlier and more often, higher later; the same shares as the reminders that people are sent. */
const soonShare = 0.5;
const urgentShare = 0.8;

export type Urgency = 'none' | 'calm' | 'soon' | 'urgent' | 'late' | 'paused';

/** `used` is the share of the time standard that is gone; null without one. */
export function urgencyOf(clock: { used: number | null; late: boolean; paused?: boolean }): Urgency {
  if (clock.paused) return 'paused';
  if (clock.late) return 'late';
  if (clock.used === null) return 'none';
  if (clock.used >= urgentShare) return 'urgent';
  return clock.used >= soonShare ? 'soon' : 'calm';
}
