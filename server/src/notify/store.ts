/** Records what is to be told, in the transaction of the change that it tells. */
import { createHash } from 'node:crypto';
import { type FieldValues, type Form, formSchema } from '@sambung/contract/form';
import {
  type CaseParty,
  definitionOf,
  type NotificationData,
  type NotificationEvent,
  notificationDataSchema,
} from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import type { Transaction } from '../db.ts';
import { type CaseFacts, invitationOf, type MessageData } from './message.ts';
import { addressesOfSide, channelsOf, eachOnce, isAddress, type OutboxChannel, type ToldPerson } from './recipients.ts';

/** An account, whoever holds a position now, a party of the case, or an address without an account. */
export type Recipient =
  | { readonly staffId: string }
  | { readonly position: string }
  | { readonly party: CaseParty }
  | { readonly address: string; readonly name: string; readonly language?: Language; readonly timeZone?: string };

export interface Telling {
  readonly institutionId: string;
  readonly event: NotificationEvent;
  readonly requestId?: string;
  /** The event's own list (`notificationEvents`) when absent. */
  readonly recipients?: readonly Recipient[];
  readonly data?: NotificationData;
  /** What happened once: `${requestId}:v${version}`. The same occasion is recorded once per event, recipient and channel, however often it is told. */
  readonly dedupe: string;
  readonly now: Date;
  /** Attaches the event (or the test, with `test-scheduled`) to calendars, or takes it out of those that have it. */
  readonly ics?: 'request' | 'cancel';
}

/**
 * Records a message for everybody who is to be told, by the channels they chose; it is sent exactly when the caller's transaction commits. Call it after
 * the case's row was changed: number, title, time, place and version are read from it. Answers how many messages were recorded.
 */
export async function tell(tx: Transaction, telling: Telling): Promise<number> {
  const data = notificationDataSchema.parse(telling.data ?? {});
  const found = telling.requestId === undefined ? null : await findCase(tx, telling.institutionId, telling.requestId);
  const invited = await findInvited(tx, telling);
  const people = await resolve(tx, telling, found, invited);
  const rows = people.flatMap((person) =>
    channelsOf(telling.event, person).map((channel) => rowOf(telling, data, found, person, channel, invited)),
  );
  if (rows.length === 0) return 0;
  return (await tx.outboxMessage.createMany({ data: rows, skipDuplicates: true })).count;
}

function rowOf(
  telling: Telling,
  data: NotificationData,
  found: FoundCase | null,
  person: ToldPerson,
  channel: OutboxChannel,
  invited: ReadonlySet<string>,
) {
  const { institutionId, event, now, requestId } = telling;
  const isNew = telling.ics === 'request' && !definitionOf(event).followsInvitation;
  const knowsEvent = isNew || invited.has(person.address.toLowerCase());
  const ics =
    telling.ics && found && channel === 'mail' && knowsEvent
      ? invitationOf({ method: telling.ics, event, request: found, data })
      : null;
  const stored: MessageData = {
    ...data,
    ...(found && { case: found.facts }),
    ...(ics && { ics }),
    recipient: { name: person.name, timeZone: person.timeZone },
  };
  return {
    institutionId,
    requestId: requestId ?? null,
    event,
    channel,
    staffId: person.staffId,
    address: channel === 'in-app' ? '' : person.address,
    language: person.language,
    data: stored as object,
    dedupeKey: `${event}:${telling.dedupe}:${recipientKey(person)}:${channel}`,
    createdAt: now,
    dueAt: now,
    // What is shown on screen has arrived when it is recorded.
    sentAt: channel === 'in-app' ? now : null,
  };
}

/** An address is hashed: the key outlives the erasure of a person's data. */
function recipientKey({ staffId, address }: ToldPerson): string {
  return staffId ?? createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 32);
}

/** Addresses that already have the case in their calendar; read only when an entry is to be moved or taken out again. */
async function findInvited(tx: Transaction, { requestId, event, ics }: Telling): Promise<ReadonlySet<string>> {
  if (requestId === undefined || (ics !== 'cancel' && !definitionOf(event).followsInvitation)) return new Set();
  const rows = await tx.outboxMessage.findMany({
    where: { requestId, channel: 'mail', data: { path: ['ics', 'method'], equals: 'request' } },
    select: { address: true },
  });
  return new Set(rows.map(({ address }) => address.toLowerCase()));
}

export interface FoundCase {
  readonly id: string;
  readonly version: number;
  readonly facts: CaseFacts;
  readonly requesterId: string | null;
  readonly applicant: { name: string; email: string };
  readonly siteTimeZone: string | null;
  readonly sopVersionId: string;
  readonly values: FieldValues;
}

