/** A seventh procedure is data alone: two approvers at once, a lead time in working days, hours on Saturday. */
import { readFileSync } from 'node:fs';
import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  password,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, file } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { assignPosition, createStaff, ensurePosition, hashPassword } from '../identity/index.ts';

const source = readFileSync(new URL('../../test/procedures/seventh.yaml', import.meta.url), 'utf8');
let application: Application;
let institution: Institution;
let versionId: string;

beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application, 'tujuh.example');
  const admin = await application.signedIn(institution.people.admin);
  const published = await admin.post('/api/sops', { code: 'siaran-sidang', source, changeNote: 'Terbit' });
  if (published.status !== 201) throw new Error(published.text);
  versionId = published.body.versionId;
  const { db } = application.context;
  const passwordHash = await hashPassword(password);
  for (const key of ['kepala-hukum', 'kepala-ti', 'operator'])
    await db.$transaction(async (tx) => {
      const facts = { institutionId: institution.id, now: startOfTime };
      const staffId = await createStaff(tx, {
        ...facts,
        name: key,
        email: `${key}@tujuh.example`,
        passwordHash,
        roles: [],
      });
      const positionId = await ensurePosition(tx, { institutionId: institution.id, key, title: key, roles: [] });
      await assignPosition(tx, { ...facts, positionId, staffId, startsAt: startOfTime, actorId: null });
    });
});
afterAll(() => application.close());

const as = (position: string) => application.signedIn(`${position}@tujuh.example`);
const values = (startsAt: string, endsAt: string, place = 0) => ({
  hearing: 'Perkara 12',
  time: { startsAt, endsAt },
  room: institution.places[place]?.id,
  applicant: 'Panitera',
});
const openOf = (kase: CaseDetail) => kase.open.map(({ key }) => key).toSorted();
async function fresh(who: Visitor, { id }: CaseDetail): Promise<CaseDetail> {
  return (await who.get(`/api/requests/${id}`)).body;
}

it('[X-01, X-12] counts its lead time in working days, Saturday among them', async () => {
  const requester = await application.signedIn(institution.people.requester);
  // From Monday 23 November: Tuesday, Wednesday … Thursday 26 is three working days ahead, Wednesday 25 is two.
  const late = await file(requester, versionId, values('2026-11-25T02:00:00.000Z', '2026-11-25T03:00:00.000Z'));
  expect(late.body.code).toBe('lead-time');
  const early = await file(requester, versionId, values('2026-11-26T02:00:00.000Z', '2026-11-26T03:00:00.000Z'));
  expect(early.status).toBe(200);
});

it('[X-10] is open on Saturday until noon, and not after', async () => {
  const requester = await application.signedIn(institution.people.requester);
  const morning = await file(requester, versionId, values('2026-11-28T02:00:00.000Z', '2026-11-28T04:00:00.000Z', 1));
  expect(morning.status).toBe(200);
  const afternoon = await file(requester, versionId, values('2026-11-28T06:00:00.000Z', '2026-11-28T07:00:00.000Z', 1));
  expect(afternoon.body.code).toBe('outside-working-hours');
});

it('[X-01, X-02] asks both approvers at once and goes on when both have said yes', async () => {
  const requester = await application.signedIn(institution.people.requester);
  const filed = await file(requester, versionId, values('2026-12-01T02:00:00.000Z', '2026-12-01T03:00:00.000Z', 2));
  expect(openOf(filed.body)).toEqual(['legal', 'technical']);
  const [legal, technical] = [await as('kepala-hukum'), await as('kepala-ti')];
  const foreign = await decide(legal, await fresh(legal, filed.body), 'approve', {}, 'technical');
  expect(foreign.status).toBe(403);
  const first = await decide(technical, await fresh(technical, filed.body), 'approve', {}, 'technical');
  expect(openOf(first.body)).toEqual(['legal']);
  const second = await decide(legal, await fresh(legal, filed.body), 'approve', {}, 'legal');
  expect(openOf(second.body)).toEqual(['prepare']);
  const operator = await as('operator');
  const unready = await decide(operator, await fresh(operator, filed.body), 'complete', {}, 'prepare');
  expect(unready.body.code).toBe('requirements-missing');
  const kase = await fresh(operator, filed.body);
  const step = kase.steps.find(({ key }) => key === 'prepare');
  const worked = await operator.patch(`/api/requests/${kase.id}/steps/${step?.id}`, {
    version: kase.version,
    checklist: { encoder: { state: 'ready' } },
  });
  expect(worked.status).toBe(200);
  const done = await decide(operator, worked.body, 'complete', {}, 'prepare');
  expect(done.body).toMatchObject({ state: 'ready', meeting: { code: expect.stringMatching(/^\d{9}$/) } });
});
