/** Rows of cases: reading one with everything its page shows, lists, and the writes that every change is made of. */
import type { Applicant, Channel, RequestState } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import type { Database, Transaction } from '../db.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { nextRunning, requestNumber } from './request.ts';

const person = { select: { id: true, name: true } } as const;
const details = {
  institution: { select: { id: true, name: true, timeZone: true, week: true, settings: true } },
  sopVersion: { include: { sop: { select: { id: true, code: true } } } },
  place: { select: { id: true, name: true, location: true, capacity: true, timeZone: true } },
  requester: { select: { id: true, name: true, email: true, language: true } },
  registrar: { select: { id: true, name: true, email: true, language: true } },
  steps: {
    include: { decidedBy: person, assignees: { include: { staff: person } } },
    orderBy: { id: 'asc' },
  },
  pauses: { orderBy: { startsAt: 'asc' } },
  documents: { where: { removedAt: null }, include: { file: true }, orderBy: { uploadedAt: 'asc' } },
  deviations: { orderBy: { noticedAt: 'asc' } },
  holds: { where: { releasedAt: null }, orderBy: { startsAt: 'asc' } },
  offers: { where: { closedAt: null }, orderBy: { offeredAt: 'asc' } },
  profile: { select: { submittedAt: true } },
  meeting: {
    select: { id: true, code: true, passwordSealed: true, inviteSealed: true, hostSealed: true, endedAt: true },
  },
  testCalls: {
    select: {
      ...{ id: true, kind: true, attempt: true, openedAt: true, endedAt: true },
      ...{ decision: true, diagnosis: true, simulatedReasons: true, decidedAt: true },
    },
    orderBy: { openedAt: 'asc' },
  },
} as const;

type StoredCase = NonNullable<Awaited<ReturnType<typeof readCase>>>;
export type StoredStep = StoredCase['steps'][number];
/** A case as the feature works with it: the row, with its procedure's document typed and the contract's words for its state. */
export type Case = Omit<StoredCase, 'state' | 'channel' | 'applicant'> & {
  readonly document: SopDocument;
  readonly state: RequestState;
  readonly channel: Channel;
  readonly applicant: Applicant;
  /** Of the place, else of the institution. */
  readonly timeZone: string;
};

async function readCase(db: Database | Transaction, institutionId: string, id: string) {
  return await db.request.findFirst({ where: { id, institutionId }, include: details });
}

/** The case with everything that belongs to it; null when this institution has none with that id. */
export async function findCase(db: Database | Transaction, institutionId: string, id: string): Promise<Case | null> {
  const row = await readCase(db, institutionId, id);
  return row && caseOf(row);
}

function caseOf(row: StoredCase): Case {
  return {
    ...row,
    document: row.sopVersion.document as unknown as SopDocument,
    state: stateOut[row.state] ?? (row.state as RequestState),
    channel: row.channel === 'walk_in' ? 'walk-in' : row.channel,
    applicant: row.applicant as unknown as Applicant,
    timeZone: row.place?.timeZone ?? row.institution.timeZone,
  };
}

const stateOut: Partial<Record<string, RequestState>> = { no_show: 'no-show' };
type StateColumn = StoredCase['state'];
export const stateColumn = (state: RequestState): StateColumn => (state === 'no-show' ? 'no_show' : state);
export const channelColumn = (channel: Channel) => (channel === 'walk-in' ? 'walk_in' : channel);

interface ListQuery {
  institutionId: string;
  /** Only what this person filed or registered. */
  ownerId?: string;
  state?: RequestState;
  /** Part of the number or title, in any case. */
  text?: string;
  page: number;
  pageSize: number;
}

