/** Entries for calendar programs (RFC 5545, RFC 5546): invitations and cancellations that go with mails, and the entries of a feed. Pure. */
import ical, { ICalAttendeeRole, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Invitation } from './message.ts';
import { oneLine } from './text.ts';

const product = { company: 'Sambung', product: 'Sambung', language: 'ID' };

interface Letter {
  readonly invitation: Invitation;
  readonly title: string;
  readonly place: string;
  /** The same facts as the mail's text. */
  readonly description: string;
  readonly url: string | null;
  readonly organizer: { readonly name: string; readonly address: string };
  /** Only the recipient: nobody learns from an invitation who else was invited. */
  readonly attendee: { readonly name: string; readonly address: string };
  readonly writtenAt: Date;
}

/** One event with its METHOD; DTSTART and DTEND in UTC, so that every program shows its reader's own zone. */
export function invitationText({
  invitation,
  title,
  place,
  description,
  url,
  organizer,
  attendee,
  writtenAt,
}: Letter): string {
  const cancelled = invitation.method === 'cancel';
  const calendar = ical({
    prodId: product,
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: invitation.uid,
    sequence: invitation.sequence,
    stamp: writtenAt,
    start: new Date(invitation.startsAt),
    end: new Date(invitation.endsAt),
    summary: oneLine(title),
    location: oneLine(place) || null,
    description,
    ...(url !== null && { url }),
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: oneLine(organizer.name), email: organizer.address },
    attendees: [
      {
        name: oneLine(attendee.name) || attendee.address,
        email: attendee.address,
        role: ICalAttendeeRole.REQ,
        rsvp: false,
      },
    ],
  });
  return calendar.toString();
}

/** An event of a feed. */
export interface FeedEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly title: string;
  readonly place: string;
  readonly description: string;
  readonly status: 'tentative' | 'confirmed' | 'cancelled';
  readonly changedAt: Date;
}

const statuses: Record<FeedEvent['status'], ICalEventStatus> = {
  tentative: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
};

/** How often calendar programs are asked to read a feed again, in seconds. Lower shows changes sooner and costs a request each time. */
const refreshS = 900;

/** A whole feed; the same events give the same text. Cancelled events stay, so that programs take them out. */
export function feedText(name: string, events: readonly FeedEvent[]): string {
  const calendar = ical({ prodId: product, name: oneLine(name), method: ICalCalendarMethod.PUBLISH, ttl: refreshS });
  for (const event of events) {
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      stamp: event.changedAt,
      lastModified: event.changedAt,
      start: event.startsAt,
      end: event.endsAt,
      summary: oneLine(event.title),
      location: oneLine(event.place) || null,
      description: event.description,
      status: statuses[event.status],
    });
  }
  return calendar.toString();
}
