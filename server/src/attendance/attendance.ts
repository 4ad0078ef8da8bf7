/** Attendance out of comings and goings. Pure. */
import type { Attendee, Stay } from '@sambung/contract/attendance';
import type { Side } from '@sambung/contract/http';

export interface Comings {
  readonly participantId: string;
  readonly displayName: string;
  readonly side: Side | null;
  /** In their order. */
  readonly events: readonly {
    readonly kind: 'joined' | 'left' | 'renamed';
    readonly at: Date;
    /** What they were called from then on, where that was said. */
    readonly displayName: string | null;
  }[];
}

/** In the order in which people came; who never did is not among them. A stay that has not ended lasts until `now`. */
export function attendanceOf(people: readonly Comings[], now: Date): Attendee[] {
  return people
    .map(({ events, ...person }) => {
      const stays = staysOf(events);
      return {
        ...person,
        earlierNames: earlierNamesOf(events, person.displayName),
        stays,
        totalSeconds: stays.reduce((sum, stay) => sum + secondsOf(stay, now), 0),
      };
    })
    .filter(({ stays }) => stays.length > 0)
    .sort((a, b) => (a.stays[0]?.joinedAt ?? '').localeCompare(b.stays[0]?.joinedAt ?? ''));
}

/** What somebody was called before, each name once. */
function earlierNamesOf(events: Comings['events'], name: string): string[] {
  const names = new Set(events.flatMap(({ displayName }) => displayName ?? []));
  names.delete(name);
  return [...names];
}

function staysOf(events: Comings['events']): Stay[] {
  const stays: Stay[] = [];
  for (const { kind, at } of events) {
    const last = stays.at(-1);
    const isThere = last?.leftAt === null;
    // Two comings in a row are one, as are two goings.
    if (kind === 'joined' && !isThere) stays.push({ joinedAt: at.toISOString(), leftAt: null });
    if (kind === 'left' && isThere) last.leftAt = at.toISOString();
  }
  return stays;
}

const secondsOf = ({ joinedAt, leftAt }: Stay, now: Date): number =>
  Math.max(0, Math.round(((leftAt === null ? now.getTime() : Date.parse(leftAt)) - Date.parse(joinedAt)) / 1_000));
