/** What a step's clock says, in words and in how urgent it looks: never colour alone. Pure. */
import type { CaseStep } from '@sambung/contract/request';
import { type Urgency, urgencyOf } from '../ui/urgency.ts';

export interface ClockWords {
  urgency: Urgency;
  /** Which message says how it stands. */
  key: 'clockLateBy' | 'clockLate' | 'clockLeft' | 'clockPaused' | 'clockOnTime' | 'clockWasLate';
  /** Working minutes in the message: too many, or left. */
  minutes: number;
}

/** Null where the procedure names no time. */
export function clockWords(step: Pick<CaseStep, 'clock' | 'state'>): ClockWords | null {
  const { clock } = step;
  if (clock === null) return null;
  const left = clock.allowedMinutes - clock.usedMinutes;
  const used = clock.allowedMinutes > 0 ? clock.usedMinutes / clock.allowedMinutes : null;
  if (step.state !== 'active')
    return { urgency: clock.late ? 'late' : 'none', key: clock.late ? 'clockWasLate' : 'clockOnTime', minutes: 0 };
  const urgency = urgencyOf({ used, late: clock.late, paused: clock.paused });
  if (clock.paused) return { urgency, key: 'clockPaused', minutes: Math.max(0, left) };
  if (clock.late) {
    const by = Math.floor(-left);
    return by >= 1 ? { urgency, key: 'clockLateBy', minutes: by } : { urgency, key: 'clockLate', minutes: 0 };
  }
  return { urgency, key: 'clockLeft', minutes: Math.max(0, Math.ceil(left)) };
}