/** One page of cases, those that changed last first; drafts are seen by their owner only. */
export async function listCases(db: Database, query: ListQuery): Promise<{ cases: Case[]; total: number }> {
  const { institutionId, ownerId, state, text } = query;
  const and: object[] = [];
  if (ownerId !== undefined) and.push({ OR: [{ requesterId: ownerId }, { registeredById: ownerId }] });
  else and.push({ state: { not: 'draft' } });
  if (text) {
    const contains = { contains: text, mode: 'insensitive' };
    and.push({ OR: [{ title: contains }, { number: contains }] });
  }
  const where = { institutionId, ...(state && { state: stateColumn(state) }), AND: and };
  const [rows, total] = await Promise.all([
    db.request.findMany({
      where,
      include: details,
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    db.request.count({ where }),
  ]);
  return { cases: rows.map(caseOf), total };
}

/** The next number of the institution's year. The caller holds the institution's lock. */
export async function takeNumber(tx: Transaction, institutionId: string, year: number): Promise<string> {
  const last = await tx.request.findFirst({
    where: { institutionId, number: { startsWith: `${year}-` } },
    orderBy: { number: 'desc' },
    select: { number: true },
  });
  return requestNumber(year, nextRunning(last?.number ?? null));
}

/** Compare-and-swap: the case's version grows by one when it still is `version`; false when somebody was faster. */
export async function advanceVersion(
  tx: Transaction,
  { id, version }: { id: string; version: number },
  data: Parameters<Transaction['request']['updateMany']>[0]['data'],
): Promise<boolean> {
  const { count } = await tx.request.updateMany({
    where: { id, version },
    data: { ...data, version: { increment: 1 } },
  });
  return count === 1;
}

/** Columns of a case that a change may write. */
/** Takes back what a JSON column held. */
export const nothing = Prisma.DbNull;

export type CaseColumns = Parameters<Transaction['request']['updateMany']>[0]['data'] & object;

export async function writeState(tx: Transaction, id: string, state: RequestState, simulated?: boolean): Promise<void> {
  await tx.request.update({
    where: { id },
    data: { state: stateColumn(state), ...(simulated !== undefined && { simulated }) },
  });
}

/** Names of equipment that is held for the case and broken now. */
export async function listBrokenEquipment(db: Database | Transaction, requestId: string): Promise<string[]> {
  const held = await db.hold.findMany({
    where: { requestId, releasedAt: null, resourceKind: 'equipment' },
    select: { resourceId: true },
  });
  if (held.length === 0) return [];
  const units = await db.equipmentUnit.findMany({
    where: { id: { in: held.map(({ resourceId }) => resourceId) }, brokenAt: { not: null } },
    include: { equipment: { select: { name: true } } },
  });
  return units.map(({ equipment, label }) => `${equipment.name} ${label}`);
}

interface NewCase {
  institutionId: string;
  sopVersionId: string;
  channel: Channel;
  requesterId: string | null;
  registeredById: string | null;
  applicant: Applicant;
  receivedAt: Date | null;
  columns: object;
  now: Date;
}

/** A draft; returns its id. */
export async function insertDraft(
  tx: Transaction,
  { columns, now, channel, applicant, ...rest }: NewCase,
): Promise<string> {
  const { id } = await tx.request.create({
    data: {
      ...rest,
      ...columns,
      channel: channelColumn(channel),
      applicant: { ...applicant },
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  return id;
}

/** The version of a procedure that this institution has published and not retired, or null. */
export async function findSopVersion(db: Database | Transaction, institutionId: string, id: string) {
  return await db.sopVersion.findFirst({ where: { id, sop: { institutionId, retiredAt: null } } });
}

/** Staff of the institution among these ids who may sign in, with the positions they hold at `now` left to the caller. */
export async function findColleagues(db: Database | Transaction, institutionId: string, ids: readonly string[]) {
  return await db.staff.findMany({
    where: { institutionId, id: { in: [...ids] }, deactivatedAt: null },
    select: { id: true, name: true },
  });
}

/** A place of the institution that can still be asked for, or null. */
export async function findPlace(db: Database | Transaction, institutionId: string, id: string) {
  return await db.place.findFirst({
    where: { id, institutionId, retiredAt: null },
    select: { id: true, capacity: true, timeZone: true, openingHours: true },
  });
}

/** Everybody who was put on the case. */
export function assignedIds(kase: Pick<Case, 'steps'>): string[] {
  return [...new Set(kase.steps.flatMap(({ assignees }) => assignees.map(({ staffId }) => staffId)))];
}

/** Names of held places, people and pieces of equipment, by their id. */
export async function resourceNames(
  db: Database,
  holds: readonly { resourceKind: string; resourceId: string }[],
): Promise<Map<string, string>> {
  const ids = (kind: string) => ({
    in: holds.filter((hold) => hold.resourceKind === kind).map(({ resourceId }) => resourceId),
  });
  const [places, people, units] = await Promise.all([
    db.place.findMany({ where: { id: ids('place') }, select: { id: true, name: true } }),
    db.staff.findMany({ where: { id: ids('person') }, select: { id: true, name: true } }),
    db.equipmentUnit.findMany({ where: { id: ids('equipment') }, include: { equipment: { select: { name: true } } } }),
  ]);
  return new Map([
    ...[...places, ...people].map(({ id, name }): [string, string] => [id, name]),
    ...units.map(({ id, label, equipment }): [string, string] => [id, `${equipment.name} ${label}`]),
  ]);
}

/** Cases that are ready and whose time has come. */
export async function listStarting(db: Database, now: Date): Promise<{ id: string; institutionId: string }[]> {
  const where = { state: 'ready', startsAt: { lte: now } } as const;
  return await db.request.findMany({ where, select: { id: true, institutionId: true }, take: passingLimit });
}

/** Returned cases that still hold something although their grace is over. */
export async function listGraceOver(db: Database, now: Date): Promise<{ id: string; institutionId: string }[]> {
  const where = { state: 'returned', graceEndsAt: { lte: now }, holds: { some: { releasedAt: null } } } as const;
  return await db.request.findMany({ where, select: { id: true, institutionId: true }, take: passingLimit });
}

/** Cases brought up to date in one round; the rest follow in the next. */
const passingLimit = 200;
