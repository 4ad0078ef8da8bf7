/** A calendar program, as far as tests need one: reads what we write with another project's parser and folds it by UID and SEQUENCE (RFC 5546 §2.1.5). */
import ICAL from 'ical.js';

export interface Entry {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
  /** In UTC. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Whether DTSTART was written in UTC. */
  readonly inUtc: boolean;
  readonly attendees: readonly string[];
  readonly organizer: string | null;
  readonly stampedAt: Date;
}

export function readCalendar(text: string): { method: string | null; entries: Entry[] } {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const method = calendar.getFirstPropertyValue('method');
  return {
    method: method === null ? null : String(method),
    entries: calendar.getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component);
      const textOf = (name: string) => String(component.getFirstPropertyValue(name) ?? '');
      return {
        uid: event.uid,
        sequence: event.sequence,
        status: textOf('status'),
        summary: event.summary,
        location: event.location ?? '',
        description: event.description ?? '',
        startsAt: event.startDate.toJSDate(),
        endsAt: event.endDate.toJSDate(),
        inUtc: event.startDate.zone === ICAL.Timezone.utcTimezone,
        attendees: component.getAllProperties('attendee').map((one) => String(one.getFirstValue()).toLowerCase()),
        organizer: component.getFirstPropertyValue('organizer') as string | null,
        stampedAt: (component.getFirstPropertyValue('dtstamp') as ICAL.Time).toJSDate(),
      };
    }),
  };
}

/** Somebody's calendar: takes invitations and cancellations in whatever order they come. */
export class CalendarProgram {
  readonly entries = new Map<string, Entry>();

  take(text: string): void {
    for (const entry of readCalendar(text).entries) {
      const known = this.entries.get(entry.uid);
      const isNewer =
        known === undefined ||
        entry.sequence > known.sequence ||
        (entry.sequence === known.sequence && entry.stampedAt >= known.stampedAt);
      if (isNewer) this.entries.set(entry.uid, entry);
    }
  }
}
