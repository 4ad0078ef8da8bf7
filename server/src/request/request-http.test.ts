/** Requests over HTTP: filing, holding the place, deciding, who may see and do what. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { requestInput } from '../../test/fixtures.ts';
import { verifyChain } from '../audit/index.ts';

let application: Application;
let first: Institution;
let second: Institution;

beforeAll(async () => {
  application = await startApplication();
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(() => application.close());

const place = (index: number) => first.places[index]?.id ?? '';
/** Every test books a day of its own, so that the tests do not depend on each other's holds. */
let day = 0;
function nextDay() {
  day += 1;
  const at = (hour: number) => new Date(Date.UTC(2026, 11, day, hour)).toISOString();
  return { startsAt: at(2), endsAt: at(4) };
}

async function fileOne(changes: Record<string, unknown> = {}) {
  const requester = await application.signedIn(first.people.requester);
  const answer = await requester.post('/api/requests', requestInput(place(0), { ...nextDay(), ...changes }));
  expect(answer.status).toBe(201);
  return answer.body;
}

test('a filed request is submitted, numbered within the year, and belongs to its requester', async () => {
  const requester = await application.signedIn(first.people.requester);
  const one = await requester.post('/api/requests', requestInput(place(0), nextDay()));
  const two = await requester.post('/api/requests', requestInput(place(0), nextDay()));
  expect(one.status).toBe(201);
  expect(one.headers.get('location')).toBe(`/api/requests/${one.body.id}`);
  expect(one.body).toMatchObject({
    state: 'submitted',
    version: 1,
    requesterName: 'requester',
    place: { name: 'Aula' },
    decision: null,
    meeting: null,
    may: { decide: false, openTestCall: false },
  });
  expect(one.body.number).toMatch(/^2026-\d{6}$/);
  expect(Number(two.body.number.slice(5))).toBe(Number(one.body.number.slice(5)) + 1);
  expect((await requester.get('/api/requests')).body.map((row: { id: string }) => row.id)).toContain(two.body.id);
});

test('requests filed in parallel get numbers without gaps or repeats', async () => {
  const requester = await application.signedIn(first.people.requester);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => requester.post('/api/requests', requestInput(place(1), nextDay()))),
  );
  const running = answers.map(({ body }) => Number(body.number.slice(5))).sort((a, b) => a - b);
  expect(new Set(running).size).toBe(8);
  expect((running.at(-1) ?? 0) - (running[0] ?? 0)).toBe(7);
});

test('of twenty parallel tries to hold one place exactly one succeeds and the others get a slot that is really free', async () => {
  const people = await Promise.all(
    Array.from({ length: 4 }, (_, index) =>
      application.signedIn(index % 2 ? first.people.requester : first.people.everyRole),
    ),
  );
  const { startsAt } = nextDay();
  const start = Date.parse(startsAt);
  // All of them contain 10:00–11:00 Jakarta time, so that any two overlap.
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      people[index % people.length]?.post(
        '/api/requests',
        requestInput(place(0), {
          title: `Percobaan ${index}`,
          startsAt: new Date(start + (index % 4) * 15 * 60_000).toISOString(),
          endsAt: new Date(start + 2 * 3_600_000 + (index % 3) * 15 * 60_000).toISOString(),
        }),
      ),
    ),
  );
  const statuses = answers.map((answer) => answer?.status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  const refused = answers.filter((answer) => answer?.status === 409);
  for (const answer of refused) {
    expect(answer?.problem.code).toBe('hold-conflict');
    const alternatives = answer?.problem.alternatives ?? [];
    expect(alternatives.length).toBeGreaterThanOrEqual(1);
    expect(alternatives.length).toBeLessThanOrEqual(5);
    for (const { placeId, startsAt: from, endsAt: to } of alternatives) {
      const taken = await application.context.db.hold.count({
        where: { resourceId: placeId, releasedAt: null, startsAt: { lt: to }, endsAt: { gt: from } },
      });
      expect(taken).toBe(0);
    }
  }
  // And the offer can be taken.
  const offer = refused[0]?.problem.alternatives?.[0];
  const taken = await people[0]?.post('/api/requests', requestInput(offer?.placeId ?? '', { ...offer }));
  expect(taken?.status).toBe(201);
});

