/** The reports' questions to the database: each bounded by institution and time, and answered from an index. */
import type { RequestState } from '@sambung/contract/request';
import type { Bilingual } from '@sambung/contract/text';
import type { Database } from '../db.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** Instants: from included, to not. */
export interface Scope {
  readonly institutionId: string;
  readonly from: Date;
  readonly to: Date;
  readonly placeId: string | undefined;
  readonly unit: string | undefined;
}

/** No event lasts longer: what began before that is over when the time asked for begins. */
const longestEventMs = 24 * 3_600_000;
/** What stands in a schedule: everything that was filed and is not given up. */
const given = Prisma.sql`('draft', 'returned', 'waitlisted', 'rejected', 'cancelled', 'no_show')`;
const like = (text: string) => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

function filters({ placeId, unit }: Scope): Prisma.Sql {
  const place = placeId === undefined ? Prisma.empty : Prisma.sql`AND r.place_id = ${placeId}::uuid`;
  const ofUnit = unit === undefined ? Prisma.empty : Prisma.sql`AND r.applicant ->> 'unit' ILIKE ${like(unit)}`;
  return Prisma.sql`${place} ${ofUnit}`;
}

/** Requests whose event touches the time. */
const scheduled = (scope: Scope) => Prisma.sql`
  FROM requests r
  WHERE r.institution_id = ${scope.institutionId}::uuid
    AND r.starts_at >= ${new Date(scope.from.getTime() - longestEventMs)} AND r.starts_at < ${scope.to} AND r.ends_at > ${scope.from}
    AND r.state NOT IN ${given} ${filters(scope)}`;

export interface RecapRow {
  readonly id: string;
  readonly number: string | null;
  readonly title: string;
  readonly unit: string | null;
  readonly place: string | null;
  readonly venue: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly participants: number | null;
  readonly state: RequestState;
  readonly officers: string | null;
}

