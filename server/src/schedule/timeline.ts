/** What is held when, as people see it: the holds of one case of one resource that follow one another are one item. Pure. */
import type { TimelineItem } from '@sambung/contract/schedule';

/** A live hold with what is known of its case. Instants are epoch milliseconds. */
export interface TimelineHold {
  readonly resourceId: string;
  readonly requestId: string | null;
  readonly kind: 'setup' | 'test' | 'pre_test' | 'event' | 'blackout';
  readonly startsAt: number;
  readonly endsAt: number;
  readonly note: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly state: string | null;
  readonly requesterId: string | null;
  readonly registeredById: string | null;
}

export interface Reader {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Roles that see whose cases they are; everybody else sees that something is reserved. */
const officeRoles = ['approver', 'technician', 'admin'];

const iso = (at: number) => new Date(at).toISOString();

/** Items of one resource, ascending by start. */
export function itemsOf(holds: readonly TimelineHold[], reader: Reader): TimelineItem[] {
  const items: TimelineItem[] = [];
  let last: TimelineHold | undefined;
  for (const hold of [...holds].sort((a, b) => a.startsAt - b.startsAt)) {
    const { startsAt, endsAt } = hold;
    const kind = hold.kind === 'pre_test' ? ('pre-test' as const) : hold.kind;
    const part = { kind, startsAt: iso(startsAt), endsAt: iso(endsAt) };
    const item = items.at(-1);
    const continues = item && hold.requestId !== null && last?.requestId === hold.requestId && last.endsAt === startsAt;
    last = hold;
    if (continues) {
      item.parts.push(part);
      item.endsAt = part.endsAt;
    } else items.push({ ...shownTo(hold, reader), startsAt: part.startsAt, endsAt: part.endsAt, parts: [part] });
  }
  return items;
}

function shownTo(hold: TimelineHold, reader: Reader) {
  if (hold.requestId === null)
    return { requestId: null, number: null, title: hold.note || null, kind: 'blackout' as const, state: null };
  const isOwn = hold.requesterId === reader.id || hold.registeredById === reader.id;
  const known = isOwn || reader.roles.some((role) => officeRoles.includes(role));
  const { requestId, number, title, state } = hold;
  if (!known) return { requestId: null, number: null, title: null, kind: 'case' as const, state: null };
  return { requestId, number, title, kind: 'case' as const, state: state?.replace('_', '-') ?? null };
}