test('a refused try leaves neither a request nor an audit entry nor a used number', async () => {
  const slot = nextDay();
  const kept = await fileOne(slot);
  const requester = await application.signedIn(first.people.requester);
  const before = await application.context.db.auditEntry.count();
  const refused = await requester.post('/api/requests', requestInput(place(0), slot));
  expect(refused.status).toBe(409);
  expect(await application.context.db.auditEntry.count()).toBe(before);
  const next = await requester.post('/api/requests', requestInput(place(0), nextDay()));
  expect(Number(next.body.number.slice(5))).toBe(Number(kept.number.slice(5)) + 1);
});

test('back-to-back bookings do not conflict', async () => {
  const { startsAt, endsAt } = nextDay();
  await fileOne({ startsAt, endsAt });
  const later = new Date(Date.parse(endsAt) + 3_600_000).toISOString();
  await fileOne({ startsAt: endsAt, endsAt: later });
});

test('approval makes the meeting with its way in, and the audit chain stays sound', async () => {
  const request = await fileOne();
  const approver = await application.signedIn(first.people.approver);
  expect((await approver.get(`/api/requests/${request.id}`)).body.may).toEqual({ decide: true, openTestCall: false });
  const decided = await approver.post(`/api/requests/${request.id}/decision`, { decision: 'approve', version: 1 });
  expect(decided.status).toBe(200);
  expect(decided.body).toMatchObject({
    state: 'approved',
    version: 2,
    decision: { approved: true, reason: null, decidedByName: 'approver' },
    may: { decide: false },
  });
  expect(decided.body.meeting.code).toMatch(/^[1-9]\d{8}$/);
  expect(decided.body.meeting.password).toMatch(/^[23456789a-hjkmnp-z]{10}$/);
  expect(decided.body.meeting.inviteUrl).toBe(
    `${application.url}/m/${decided.body.meeting.code}#${decided.body.meeting.inviteUrl.split('#')[1]}`,
  );
  const technician = await application.signedIn(first.people.technician);
  expect((await technician.get(`/api/requests/${request.id}`)).body.may).toEqual({ decide: false, openTestCall: true });
  expect(await verifyChain(application.context.db, first.id)).toBeNull();
});

test('the secrets of a meeting are sealed in the database and absent from the log', async () => {
  const request = await fileOne();
  const approver = await application.signedIn(first.people.approver);
  const { meeting } = (await approver.post(`/api/requests/${request.id}/decision`, { decision: 'approve', version: 1 }))
    .body;
  const row = await application.context.db.meeting.findUniqueOrThrow({ where: { code: meeting.code } });
  const invite = meeting.inviteUrl.split('#')[1];
  expect(JSON.stringify(row)).not.toContain(meeting.password);
  expect(JSON.stringify(row)).not.toContain(invite);
  expect(application.log()).not.toContain(meeting.password);
  expect(application.log()).not.toContain(invite);
});

test('refusal keeps its reason and gives the place free', async () => {
  const slot = nextDay();
  const request = await fileOne(slot);
  const approver = await application.signedIn(first.people.approver);
  const decision = { decision: 'refuse', version: 1, reason: 'Ruang sedang diperbaiki' };
  const decided = await approver.post(`/api/requests/${request.id}/decision`, decision);
  expect(decided.body).toMatchObject({
    state: 'refused',
    meeting: null,
    decision: { approved: false, reason: 'Ruang sedang diperbaiki' },
  });
  await fileOne(slot);
});

test('a refusal without a reason is refused with its field', async () => {
  const request = await fileOne();
  const approver = await application.signedIn(first.people.approver, 'id');
  const decision = { decision: 'refuse', version: 1, reason: '   ' };
  const answer = await approver.post(`/api/requests/${request.id}/decision`, decision);
  expect(answer.problem).toMatchObject({
    code: 'invalid-input',
    errors: [{ pointer: '/reason', detail: 'Wajib diisi' }],
  });
});

