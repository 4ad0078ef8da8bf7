/** Rows of holds. The database refuses overlapping ones (exclusion constraint `holds_do_not_overlap`); here they are made, moved and let go. */
import type { CaseHold } from '@sambung/contract/request';
import { type Database, sqlStateOf, type Transaction } from '../db.ts';
import { fitPlan } from './alternatives.ts';
import { type CasePlan, type CaseSpan, type CaseTimes, testReachMs } from './case-holds.ts';
import { freeOf, type Need, overlaps, type Slot } from './slot.ts';

export type ResourceKind = CaseHold['resource']['kind'];

/** What a case needs of the institution's own. */
export interface CaseResources {
  /** None for a venue of the applicant's; two when both sides sit in places of the institution. */
  readonly placeIds: readonly string[];
  readonly personIds: readonly string[];
  readonly equipment: readonly { readonly equipmentId: string; readonly count: number }[];
}

export interface CaseToHold extends Omit<CaseTimes, 'startsAt' | 'endsAt' | 'now'>, CaseResources {
  readonly institutionId: string;
  readonly requestId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A hold in the way. `requestId` is null for a blackout; `missing` instead of a hold where there are not enough whole units. */
export interface Clash extends Slot {
  readonly resourceKind: ResourceKind;
  /** Of equipment the kind, else the place or person. */
  readonly resourceId: string;
  readonly requestId: string | null;
}

/** Something a case needs is held at that time. Nothing was written; the transaction can go on. */
export class HoldConflict extends Error {
  override name = 'HoldConflict';
  readonly clashes: readonly Clash[];
  constructor(clashes: readonly Clash[]) {
    super('a resource is held at that time');
    this.clashes = clashes;
  }
}

/** Whether a hold was refused because the resource is held at that time: found by looking, or by the database (SQLSTATE 23P01, exclusion_violation). */
export function isHoldConflict(error: unknown): boolean {
  return error instanceof HoldConflict || sqlStateOf(error) === '23P01';
}

export interface BusySlot extends Slot {
  readonly requestId: string | null;
}

/** A need with what it stands for. */
export interface NamedNeed extends Need {
  readonly kind: ResourceKind;
  /** Of equipment the kind, else the place or person. */
  readonly id: string;
}

/**
 * The case's needs as resources. Only what the institution has in working order counts: a retired or unknown place, somebody of another institution, a broken
 * unit are resources that are never free. `inUse` are the institution's places, where the caller has read them.
 */
export async function needsOf(
  db: Database | Transaction,
  institutionId: string,
  { placeIds, personIds, equipment }: CaseResources,
  inUse?: readonly { readonly id: string }[],
): Promise<NamedNeed[]> {
  const places = inUse
    ? inUse
    : placeIds.length
      ? await db.place.findMany({
          where: { id: { in: [...placeIds] }, institutionId, retiredAt: null },
          select: { id: true },
        })
      : [];
  const people = personIds.length
    ? await db.staff.findMany({
        where: { id: { in: [...personIds] }, institutionId, deactivatedAt: null },
        select: { id: true },
      })
    : [];
  const units = equipment.length ? await findUnits(db, institutionId, equipment) : [];
  const one = (kind: ResourceKind, known: readonly { id: string }[]) => (id: string) => ({
    ...{ kind, id, count: 1 },
    anyOf: known.some((row) => row.id === id) ? [id] : [],
  });
  return [
    ...[...new Set(placeIds)].map(one('place', places)),
    ...[...new Set(personIds)].map(one('person', people)),
    ...equipment.map(({ equipmentId, count }) => ({
      ...{ kind: 'equipment' as const, id: equipmentId, count },
      anyOf: units.filter((unit) => unit.equipmentId === equipmentId).map(({ id }) => id),
    })),
  ];
}

async function findUnits(db: Database | Transaction, institutionId: string, equipment: CaseResources['equipment']) {
  return await db.equipmentUnit.findMany({
    where: {
      equipmentId: { in: equipment.map(({ equipmentId }) => equipmentId) },
      equipment: { institutionId, retiredAt: null },
      brokenAt: null,
      retiredAt: null,
    },
    select: { id: true, equipmentId: true },
    orderBy: { label: 'asc' },
  });
}

/**
 * Live holds that touch the span, by resource, ascending; those of `exceptRequestId` are left out. They never overlap: of those that begin before the span
 * only the last can reach into it, and the index by beginning answers alone.
 */
export async function readBusy(
  db: Database | Transaction,
  resourceIds: readonly string[],
  span: Slot,
  exceptRequestId: string | null = null,
): Promise<Map<string, BusySlot[]>> {
  const [from, to] = [new Date(span.startsAt), new Date(span.endsAt)];
  // One row a resource with plain numbers as JSON: a timeline of holds as Prisma objects takes ten times as long.
  const rows = await db.$queryRaw<
    { id: string; holds: [startsAt: number, endsAt: number, requestId: string | null][] }[]
  >`
    SELECT wanted.id, busy.holds FROM unnest(${[...resourceIds]}::uuid[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT coalesce(max(starts_at), ${from}) AS starts_at FROM holds
      WHERE resource_id = wanted.id AND released_at IS NULL AND starts_at <= ${from}
    ) AS first
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_array(round(date_part('epoch', h.starts_at) * 1000), round(date_part('epoch', h.ends_at) * 1000), h.request_id)
        ORDER BY h.starts_at) AS holds
      FROM holds h
      WHERE h.resource_id = wanted.id AND h.released_at IS NULL AND h.starts_at >= first.starts_at AND h.starts_at < ${to} AND h.ends_at > ${from}
        AND h.request_id IS DISTINCT FROM ${exceptRequestId}::uuid
    ) AS busy
    WHERE busy.holds IS NOT NULL`;
  return new Map(
    rows.map(({ id, holds }) => [id, holds.map(([startsAt, endsAt, requestId]) => ({ startsAt, endsAt, requestId }))]),
  );
}

/** How many times a race for the last unit is run again. Only writers that skip `lockInstitution` race at all. */
const raceAttempts = 3;

/**
 * Plans the case's holds and makes them all, or throws `HoldConflict` and makes none. Take `lockInstitution` first. The plan says where the test call is and
 * why, when that is not where the procedure wants it.
 */
export async function holdCase(tx: Transaction, wanted: CaseToHold, now: Date): Promise<CasePlan> {
  const needs = await needsOf(tx, wanted.institutionId, wanted);
  for (let attempt = 1; ; attempt++) {
    const { plan, chosen, clashes } = await fitCase(tx, wanted, needs, now);
    if (clashes.length > 0) throw new HoldConflict(clashes);
    if (await insertHolds(tx, wanted, plan.spans, chosen, now)) return plan;
    if (attempt === raceAttempts) throw new HoldConflict([]);
  }
}

interface Fit {
  plan: CasePlan;
  chosen: { kind: ResourceKind; id: string }[];
  clashes: Clash[];
}

/** What `holdCase` would hold now, without writing. */
export async function fitCase(
  db: Database | Transaction,
  wanted: CaseToHold,
  needs: readonly NamedNeed[],
  now: Date,
): Promise<Fit> {
  const slot = { startsAt: wanted.startsAt.getTime(), endsAt: wanted.endsAt.getTime() };
  const times = { ...wanted, ...slot, now: now.getTime() };
  const reach = { startsAt: slot.startsAt - testReachMs, endsAt: slot.endsAt };
  const ids = needs.flatMap(({ anyOf }) => anyOf);
  const busy = ids.length > 0 ? await readBusy(db, ids, reach, wanted.requestId) : new Map<string, BusySlot[]>();
  const plan = fitPlan(times, needs, busy);
  const chosen: Fit['chosen'] = [];
  const clashes: Clash[] = [];
  for (const need of needs) {
    const free = freeOf(need, plan.spans, busy).slice(0, need.count);
    if (free.length === need.count) chosen.push(...free.map((id) => ({ kind: need.kind, id })));
    else clashes.push(...clashesOf(need, plan.spans, busy));
  }
  return { plan, chosen, clashes };
}

function clashesOf(need: NamedNeed, spans: readonly CaseSpan[], busy: ReadonlyMap<string, BusySlot[]>): Clash[] {
  const about = { resourceKind: need.kind, resourceId: need.id };
  const clashes = need.anyOf.flatMap((id) =>
    (busy.get(id) ?? [])
      .filter((hold) => spans.some((span) => overlaps(span, hold)))
      .map(({ startsAt, endsAt, requestId }) => ({ ...about, startsAt, endsAt, requestId })),
  );
  const event = spans[spans.length - 1] as CaseSpan;
  // More asked for than the institution has in working order: nobody's hold is in the way.
  return clashes.length > 0 ? clashes : [{ ...about, startsAt: event.startsAt, endsAt: event.endsAt, requestId: null }];
}

/** Inserts the spans for every chosen resource; false when somebody else was faster, and then nothing stays. */
async function insertHolds(
  tx: Transaction,
  { institutionId, requestId }: Pick<CaseToHold, 'institutionId' | 'requestId'>,
  spans: readonly CaseSpan[],
  chosen: readonly { kind: ResourceKind; id: string }[],
  now: Date,
): Promise<boolean> {
  // In one order everywhere: two writers that wait for each other's rows would be a deadlock.
  const rows = [...chosen]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((resource) => spans.map((span) => ({ resource, span })));
  if (rows.length === 0) return true;
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO holds (id, institution_id, request_id, kind, resource_kind, resource_id, starts_at, ends_at, created_at)
    SELECT gen_random_uuid(), ${institutionId}::uuid, ${requestId}::uuid, kind::hold_kind, resource_kind::resource_kind,
      resource_id, starts_at, ends_at, ${now}
    FROM unnest(${rows.map(({ span }) => span.kind.replace('-', '_'))}::text[], ${rows.map(({ resource }) => resource.kind)}::text[],
      ${rows.map(({ resource }) => resource.id)}::uuid[], ${rows.map(({ span }) => new Date(span.startsAt).toISOString())}::timestamptz[],
      ${rows.map(({ span }) => new Date(span.endsAt).toISOString())}::timestamptz[])
      AS row (kind, resource_kind, resource_id, starts_at, ends_at)
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === rows.length) return true;
  await tx.hold.deleteMany({ where: { id: { in: inserted.map(({ id }) => id) } } });
  return false;
}

/** Lets the request's holds go; they stay as rows. Whoever waits for the slot is told by `offerFreedSlots`, in the same transaction. */
export async function releaseHolds(tx: Transaction, requestId: string, now: Date): Promise<void> {
  await tx.hold.updateMany({ where: { requestId, releasedAt: null }, data: { releasedAt: now } });
}

/** Holds the case at another time or place instead: its old holds are let go in the same transaction, and come back when it throws and is rolled back. */
export async function moveHolds(tx: Transaction, wanted: CaseToHold, now: Date): Promise<CasePlan> {
  await releaseHolds(tx, wanted.requestId, now);
  return await holdCase(tx, wanted, now);
}