/** One page of the schedule, earliest first, with how many there are in all. */
export async function readRecap(
  db: Database,
  scope: Scope,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ rows: RecapRow[]; total: number }> {
  const [rows, counted] = await Promise.all([
    db.$queryRaw<RecapRow[]>`
      WITH page AS (
        SELECT r.id, r.number, r.title, r.applicant ->> 'unit' AS unit, r.place_id, r.venue, r.starts_at, r.ends_at, r.participant_count, r.state
        ${scheduled(scope)}
        ORDER BY r.starts_at, r.id OFFSET ${offset} LIMIT ${limit}
      )
      SELECT page.id, page.number, page.title, page.unit, places.name AS place, page.venue, page.starts_at AS "startsAt", page.ends_at AS "endsAt",
        page.participant_count AS participants, replace(page.state::text, '_', '-') AS state,
        (SELECT string_agg(DISTINCT staff.name, ', ' ORDER BY staff.name) FROM holds JOIN staff ON staff.id = holds.resource_id
          WHERE holds.request_id = page.id AND holds.resource_kind = 'person' AND holds.released_at IS NULL) AS officers
      FROM page LEFT JOIN places ON places.id = page.place_id
      ORDER BY page.starts_at, page.id`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${scheduled(scope)}`,
  ]);
  return { rows, total: counted[0]?.total ?? 0 };
}

export interface ComplianceRow {
  readonly versionId: string;
  readonly key: string;
  readonly finished: number;
  readonly late: number;
  readonly openLate: number;
}

/** Steps with a time standard, of requests whose event is in the time. A step that was entered again counts once a round; a return is no result. */
export async function readCompliance(db: Database, scope: Scope, now: Date): Promise<ComplianceRow[]> {
  return await db.$queryRaw<ComplianceRow[]>`
    WITH cases AS MATERIALIZED (
      SELECT r.id, r.sop_version_id FROM requests r
      WHERE r.institution_id = ${scope.institutionId}::uuid AND r.starts_at >= ${scope.from} AND r.starts_at < ${scope.to} AND r.state <> 'draft' ${filters(scope)}
    )
    SELECT cases.sop_version_id AS "versionId", steps.key,
      count(*) FILTER (WHERE steps.state = 'done')::int AS finished,
      count(*) FILTER (WHERE steps.state = 'done' AND steps.finished_at > steps.due_at)::int AS late,
      count(*) FILTER (WHERE steps.state = 'active' AND steps.due_at < ${now})::int AS "openLate"
    FROM cases CROSS JOIN LATERAL (
      -- Case by case through the index: the steps of a month are few among all there are. (OFFSET keeps the planner from joining otherwise.)
      SELECT * FROM case_steps
      WHERE request_id = cases.id AND due_at IS NOT NULL AND state IN ('done', 'active') AND decision IS DISTINCT FROM 'return' OFFSET 0
    ) AS steps
    GROUP BY cases.sop_version_id, steps.key`;
}

/** Requests received in the time. Every state is named, so that the index by state and receipt serves. */
const received = (scope: Scope) => Prisma.sql`
  FROM requests r
  WHERE r.institution_id = ${scope.institutionId}::uuid
    AND r.state = ANY(enum_range('submitted'::request_state, NULL))
    AND r.received_at >= ${scope.from} AND r.received_at < ${scope.to} ${filters(scope)}`;

export interface LeadTimeRow {
  readonly versionId: string;
  readonly requests: number;
  readonly shortest: number | null;
  readonly median: number | null;
  readonly longest: number | null;
  readonly overridden: number;
}

/** Local dates between receipt and event, as the lead time itself is counted (UNSRI-92). */
export async function readLeadTimes(db: Database, scope: Scope, timeZone: string): Promise<LeadTimeRow[]> {
  return await db.$queryRaw<LeadTimeRow[]>`
    WITH cases AS (
      SELECT r.sop_version_id, r.overrides,
        (r.starts_at AT TIME ZONE ${timeZone})::date - (r.received_at AT TIME ZONE ${timeZone})::date AS days
      ${received(scope)}
    )
    SELECT sop_version_id AS "versionId", count(*)::int AS requests, min(days)::int AS shortest,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::float AS median, max(days)::int AS longest,
      count(*) FILTER (WHERE jsonb_array_length(overrides) > 0)::int AS overridden
    FROM cases GROUP BY sop_version_id`;
}

export interface OutcomeRow {
  readonly versionId: string;
  readonly requests: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly noShow: number;
  readonly returned: number;
  readonly rescheduled: number;
  readonly waitlisted: number;
  readonly offersTaken: number;
}

/** What became of the requests received in the time. */
export async function readOutcomes(db: Database, scope: Scope): Promise<OutcomeRow[]> {
  return await db.$queryRaw<OutcomeRow[]>`
    WITH cases AS MATERIALIZED (SELECT r.id, r.sop_version_id, r.state ${received(scope)}),
    told AS (
      SELECT DISTINCT entries.entity_id, entries.action FROM audit_entries entries
      WHERE entries.entity_id IN (SELECT id FROM cases) AND entries.action IN ('request.rescheduled', 'request.waitlisted')
    )
    SELECT cases.sop_version_id AS "versionId", count(*)::int AS requests,
      count(*) FILTER (WHERE cases.state = 'rejected')::int AS rejected,
      count(*) FILTER (WHERE cases.state = 'cancelled')::int AS cancelled,
      count(*) FILTER (WHERE cases.state = 'no_show')::int AS "noShow",
      count(*) FILTER (WHERE EXISTS (SELECT 1 FROM case_pauses pauses WHERE pauses.request_id = cases.id))::int AS returned,
      count(*) FILTER (WHERE (cases.id, 'request.rescheduled') IN (SELECT entity_id, action FROM told))::int AS rescheduled,
      count(*) FILTER (WHERE (cases.id, 'request.waitlisted') IN (SELECT entity_id, action FROM told))::int AS waitlisted,
      count(*) FILTER (WHERE EXISTS (SELECT 1 FROM slot_offers offers WHERE offers.request_id = cases.id AND offers.outcome = 'accepted'))::int AS "offersTaken"
    FROM cases GROUP BY cases.sop_version_id`;
}

export interface UseRow {
  readonly placeId: string;
  readonly events: number;
  readonly eventMs: number;
  readonly heldMs: number;
  readonly closedMs: number;
}

/** How long each place was held within the time, cut at its ends; blackouts apart. The index of the exclusion constraint answers, place by place. */
export async function readUse(db: Database, scope: Scope): Promise<UseRow[]> {
  const place = scope.placeId === undefined ? Prisma.empty : Prisma.sql`AND places.id = ${scope.placeId}::uuid`;
  return await db.$queryRaw<UseRow[]>`
    SELECT places.id AS "placeId", used.* FROM places, LATERAL (
      SELECT count(*) FILTER (WHERE kind = 'event')::int AS events,
        coalesce(sum(ms) FILTER (WHERE kind = 'event'), 0)::float AS "eventMs",
        coalesce(sum(ms) FILTER (WHERE kind <> 'blackout'), 0)::float AS "heldMs",
        coalesce(sum(ms) FILTER (WHERE kind = 'blackout'), 0)::float AS "closedMs"
      FROM (
        SELECT holds.kind, extract(epoch FROM least(holds.ends_at, ${scope.to}) - greatest(holds.starts_at, ${scope.from})) * 1000 AS ms
        FROM holds
        WHERE holds.resource_id = places.id AND holds.released_at IS NULL
          AND tstzrange(holds.starts_at, holds.ends_at, '[)') && tstzrange(${scope.from}, ${scope.to}, '[)')
      ) parts
    ) used
    WHERE places.institution_id = ${scope.institutionId}::uuid ${place}`;
}

export interface OpenPlace {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly openingHours: unknown;
}
export async function listOpenPlaces(db: Database, institutionId: string): Promise<OpenPlace[]> {
  return await db.place.findMany({
    where: { institutionId, retiredAt: null },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, timeZone: true, openingHours: true },
  });
}

export interface VersionNames {
  readonly name: Bilingual;
  readonly leadTimeDays: number;
  readonly steps: ReadonlyMap<
    string,
    { readonly order: number; readonly name: Bilingual; readonly number: string | null }
  >;
}
/** Names of services and steps, by version. */
export async function readVersions(db: Database, institutionId: string): Promise<Map<string, VersionNames>> {
  const rows = await db.sopVersion.findMany({
    where: { sop: { institutionId } },
    select: { id: true, version: true, document: true },
  });
  return new Map(
    rows.map(({ id, version, document }) => {
      const { service, policies, steps } = document as unknown as VersionDocument;
      const name = { id: `${service.name.id} (v${version})`, en: `${service.name.en} (v${version})` };
      const named = steps.map(
        (step, order) => [step.key, { order, name: step.name, number: step.number ?? null }] as const,
      );
      return [id, { name, leadTimeDays: policies.leadTime.days, steps: new Map(named) }];
    }),
  );
}
interface VersionDocument {
  readonly service: { readonly name: Bilingual };
  readonly policies: { readonly leadTime: { readonly days: number } };
  readonly steps: readonly { readonly key: string; readonly name: Bilingual; readonly number?: string }[];
}

export async function readLetterhead(
  db: Database,
  institutionId: string,
): Promise<{ name: string; letterhead: unknown }> {
  return await db.institution.findUniqueOrThrow({
    where: { id: institutionId },
    select: { name: true, letterhead: true },
  });
}
