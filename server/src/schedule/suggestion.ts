/** Who is suggested for a case: those who can do it first, then those who are free, then those with the least to do that week. Pure. */
import type { TechnicianSuggestion } from '@sambung/contract/schedule';
import { type Busy, dayMs, minuteMs, overlaps, type Slot } from './slot.ts';

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly skills: readonly string[];
}

export interface Wanted {
  /** Everything the case holds, or the event alone before it holds anything. */
  readonly spans: readonly Slot[];
  readonly skills: readonly string[];
  /** Monday to Monday around the event. */
  readonly week: Slot;
}

/** The week, Monday to Monday, around the local day (UTC midnight of its date) that begins at `midnight`. */
export function weekAround(day: number, midnight: number): Slot {
  // 1 January 1970 was a Thursday.
  const sinceMonday = (Math.floor(day / dayMs) + 3) % 7;
  const startsAt = midnight - sinceMonday * dayMs;
  return { startsAt, endsAt: startsAt + 7 * dayMs };
}

export function suggest(candidates: readonly Candidate[], wanted: Wanted, busy: Busy): TechnicianSuggestion[] {
  const suggestions = candidates.map(({ id, name, unit, skills }) => {
    const known = new Set(skills.map(normal));
    const holds = busy.get(id) ?? [];
    const taken = holds.filter((hold) => wanted.spans.some((span) => overlaps(span, hold)));
    const loadMs = holds.reduce((sum, hold) => sum + overlapMs(hold, wanted.week), 0);
    return {
      ...{ id, name, unit, skills: [...skills] },
      missingSkills: wanted.skills.filter((skill) => !known.has(normal(skill))),
      free: taken.length === 0,
      taken: taken.map(({ startsAt, endsAt }) => ({
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
      })),
      loadMinutes: Math.round(loadMs / minuteMs),
    };
  });
  return suggestions.sort(
    (a, b) =>
      a.missingSkills.length - b.missingSkills.length ||
      Number(b.free) - Number(a.free) ||
      a.loadMinutes - b.loadMinutes ||
      a.name.localeCompare(b.name, 'id'),
  );
}

const normal = (skill: string) => skill.trim().toLowerCase();
const overlapMs = (a: Slot, b: Slot) => Math.max(0, Math.min(a.endsAt, b.endsAt) - Math.max(a.startsAt, b.startsAt));
