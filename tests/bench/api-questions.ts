/** What people ask in `npm run bench -- api`: the four routes that the target is about, and two heavy reports beside it. */
import type { ReportTable } from '@sambung/contract/report';
import type { Alternatives } from '@sambung/contract/schedule';
import type { Task } from '@sambung/contract/task';
import type pg from 'pg';
import type { Question } from './api-server.ts';

/** The routes that the target is about. */
export const routes = ['availability', 'alternatives', 'inbox', 'recap'] as const;
/** Measured apart, one at a time: nobody asks for them fifty times a second. */
export const reports = ['compliance', 'utilisation', 'lead-time', 'outcomes'] as const;
export type RouteName = (typeof routes)[number] | (typeof reports)[number];

type Duty = 'official' | 'technician' | 'requester';

/** Somebody who can ask, and what of their institution they ask about. */
export interface Asker {
  readonly email: string;
  readonly duty: Duty;
  readonly institution: Institution;
}

interface Institution {
  readonly id: string;
  readonly key: string;
  readonly placeIds: readonly string[];
  /** Filed requests that still lie ahead: whoever asks for their time finds it taken. */
  readonly taken: readonly { placeId: string; startsAt: Date; endsAt: Date; sopVersionId: string }[];
  readonly officials: readonly string[];
}

const dayMs = 86_400_000;

/** Institutions with what is asked about, the largest first. */
export async function readInstitutions(client: pg.ClientBase): Promise<Institution[]> {
  const { rows } = await client.query<Institution>(`
    SELECT i.id, split_part((SELECT email FROM staff WHERE institution_id = i.id ORDER BY email LIMIT 1), '@', 2) AS key,
      (SELECT array_agg(id ORDER BY name) FROM places WHERE institution_id = i.id) AS "placeIds",
      (SELECT json_agg(json_build_object('placeId', place_id, 'startsAt', starts_at, 'endsAt', ends_at, 'sopVersionId', sop_version_id))
        FROM (SELECT * FROM requests r WHERE r.institution_id = i.id AND r.state IN ('disposition', 'assigned', 'submitted', 'test', 'survey')
          AND r.starts_at BETWEEN now() + interval '3 days' AND now() + interval '60 days' ORDER BY md5(r.id::text) LIMIT 500) r) AS taken,
      (SELECT array_agg(DISTINCT s.email) FROM staff s JOIN position_assignments a ON a.staff_id = s.id JOIN positions p ON p.id = a.position_id
        WHERE s.institution_id = i.id AND 'approver' = ANY (p.roles::text[])) AS officials
    FROM institutions i ORDER BY (SELECT count(*) FROM places WHERE institution_id = i.id) DESC, i.name`);
  return rows.map((row) => ({
    ...row,
    taken: (row.taken ?? []).map((one) => ({ ...one, startsAt: new Date(one.startsAt), endsAt: new Date(one.endsAt) })),
    officials: row.officials ?? [],
  }));
}

/** Who signs in: of each institution officials, technicians and requesters, more of a larger one. */
export function chooseAskers(institutions: readonly Institution[]): Asker[] {
  return institutions.flatMap((institution, index) => {
    const { key, officials, placeIds } = institution;
    const each = Math.min(index === 0 ? 12 : 3, placeIds.length);
    const numbered = (name: string) =>
      Array.from({ length: each }, (_, n) => `${name}-${String(n + 1).padStart(3, '0')}@${key}`);
    const asker =
      (duty: Duty) =>
      (email: string): Asker => ({ email, duty, institution });
    return [
      ...officials.slice(0, each).map(asker('official')),
      ...numbered('teknisi').map(asker('technician')),
      ...numbered('pemohon').map(asker('requester')),
    ];
  });
}

/** Draws who asks what. Institutions are drawn by their rooms, officials, technicians and requesters alike. */
export class Draw {
  readonly #random: () => number;
  readonly #askers: readonly Asker[];
  readonly #placeIds: readonly string[];

  constructor(askers: readonly Asker[], random: () => number) {
    this.#random = random;
    this.#askers = askers;
    this.#placeIds = [...new Set(askers.flatMap(({ institution }) => institution.placeIds))];
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  #asker(duties: readonly Duty[]): Asker {
    const placeId = this.#pick(this.#placeIds);
    const institution = this.#askers.find((one) => one.institution.placeIds.includes(placeId))?.institution;
    const duty = this.#pick(duties);
    return this.#pick(this.#askers.filter((one) => one.institution === institution && one.duty === duty));
  }

  question(route: RouteName, now: number): { email: string; question: Question } {
    switch (route) {
      case 'availability': {
        const { email, institution } = this.#asker(['official', 'technician', 'requester']);
        const from = now + Math.floor(this.#random() * 60 - 14) * dayMs;
        const span = { from: iso(from), to: iso(from + this.#pick([7, 31]) * dayMs) };
        return get(email, `/api/places/${this.#pick(institution.placeIds)}/availability?${new URLSearchParams(span)}`);
      }
      case 'alternatives': {
        const { email, institution } = this.#asker(['official', 'technician', 'requester']);
        const { startsAt, endsAt, ...wanted } = this.#pick(institution.taken);
        const body = {
          ...{ ...wanted, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
          participantCount: this.#pick([null, 8, 20, 40]),
        };
        return { email, question: { method: 'POST', path: '/api/alternatives', body } };
      }
      case 'inbox':
        return get(this.#asker(['official', 'technician', 'requester']).email, '/api/tasks');
      default: {
        const { email, institution } = this.#asker(['official', 'technician']);
        // One of the last eight months, this one or the next.
        const month = new Date(now);
        month.setUTCDate(1);
        month.setUTCMonth(month.getUTCMonth() + Math.floor(this.#random() * 10) - 8);
        const from = iso(month.getTime()).slice(0, 10);
        const to = iso(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).slice(0, 10);
        const ofPlace = route === 'recap' && this.#random() < 0.25 && { placeId: this.#pick(institution.placeIds) };
        return get(email, `/api/reports/${route}?${new URLSearchParams({ from, to, ...ofPlace })}`);
      }
    }
  }
}

const iso = (at: number) => new Date(at).toISOString();
const get = (email: string, path: string) => ({ email, question: { method: 'GET' as const, path } });

/** Whether an answer has what was asked for: a fast answer with nothing in it would say nothing. How much is in it. */
export function amountIn(route: RouteName, body: string): number {
  const answer: unknown = JSON.parse(body);
  switch (route) {
    case 'availability':
      return (answer as { taken: unknown[] }).taken.length;
    case 'alternatives':
      return (answer as Alternatives).alternatives.length;
    case 'inbox':
      return (answer as Task[]).length;
    default:
      return (answer as ReportTable).rows.length;
  }
}
