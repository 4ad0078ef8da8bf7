/** Rows of test calls and their samples (append-only). Opening and deciding are one transaction each, with their audit entry. */
import { type Side, sideSchema } from '@sambung/contract/http';
import type { SimulatedReason } from '@sambung/contract/measurement';
import type { LineClass } from '@sambung/contract/rubric';
import { type TestPhase, testReportSchema } from '@sambung/contract/test-report';
import { noAnswers, type SiteAnswers, siteAnswersSchema, type TestCallKind } from '@sambung/contract/test-run';
import { z } from 'zod';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';

const details = {
  request: {
    select: {
      sopVersion: { select: { document: true } },
      number: true,
      title: true,
      startsAt: true,
      siteId: true,
      place: { select: { timeZone: true, name: true } },
      institution: { select: { timeZone: true } },
    },
  },
  decidedBy: { select: { name: true } },
  plans: { orderBy: { number: 'asc' } },
  messages: { orderBy: { at: 'asc' } },
} as const;

export type TestCallRow = NonNullable<Awaited<ReturnType<typeof findTestCall>>>;

/** The test call, or null when this institution has none with that id. */
export async function findTestCall(db: Database, institutionId: string, id: string) {
  return await db.testCall.findFirst({ where: { id, institutionId }, include: details });
}

export type RunRow = NonNullable<Awaited<ReturnType<typeof findRun>>>;

/** What a run's seconds are taken with, or null. */
export async function findRun(db: Database, id: string) {
  return await db.testCall.findUnique({
    where: { id },
    select: {
      ...{
        openedAt: true,
        endedAt: true,
        lineClass: true,
        cascaded: true,
        hostSeedSealed: true,
        audienceSeedSealed: true,
        answers: true,
      },
      plans: { orderBy: { number: 'asc' } },
      messages: { orderBy: { at: 'asc' } },
    },
  });
}

interface Opening {
  institutionId: string;
  requestId: string;
  openedById: string;
  now: Date;
  kind: TestCallKind;
  lineClass: LineClass;
  cascaded: boolean;
  reason: string;
  hostTokenSealed: string;
  audienceTokenSealed: string;
  hostSeedSealed: string;
  audienceSeedSealed: string;
  claimCode(tx: Transaction): Promise<string>;
}

/** The next attempt of its kind, in its first phase. */
export async function openTestCall(db: Database, { claimCode, now, ...opening }: Opening): Promise<string> {
  const { institutionId, requestId, openedById, kind, lineClass, cascaded, reason } = opening;
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const attempt = 1 + (await tx.testCall.count({ where: { requestId, kind } }));
    const code = await claimCode(tx);
    const plans = { create: { number: 0, phase: 'gates', startedAt: now, startedById: openedById } };
    const data = { ...opening, attempt, openedAt: now, code, simulatedReasons: [], plans };
    const { id } = await tx.testCall.create({ data, select: { id: true } });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: openedById,
      action: 'test-call.opened',
      entityId: id,
      data: { requestId, kind, attempt, lineClass, cascaded, reason },
    });
    return id;
  });
}

interface NewPlan {
  testCallId: string;
  /** The newest that its author had seen. */
  planNumber: number;
  phase: TestPhase;
  loopSource: Side | null;
  startedById: string;
  now: Date;
}

/** Begins the next phase; false when somebody else began one meanwhile, or the call is over. */
export async function insertPlan(db: Database, { testCallId, planNumber, now, ...plan }: NewPlan): Promise<boolean> {
  return await db.$transaction(async (tx) => {
    // Whoever comes second waits here, and then sees a newer plan.
    const open = await tx.testCall.updateMany({ where: { id: testCallId, endedAt: null }, data: { endedAt: null } });
    const newest = await tx.testCallPlan.aggregate({ where: { testCallId }, _max: { number: true } });
    if (open.count === 0 || newest._max.number !== planNumber) return false;
    await tx.testCallPlan.create({ data: { ...plan, testCallId, number: planNumber + 1, startedAt: now } });
    return true;
  });
}

interface NewMessage {
  testCallId: string;
  side: Side | null;
  name: string;
  text: string;
  at: Date;
}

export async function insertMessage(db: Database, message: NewMessage) {
  return await db.testCallMessage.create({ data: message });
}