async function findCase(tx: Transaction, institutionId: string, id: string): Promise<FoundCase> {
  const row = await tx.request.findFirstOrThrow({
    where: { id, institutionId },
    include: {
      place: { select: { name: true, timeZone: true } },
      institution: { select: { timeZone: true } },
      site: { select: { timeZone: true } },
    },
  });
  const applicant = { name: '', email: '', ...(row.applicant as object) };
  return {
    id,
    version: row.version,
    requesterId: row.requesterId,
    applicant,
    siteTimeZone: row.site?.timeZone ?? null,
    sopVersionId: row.sopVersionId,
    values: row.values as FieldValues,
    facts: {
      number: row.number ?? '',
      title: row.title,
      place: row.place?.name ?? row.venue ?? '',
      applicant: applicant.name,
      startsAt: row.startsAt?.toISOString() ?? null,
      endsAt: row.endsAt?.toISOString() ?? null,
      timeZone: row.place?.timeZone ?? row.institution.timeZone,
    },
  };
}

async function resolve(
  tx: Transaction,
  telling: Telling,
  found: FoundCase | null,
  invited: ReadonlySet<string>,
): Promise<ToldPerson[]> {
  const { event, institutionId } = telling;
  const named: readonly Recipient[] = telling.recipients ?? definitionOf(event).told.map((party) => ({ party }));
  const form = named.some(isSide) && found ? await findForm(tx, found.sopVersionId) : null;
  const people: ToldPerson[] = [];
  for (const recipient of named) {
    const some = await peopleOf(tx, telling, recipient, found, form);
    const told = definitionOf(event).followsInvitation && isSide(recipient) ? some.filter(wasInvited) : some;
    people.push(...told);
  }
  function wasInvited({ address }: ToldPerson) {
    return invited.has(address.toLowerCase());
  }
  return eachOnce(await withAccounts(tx, institutionId, people));
}

const isSide = (recipient: Recipient) =>
  'party' in recipient && (recipient.party === 'host' || recipient.party === 'audience');

async function peopleOf(
  tx: Transaction,
  { institutionId, now, requestId }: Telling,
  recipient: Recipient,
  found: FoundCase | null,
  form: Form | null,
): Promise<ToldPerson[]> {
  const holding = { startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
  const inUse = { institutionId, OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] };
  if ('staffId' in recipient) return await findStaff(tx, institutionId, { id: recipient.staffId });
  if ('position' in recipient)
    return await findStaff(tx, institutionId, {
      assignments: { some: { ...holding, position: { ...inUse, key: recipient.position } } },
    });
  if ('address' in recipient) {
    if (!isAddress(recipient.address)) throw new TypeError('not an address that mail can be sent to');
    return [outsider(recipient.name, recipient.address, recipient.timeZone ?? null, recipient.language)];
  }
  switch (recipient.party) {
    case 'technicians':
      return await findStaff(tx, institutionId, {
        assignments: {
          some: { ...holding, position: { ...inUse, roles: { has: 'technician' } } },
        },
      });
    case 'assignees':
      if (requestId === undefined) return [];
      return await findStaff(tx, institutionId, {
        stepAssignments: { some: { step: { requestId, state: { notIn: ['void', 'skipped'] } } } },
      });
    case 'requester':
      return found?.requesterId ? await findStaff(tx, institutionId, { id: found.requesterId }) : [];
    case 'applicant':
      return found && isAddress(found.applicant.email)
        ? [outsider(found.applicant.name, found.applicant.email, null)]
        : [];
    default: {
      if (!found || !form) return [];
      const timeZone = recipient.party === 'audience' ? found.siteTimeZone : null;
      const addresses = addressesOfSide(form, found.values, recipient.party);
      return addresses.map(({ name, address }) => outsider(name, address, timeZone));
    }
  }
}

function outsider(name: string, address: string, timeZone: string | null, language: Language = 'id'): ToldPerson {
  return { staffId: null, name, address, language, timeZone, preferences: null };
}

type StaffFilter = NonNullable<Parameters<Transaction['staff']['findMany']>[0]>['where'];

async function findStaff(tx: Transaction, institutionId: string, where: StaffFilter): Promise<ToldPerson[]> {
  const rows = await tx.staff.findMany({
    where: { ...where, institutionId, deactivatedAt: null },
    select: {
      id: true,
      name: true,
      email: true,
      language: true,
      preferences: true,
      institution: { select: { timeZone: true } },
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    staffId: row.id,
    name: row.name,
    address: row.email,
    language: row.language === 'en' ? 'en' : 'id',
    timeZone: row.institution.timeZone,
    preferences: row.preferences,
  }));
}

/** Bare addresses that belong to somebody with an account here are that person: told once, in their language, by the channels they chose. */
async function withAccounts(tx: Transaction, institutionId: string, people: ToldPerson[]): Promise<ToldPerson[]> {
  const bare = people.filter(({ staffId }) => staffId === null).map(({ address }) => address.toLowerCase());
  if (bare.length === 0) return people;
  const staff = await findStaff(tx, institutionId, { email: { in: bare } });
  const byAddress = new Map(staff.map((person) => [person.address.toLowerCase(), person]));
  return people.map((person) => (person.staffId === null && byAddress.get(person.address.toLowerCase())) || person);
}

async function findForm(tx: Transaction, sopVersionId: string): Promise<Form | null> {
  const version = await tx.sopVersion.findUniqueOrThrow({ where: { id: sopVersionId }, select: { document: true } });
  const forms = (version.document as { forms?: Record<string, unknown> }).forms;
  const parsed = formSchema.safeParse(forms?.request);
  return parsed.success ? parsed.data : null;
}
