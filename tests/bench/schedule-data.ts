/** A schedule of the size that `npm run bench -- api` measures: places, requests and live holds in plain SQL, the same on every run. */
import type pg from 'pg';

export interface ScheduleSize {
  readonly places: number;
  readonly requests: number;
  /** Half are events, half the pre-tests before them. */
  readonly holds: number;
}

/** The acceptance of issue 4. */
export const fullSize: ScheduleSize = { places: 200, requests: 100_000, holds: 1_000_000 };

/** Conferences of a place in a day: three of 90 minutes with their half hour before fill six of eleven open hours; every fifth day is free. */
const perDay = 3;

interface GeneratedSchedule {
  readonly institutionId: string;
  readonly placeIds: readonly string[];
  /** The middle of the generated days, 00:00 UTC. */
  readonly middle: Date;
}

/**
 * Fills an empty institution. The exclusion constraint is taken away while rows go in and put back afterwards, which checks all of them: a million rows take
 * a fraction of the time. `document` is a procedure (`sopDocumentSchema`).
 */
export async function generateSchedule(
  client: pg.ClientBase,
  document: object,
  size: ScheduleSize = fullSize,
): Promise<GeneratedSchedule> {
  const middle = new Date('2026-11-23T00:00:00Z');
  const slotsOfPlace = Math.ceil(size.holds / 2 / size.places);
  const days = Math.ceil(((slotsOfPlace / perDay) * 5) / 4);
  const one = async (sql: string, values: unknown[]) => (await client.query<{ id: string }>(sql, values)).rows[0]?.id;
  const institutionId = await one(
    `INSERT INTO institutions (id, name, time_zone) VALUES (gen_random_uuid(), 'Instansi Besar', 'Asia/Jakarta') RETURNING id`,
    [],
  );
  const sopId = await one(
    `INSERT INTO sops (id, institution_id, code) VALUES (gen_random_uuid(), $1, 'besar') RETURNING id`,
    [institutionId],
  );
  const versionId = await one(
    `INSERT INTO sop_versions (id, sop_id, version, document, source, change_note, published_at)
     VALUES (gen_random_uuid(), $1, 1, $2, '', '', $3) RETURNING id`,
    [sopId, JSON.stringify(document), middle],
  );
  const places = await client.query<{ id: string }>(
    `INSERT INTO places (id, institution_id, name, location, capacity, time_zone, features)
     SELECT gen_random_uuid(), $1, 'Ruang ' || lpad(n::text, 3, '0'), 'Gedung ' || n % 9, 10 + 10 * (n % 12), 'Asia/Jakarta',
       CASE n % 3 WHEN 0 THEN ARRAY['Kamera', 'TV Wall'] WHEN 1 THEN ARRAY['Kamera'] ELSE '{}' END
     FROM generate_series(1, $2::int) AS n RETURNING id`,
    [institutionId, size.places],
  );
  const placeIds = places.rows.map(({ id }) => id);
  await client.query('ALTER TABLE holds DROP CONSTRAINT holds_do_not_overlap');
  // One request for every few slots: its own period is that of the first of them.
  await client.query(
    `INSERT INTO requests (id, institution_id, sop_version_id, number, title, place_id, starts_at, ends_at, participant_count, applicant,
       state, received_at, submitted_at, created_at, updated_at)
     SELECT gen_random_uuid(), $1, $2, '2026-' || lpad(n::text, 6, '0'), 'Rapat ' || n, ($3::uuid[])[1 + n % $4::int], at, at + interval '90 minutes', 8,
       '{"name": "Pemohon", "unit": "Unit", "email": "", "phone": ""}', 'assigned', at - interval '10 days', at - interval '10 days',
       at - interval '10 days', at - interval '10 days'
     FROM generate_series(1, $5::int) AS n,
       LATERAL (SELECT $6::timestamptz + make_interval(days => n % $7::int - $7::int / 2, hours => n % 9) AS at) AS times`,
    [institutionId, versionId, placeIds, size.places, size.requests, middle, days],
  );
  // 07.30, 11.00 and 14.30 in Jakarta, moved by a quarter of an hour from place to place; the pre-test takes the half hour before.
  await client.query(
    `WITH requested AS (SELECT id, row_number() OVER () - 1 AS n FROM requests WHERE institution_id = $1),
     slots AS (
       SELECT p.id AS place_id, p.n * $3::int + s AS n,
         $4::timestamptz + make_interval(days => s / $6::int * 5 / 4 - $5::int / 2, mins => 30 + 210 * (s % $6::int) + 15 * (p.n % 3)::int) AS at
       FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n), generate_series(0, $3::int - 1) AS s)
     INSERT INTO holds (id, institution_id, request_id, kind, resource_kind, resource_id, starts_at, ends_at)
     SELECT gen_random_uuid(), $1, r.id, part.kind::hold_kind, 'place', slots.place_id, slots.at + part.after, slots.at + part.until
     FROM slots
     JOIN requested AS r ON r.n = slots.n % $7::int
     CROSS JOIN (VALUES ('pre_test', interval '-30 minutes', interval '0'), ('event', interval '0', interval '90 minutes'))
       AS part (kind, after, until)`,
    [institutionId, placeIds, slotsOfPlace, middle, days, perDay, size.requests],
  );
  await client.query(
    `ALTER TABLE holds ADD CONSTRAINT holds_do_not_overlap
     EXCLUDE USING gist (resource_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (released_at IS NULL)`,
  );
  await client.query('ANALYZE');
  return { institutionId: institutionId ?? '', placeIds, middle };
}
