/** Notices a microphone that is open and gives nothing: unplugged in the room's desk, muted by a switch on its cable. Pure. */

/** Digital silence and the hum of an open input lie on either side. Higher accuses quiet rooms, lower trusts noisy cables. */
export const silentBelowDbfs = -80;
/** So long an open microphone may be silent. Higher lets people talk to nobody, lower warns in a pause. */
export const silentForMs = 8_000;

export interface Silence {
  /** Since when nothing was heard; null while something is, or while nobody listens. */
  readonly sinceMs: number | null;
  /** It was heard once: then it works, and later silence is a person's own. */
  readonly isProven: boolean;
}

export const nothingKnown: Silence = { sinceMs: null, isProven: false };

/** After one reading; null: the browser keeps sound asleep, the page is hidden, or the microphone is off. */
export function silenceAfter(before: Silence, levelDbfs: number | null, nowMs: number): Silence {
  if (before.isProven || levelDbfs === null) return { ...before, sinceMs: null };
  if (levelDbfs > silentBelowDbfs) return { sinceMs: null, isProven: true };
  return { sinceMs: before.sinceMs ?? nowMs, isProven: false };
}

export const isSilent = ({ sinceMs }: Silence, nowMs: number): boolean =>
  sinceMs !== null && nowMs - sinceMs >= silentForMs;