/** What a site's people said last; what they said before is replaced, the samples keep when. */
export async function saveAnswers(db: Database, testCallId: string, side: Side, answers: SiteAnswers): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM test_calls WHERE id = ${testCallId}::uuid FOR UPDATE`;
    const row = await tx.testCall.findUniqueOrThrow({
      where: { id: testCallId },
      select: { answers: true, endedAt: true },
    });
    if (row.endedAt !== null) return;
    const known = answersOf(row.answers);
    await tx.testCall.update({ where: { id: testCallId }, data: { answers: { ...known, [side]: answers } } });
  });
}

/** Both sides' answers as they are stored. */
export function answersOf(stored: unknown): Record<Side, SiteAnswers> {
  const known = (stored ?? {}) as Partial<Record<Side, unknown>>;
  const of = (side: Side) => siteAnswersSchema.safeParse(known[side]).data ?? noAnswers;
  return { host: of('host'), audience: of('audience') };
}

/** The audience's site, once its profile is known. */
export async function siteOf(db: Database | Transaction, requestId: string) {
  const profile = await db.siteProfile.findUnique({ where: { requestId }, select: { site: true } });
  return profile?.site ?? null;
}

/** The audience's addresses in force, as its site's profile or people declared them. */
export async function declaredAddresses(db: Database | Transaction, requestId: string): Promise<string[]> {
  const rows = await db.siteAddress.findMany({
    where: { until: null, source: { not: 'observed' }, site: { profiles: { some: { requestId } } } },
    select: { address: true },
  });
  return rows.map(({ address }) => address.split('/')[0] ?? address);
}

/** Where each side's media came from, as the media node saw it. */
export function observedOf(stored: unknown): Record<Side, string[]> {
  const known = (stored ?? {}) as Partial<Record<Side, string[]>>;
  return { host: known.host ?? [], audience: known.audience ?? [] };
}

/** Remembers an address that a side's media came from; one seen before changes nothing. */
export async function addObservedAddresses(
  db: Database,
  testCallId: string,
  seen: Readonly<Record<Side, readonly string[]>>,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM test_calls WHERE id = ${testCallId}::uuid FOR UPDATE`;
    const row = await tx.testCall.findUniqueOrThrow({
      where: { id: testCallId },
      select: { observedAddresses: true, endedAt: true },
    });
    if (row.endedAt !== null) return;
    const known = observedOf(row.observedAddresses);
    const observedAddresses = {
      host: [...new Set([...known.host, ...seen.host])],
      audience: [...new Set([...known.audience, ...seen.audience])],
    };
    await tx.testCall.update({ where: { id: testCallId }, data: { observedAddresses } });
  });
}

const setupSchema = testReportSchema.pick({ devices: true, browser: true });
/** What a side's page was shown and spoken into with, and in which browser. */
export type SiteSetup = z.infer<typeof setupSchema>;
const setupsSchema = z.partialRecord(sideSchema, setupSchema);

/** As they are stored. */
export const setupsOf = (stored: unknown): Partial<Record<Side, SiteSetup>> => setupsSchema.catch({}).parse(stored);

/** Remembers both sides' newest setups; a side of which nothing is told keeps its own. */
export async function saveSetups(
  db: Database,
  testCallId: string,
  setups: Partial<Record<Side, SiteSetup>>,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM test_calls WHERE id = ${testCallId}::uuid FOR UPDATE`;
    const row = await tx.testCall.findUniqueOrThrow({
      where: { id: testCallId },
      select: { setups: true, endedAt: true },
    });
    if (row.endedAt !== null) return;
    await tx.testCall.update({ where: { id: testCallId }, data: { setups: { ...setupsOf(row.setups), ...setups } } });
  });
}

const drillsSchema = z.partialRecord(sideSchema, z.object({ reconnectSeconds: z.number().min(0) }));
export type Drill = { reconnectSeconds: number };

/** What the drills of both sides came to, as it is stored. */
export const drillsOf = (stored: unknown): Partial<Record<Side, Drill>> => drillsSchema.catch({}).parse(stored);

/** Keeps a side's newest drill. */
export async function saveDrill(db: Database, testCallId: string, side: Side, drill: Drill): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM test_calls WHERE id = ${testCallId}::uuid FOR UPDATE`;
    const row = await tx.testCall.findUniqueOrThrow({
      where: { id: testCallId },
      select: { drills: true, endedAt: true },
    });
    if (row.endedAt !== null) return;
    await tx.testCall.update({
      where: { id: testCallId },
      data: { drills: { ...drillsOf(row.drills), [side]: drill } },
    });
  });
}

/** Whether somebody had joined on either side at some time. */
export async function bothCame(db: Database, testCallId: string): Promise<boolean> {
  const rows = await db.participant.findMany({
    where: { roomId: testCallId, side: { not: null }, events: { some: {} } },
    distinct: ['side'],
    select: { side: true },
  });
  return rows.length === 2;
}

interface BridgeSeen {
  institutionId: string;
  testCallId: string;
  staffId: string;
  exchanged: boolean;
  now: Date;
}

/** Keeps what the technician saw behind the client's bridge, with who saw it; false once the run was decided. */
export async function saveBridgeObserved(
  db: Database,
  { institutionId, testCallId, ...seen }: BridgeSeen,
): Promise<boolean> {
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const kept = await tx.testCall.updateMany({
      where: { id: testCallId, decidedAt: null },
      data: { bridgeObserved: seen.exchanged },
    });
    if (kept.count === 0) return false;
    await appendAudit(tx, {
      ...{ institutionId, at: seen.now, actorId: seen.staffId, action: 'test-call.bridge-observed' },
      ...{ entityId: testCallId, data: { exchanged: seen.exchanged } },
    });
    return true;
  });
}

export async function saveNote(db: Database, testCallId: string, note: string): Promise<void> {
  await db.testCall.updateMany({ where: { id: testCallId, decidedAt: null }, data: { note } });
}

/** Remembers why the call is a simulation; a reason once seen stays. */
export async function addSimulatedReasons(
  db: Database,
  testCallId: string,
  reasons: readonly SimulatedReason[],
): Promise<void> {
  for (const reason of reasons) {
    await db.testCall.updateMany({
      where: { id: testCallId, decidedAt: null, NOT: { simulatedReasons: { has: reason } } },
      data: { simulatedReasons: { push: reason } },
    });
  }
}
