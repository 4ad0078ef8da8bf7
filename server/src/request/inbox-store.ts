/** Open steps that wait for somebody, in the order in which they are due. Asked by everybody all day, so it reads the top of two small indexes and nothing else. */
import type { Staff } from '@sambung/contract/http';
import type { RequestState } from '@sambung/contract/request';
import type { Database } from '../db.ts';

/** More than anybody works through in a day; those due first come first. */
const taskLimit = 300;

export interface OpenStep {
  readonly id: string;
  readonly key: string;
  readonly startedAt: Date | null;
  readonly dueAt: Date | null;
  readonly requestId: string;
  readonly sopVersionId: string;
  readonly number: string | null;
  readonly title: string;
  readonly applicantName: string;
  readonly state: RequestState;
  readonly version: number;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Of the place, else of the institution. */
  readonly timeZone: string;
  readonly requesterId: string | null;
  readonly registeredById: string | null;
  readonly pauses: readonly { readonly startsAt: Date; readonly endsAt: Date | null }[];
}

type Ms = number | null;
type Row = Omit<OpenStep, 'startedAt' | 'dueAt' | 'startsAt' | 'endsAt' | 'pauses'> & {
  startedAt: Ms;
  dueAt: Ms;
  startsAt: Ms;
  endsAt: Ms;
  pauses: { startsAt: number; endsAt: Ms }[] | null;
};

const instant = (ms: Ms) => (ms === null ? null : new Date(ms));

/**
 * Open steps of the positions that the staff member holds, except what was given to others by name, and the applicant's own steps. A returned case waits for
 * its applicant: nobody has anything to do with it meanwhile.
 */
export async function listOpenSteps(db: Database, { id, institution, positions }: Staff): Promise<OpenStep[]> {
  const keys = positions.map(({ key }) => key);
  // One cell of JSON: three hundred rows with dates as Prisma objects take many times as long.
  const [found] = await db.$queryRaw<{ rows: Row[] }[]>`
    WITH open AS (
      SELECT s.* FROM unnest(${keys}::text[]) AS held (key) CROSS JOIN LATERAL (
        SELECT s.id, s.key, s.started_at, s.due_at, s.request_id FROM case_steps s JOIN requests r ON r.id = s.request_id
        WHERE s.institution_id = ${institution.id}::uuid AND s.position = held.key AND s.state = 'active' AND s.addressee_ids = '{}'
          AND r.state <> 'returned'
        ORDER BY s.due_at, s.started_at LIMIT ${taskLimit}
      ) AS s
      UNION ALL
      SELECT s.id, s.key, s.started_at, s.due_at, s.request_id FROM case_steps s JOIN requests r ON r.id = s.request_id
      WHERE s.addressee_ids @> ARRAY[${id}::uuid] AND s.addressee_ids <> '{}' AND s.state = 'active' AND s.position = ANY(${keys}::text[])
        AND s.institution_id = ${institution.id}::uuid AND r.state <> 'returned'
      UNION ALL
      SELECT s.id, s.key, s.started_at, s.due_at, s.request_id FROM case_steps s JOIN requests r ON r.id = s.request_id
      WHERE s.institution_id = ${institution.id}::uuid AND s.position = 'requester' AND s.state = 'active' AND s.addressee_ids = '{}'
        AND (r.requester_id = ${id}::uuid OR r.registered_by_id = ${id}::uuid) AND r.state <> 'returned'
    ), top AS MATERIALIZED (
      SELECT * FROM open ORDER BY due_at, started_at, id LIMIT ${taskLimit}
    ), paused AS (
      SELECT request_id, json_agg(json_build_object('startsAt', extract(epoch FROM starts_at) * 1000, 'endsAt', extract(epoch FROM ends_at) * 1000)
        ORDER BY starts_at) AS pauses
      FROM case_pauses WHERE request_id IN (SELECT request_id FROM top) GROUP BY request_id
    )
    SELECT coalesce(json_agg(json_build_object('id', top.id, 'key', top.key, 'requestId', top.request_id,
      'startedAt', extract(epoch FROM top.started_at) * 1000, 'dueAt', extract(epoch FROM top.due_at) * 1000,
      'sopVersionId', r.sop_version_id, 'number', r.number, 'title', r.title, 'applicantName', r.applicant ->> 'name',
      'state', replace(r.state::text, '_', '-'), 'version', r.version,
      'startsAt', extract(epoch FROM r.starts_at) * 1000, 'endsAt', extract(epoch FROM r.ends_at) * 1000,
      'timeZone', coalesce(p.time_zone, ${institution.timeZone}), 'requesterId', r.requester_id, 'registeredById', r.registered_by_id,
      'pauses', paused.pauses
      ) ORDER BY top.due_at, top.started_at, top.id), '[]') AS rows
    FROM top JOIN requests r ON r.id = top.request_id LEFT JOIN places p ON p.id = r.place_id LEFT JOIN paused ON paused.request_id = r.id`;
  return (found?.rows ?? []).map((row) => ({
    ...row,
    startedAt: instant(row.startedAt),
    dueAt: instant(row.dueAt),
    startsAt: instant(row.startsAt),
    endsAt: instant(row.endsAt),
    pauses: (row.pauses ?? []).map(({ startsAt, endsAt }) => ({
      startsAt: new Date(startsAt),
      endsAt: instant(endsAt),
    })),
  }));
}

/** When the setup of each of these cases begins, as the hold it is. */
export async function readSetups(db: Database, cases: readonly Pick<OpenStep, 'requestId'>[]) {
  if (cases.length === 0) return new Map<string, { kind: string; startsAt: Date }[]>();
  const rows = await db.hold.findMany({
    where: { requestId: { in: cases.map(({ requestId }) => requestId) }, releasedAt: null, kind: 'setup' },
    orderBy: { startsAt: 'asc' },
    select: { requestId: true, kind: true, startsAt: true },
  });
  return Map.groupBy(rows, ({ requestId }) => requestId ?? '');
}
