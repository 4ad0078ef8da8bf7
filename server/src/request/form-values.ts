/** Reads the values of a request's form into what the case's columns repeat for queries. Pure. */

import { boundField, type FieldBinding, type FieldValues, type Form, type Person } from '@sambung/contract/form';
import type { Applicant } from '@sambung/contract/request';

/** What the product itself reads of a form; null where nothing (whole) was written yet. */
export interface BoundValues {
  readonly title: string;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly placeId: string | null;
  /** The other side's place, where that is one of the institution's. */
  readonly audiencePlaceId: string | null;
  readonly venue: string | null;
  readonly participantCount: number | null;
  readonly applicant: Applicant;
  readonly equipment: readonly { itemId: string; count: number }[];
  readonly assistance: boolean;
  readonly livestream: boolean;
  readonly hostEmails: readonly string[];
  readonly audienceEmails: readonly string[];
  readonly technicians: readonly Person[];
}

type Fallback = Partial<Applicant>;

/** What is bound, from values as they are: a half-written draft gives what it can. `known` fills in the applicant where the form does not ask. */
export function readBound(form: Form, values: FieldValues, known: Fallback = {}): BoundValues {
  const at = (binding: FieldBinding): unknown => {
    const field = boundField(form, binding);
    return field ? values[field.key] : undefined;
  };
  const period = record(at('period'));
  const startsAt = instant(period.startsAt);
  const endsAt = instant(period.endsAt);
  const isForward = startsAt !== null && endsAt !== null && endsAt > startsAt;
  const count = at('participant-count');
  const venue = record(at('venue'));
  return {
    title: text(at('title')),
    startsAt: isForward ? startsAt : null,
    endsAt: isForward ? endsAt : null,
    placeId: uuid(at('place')),
    audiencePlaceId: uuid(at('audience-place')),
    venue: text(venue.address) || null,
    participantCount:
      typeof count === 'number' && Number.isInteger(count) && count > 0 && count <= 1_000_000 ? count : null,
    applicant: {
      name: text(at('applicant-name')) || known.name || '',
      unit: text(at('applicant-unit')) || known.unit || '',
      email: text(at('applicant-email')) || known.email || '',
      phone: text(at('applicant-phone')) || known.phone || '',
    },
    equipment: list(at('equipment')).flatMap((entry) => {
      const { itemId, count: wanted } = record(entry);
      const id = uuid(itemId);
      return id !== null && typeof wanted === 'number' && wanted > 0 ? [{ itemId: id, count: wanted }] : [];
    }),
    assistance: at('assistance') === true,
    livestream: at('livestream') === true,
    hostEmails: list(at('host-emails')).map(text).filter(Boolean),
    audienceEmails: list(at('audience-emails')).map(text).filter(Boolean),
    technicians: [at('host-technician'), at('audience-technician')].flatMap((value) => {
      const person = record(value);
      const [name, email, phone] = [text(person.name), text(person.email), text(person.phone)];
      return name && email ? [{ name, email, phone }] : [];
    }),
  };
}

/** The columns of a case that repeat what is bound. */
export function boundColumns(bound: BoundValues) {
  const { title, startsAt, endsAt, placeId, venue, participantCount } = bound;
  return {
    title: title.slice(0, 300),
    startsAt,
    endsAt,
    placeId,
    venue,
    participantCount,
    applicant: { ...bound.applicant },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const uuid = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : null;

function instant(value: unknown): Date | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at);
}