test('of two decisions at once one counts and the other is told', async () => {
  const request = await fileOne();
  const [one, two] = await Promise.all([
    application.signedIn(first.people.approver),
    application.signedIn(first.people.everyRole),
  ]);
  const path = `/api/requests/${request.id}/decision`;
  const answers = await Promise.all([
    one.post(path, { decision: 'approve', version: 1 }),
    two.post(path, { decision: 'refuse', version: 1, reason: 'Tidak jadi' }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.problem.code).toBe('already-decided');
  const late = await one.post(path, { decision: 'approve', version: 2 });
  expect(late.problem.code).toBe('already-decided');
  expect(await application.context.db.meeting.count({ where: { requestId: request.id } })).toBeLessThanOrEqual(1);
});

test('a decision on another version than the present one is refused', async () => {
  const request = await fileOne();
  const approver = await application.signedIn(first.people.approver);
  for (const version of [0, 2, Number.MAX_SAFE_INTEGER]) {
    const answer = await approver.post(`/api/requests/${request.id}/decision`, { decision: 'approve', version });
    expect(answer.problem.code).toBe('state-conflict');
  }
});

test.each(['requester', 'technician', 'admin', 'noRole'] as const)('%s may not decide', async (position) => {
  const request = await fileOne();
  const person = await application.signedIn(first.people[position]);
  const answer = await person.post(`/api/requests/${request.id}/decision`, { decision: 'approve', version: 1 });
  expect(answer.problem.code).toBe('forbidden');
});

test.each(['approver', 'technician', 'admin', 'noRole'] as const)('%s may not file a request', async (position) => {
  const person = await application.signedIn(first.people[position]);
  const answer = await person.post('/api/requests', requestInput(place(0), nextDay()));
  expect(answer.problem.code).toBe('forbidden');
});

test('a requester sees only own requests; the office sees all of the institution', async () => {
  const everyone = await application.signedIn(first.people.everyRole);
  const theirs = (await everyone.post('/api/requests', requestInput(place(2), nextDay()))).body;
  const requester = await application.signedIn(first.people.requester);
  const listed = async (person: typeof requester) =>
    (await person.get('/api/requests')).body.map((row: { id: string }) => row.id);
  expect(await listed(requester)).not.toContain(theirs.id);
  expect((await requester.get(`/api/requests/${theirs.id}`)).problem.code).toBe('not-found');
  for (const position of ['approver', 'technician', 'admin'] as const) {
    const person = await application.signedIn(first.people[position]);
    expect(await listed(person)).toContain(theirs.id);
    expect((await person.get(`/api/requests/${theirs.id}`)).status).toBe(200);
  }
  const nobody = await application.signedIn(first.people.noRole);
  expect((await nobody.get('/api/requests')).problem.code).toBe('forbidden');
  expect((await nobody.get(`/api/requests/${theirs.id}`)).problem.code).toBe('forbidden');
});

test('what belongs to another institution does not exist', async () => {
  const request = await fileOne();
  for (const position of ['approver', 'technician', 'admin', 'everyRole'] as const) {
    const stranger = await application.signedIn(second.people[position]);
    expect((await stranger.get(`/api/requests/${request.id}`)).problem.code).toBe('not-found');
    expect((await stranger.get('/api/requests')).body).toEqual([]);
  }
  const stranger = await application.signedIn(second.people.everyRole);
  const decision = await stranger.post(`/api/requests/${request.id}/decision`, { decision: 'approve', version: 1 });
  expect(decision.problem.code).toBe('not-found');
  const filed = await stranger.post('/api/requests', requestInput(place(0), nextDay()));
  expect(filed.problem).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/placeId' }] });
  const places = (await stranger.get('/api/places')).body.map((row: { id: string }) => row.id);
  expect(places).toEqual(second.places.map(({ id }) => id));
});

test('without signing in there is nothing to read or to change', async () => {
  const visitor = application.visitor();
  const id = '01970000-0000-7000-8000-000000000000';
  for (const path of ['/api/places', '/api/requests', `/api/requests/${id}`]) {
    expect((await visitor.get(path)).problem.code).toBe('not-signed-in');
  }
  expect((await visitor.post('/api/requests', requestInput(place(0)))).problem.code).toBe('not-signed-in');
  const decision = await visitor.post(`/api/requests/${id}/decision`, { decision: 'approve', version: 1 });
  expect(decision.problem.code).toBe('not-signed-in');
});

test('a start that is past is told at its field, in the reader’s language', async () => {
  const past = { startsAt: '2026-11-23T00:59:59.000Z', endsAt: '2026-11-23T03:00:00.000Z' };
  for (const [language, detail] of [
    ['id', 'Waktu mulai sudah lewat'],
    ['en', 'The start is in the past'],
  ] as const) {
    const requester = await application.signedIn(first.people.requester, language);
    const answer = await requester.post('/api/requests', requestInput(place(0), past));
    expect(answer.problem).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/startsAt', detail }] });
  }
});

test('an address of a request that is not an id is not found', async () => {
  const requester = await application.signedIn(first.people.requester);
  expect((await requester.get('/api/requests/1%20OR%201=1')).problem.code).toBe('not-found');
});
