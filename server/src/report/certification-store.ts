/** The questions about test calls: results by site and month, what they failed by, and how each metric came out. */
import type { Database } from '../db.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Scope } from './store.ts';

const like = (text: string) => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Full test calls that were decided in the time; a simulation says nothing about a line, unless the installation is for trying things out. */
const decided = ({ institutionId, from, to, placeId, unit }: Scope, simulationCounts: boolean) => Prisma.sql`
  FROM test_calls t JOIN requests r ON r.id = t.request_id LEFT JOIN sites s ON s.id = r.site_id
  WHERE t.institution_id = ${institutionId}::uuid AND t.kind = 'test' AND t.decided_at >= ${from} AND t.decided_at < ${to}
    ${simulationCounts ? Prisma.empty : Prisma.sql`AND cardinality(t.simulated_reasons) = 0`}
    ${placeId === undefined ? Prisma.empty : Prisma.sql`AND r.place_id = ${placeId}::uuid`}
    ${unit === undefined ? Prisma.empty : Prisma.sql`AND r.applicant ->> 'unit' ILIKE ${like(unit)}`}`;

export interface ResultRow {
  /** `YYYY-MM` of the institution's calendar. */
  readonly month: string;
  readonly siteId: string | null;
  readonly site: string | null;
  readonly tests: number;
  readonly certified: number;
  readonly conditional: number;
  readonly refused: number;
}

export async function readResults(db: Database, scope: Scope, timeZone: string, simulationCounts: boolean) {
  return await db.$queryRaw<ResultRow[]>`
    SELECT to_char(t.decided_at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month, s.id AS "siteId",
      CASE WHEN s.id IS NULL THEN NULL ELSE concat_ws(', ', nullif(s.name, ''), nullif(s.room, '')) END AS site,
      count(*)::int AS tests, count(*) FILTER (WHERE t.decision = 'certified')::int AS certified,
      count(*) FILTER (WHERE t.decision = 'certified-with-conditions')::int AS conditional,
      count(*) FILTER (WHERE t.decision = 'not-certified')::int AS refused
    ${decided(scope, simulationCounts)}
    GROUP BY 1, 2, 3 ORDER BY 3 NULLS LAST, 2, 1`;
}

export interface CauseRow {
  readonly month: string;
  readonly siteId: string | null;
  /** A gate or a metric. */
  readonly cause: string;
  readonly calls: number;
}

/** In how many calls that were not certified each gate was shut and each metric failed; the most frequent first. */
export async function readCauses(db: Database, scope: Scope, timeZone: string, simulationCounts: boolean) {
  return await db.$queryRaw<CauseRow[]>`
    WITH refused AS MATERIALIZED (
      SELECT t.id, to_char(t.decided_at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month, s.id AS site_id, t.judgement
      ${decided(scope, simulationCounts)} AND t.decision = 'not-certified' AND t.judgement IS NOT NULL
    ), causes AS (
      SELECT refused.id, month, site_id, row ->> 'metric' AS cause FROM refused, jsonb_array_elements(judgement -> 'rows') row
      WHERE row ->> 'grade' = 'fail'
      UNION
      SELECT refused.id, month, site_id, gate ->> 'gate' FROM refused, jsonb_array_elements(judgement -> 'gates') gate
      WHERE (gate ->> 'applies')::boolean AND (gate ->> 'passed')::boolean IS DISTINCT FROM true
    )
    SELECT month, site_id AS "siteId", cause, count(*)::int AS calls FROM causes
    GROUP BY 1, 2, 3 ORDER BY calls DESC, cause`;
}

export interface MetricRow {
  readonly metric: string;
  readonly code: string;
  readonly pass: number;
  readonly marginal: number;
  readonly fail: number;
  readonly missing: number;
}

/** How each metric came out, direction by direction and site by site; the one that failed most often first. */
export async function readMetrics(db: Database, scope: Scope, simulationCounts: boolean) {
  return await db.$queryRaw<MetricRow[]>`
    WITH judged AS MATERIALIZED (SELECT t.judgement ${decided(scope, simulationCounts)} AND t.judgement IS NOT NULL)
    SELECT row ->> 'metric' AS metric, min(row ->> 'code') AS code,
      count(*) FILTER (WHERE row ->> 'grade' = 'pass')::int AS pass,
      count(*) FILTER (WHERE row ->> 'grade' = 'marginal')::int AS marginal,
      count(*) FILTER (WHERE row ->> 'grade' = 'fail')::int AS fail,
      count(*) FILTER (WHERE row ->> 'grade' = 'not-measured')::int AS missing
    FROM judged, jsonb_array_elements(judgement -> 'rows') row
    GROUP BY 1 ORDER BY fail DESC, marginal DESC, missing DESC, length(min(row ->> 'code')), 2`;
}
