/** Requests over HTTP: drafts, filing, holds, decisions, and who may see and do what. */
import { weekdays } from '@sambung/contract/calendar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, file, publishProcedure, requestValues, smallPolicies, smallProcedure } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';
import { type ShippedCode, shippedSop } from '../sop/index.ts';
import { passTime } from './index.ts';

let application: Application;
let here: Institution;
let elsewhere: Institution;
let requester: Visitor;
let approver: Visitor;
let technician: Visitor;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
  elsewhere = await createInstitution(application, 'sana.example');
});
afterAll(() => application.close());

// An institution for every test: none depends on another's holds or numbers.
beforeEach(async () => {
  here = await createInstitution(application, `sini-${++running}.example`);
  requester = await application.signedIn(here.people.requester);
  approver = await application.signedIn(here.people.approver);
  technician = await application.signedIn(here.people.technician);
});

const place = (index = 0) => here.places[index]?.id ?? '';
const day = (number: number, from = 2, to = 4) => ({
  startsAt: new Date(Date.UTC(2026, 11, number, from)).toISOString(),
  endsAt: new Date(Date.UTC(2026, 11, number, to)).toISOString(),
});
const values = (changes: object = {}) => requestValues(place(), { waktu: day(1), ...changes });
const fileHere = async (changes: object = {}, submission: object = {}, person = requester) =>
  await file(person, here.sopVersionId, values(changes), submission);

describe('a draft', () => {
  it('keeps what was written, half-written too, and only what the form asks', async () => {
    const draft = await requester.post('/api/requests', {
      sopVersionId: here.sopVersionId,
      values: { kegiatan: 'Rap', lain: 'x' },
    });
    expect(draft.status).toBe(201);
    expect(draft.headers.get('location')).toBe(`/api/requests/${draft.body.id}`);
    expect(draft.body).toMatchObject({
      state: 'draft',
      number: null,
      title: 'Rap',
      values: { kegiatan: 'Rap' },
      version: 1,
    });
    const saved = await requester.patch(`/api/requests/${draft.body.id}`, { version: 1, values: { jumlah: 5 } });
    expect(saved.body).toMatchObject({ values: { kegiatan: 'Rap', jumlah: 5 }, participantCount: 5, version: 2 });
    expect((await requester.get('/api/requests')).body.items).toHaveLength(1);
    expect((await approver.get('/api/requests?view=office')).body.items).toHaveLength(0);
  });

  it('never holds a slot', async () => {
    await requester.post('/api/requests', { sopVersionId: here.sopVersionId, values: values() });
    expect((await fileHere()).status).toBe(200);
  });

  it('refuses a change on an older version', async () => {
    const draft = await requester.post('/api/requests', { sopVersionId: here.sopVersionId });
    await requester.patch(`/api/requests/${draft.body.id}`, { version: 1, values: { kegiatan: 'Satu' } });
    const late = await requester.patch(`/api/requests/${draft.body.id}`, { version: 1, values: { kegiatan: 'Dua' } });
    expect(late.problem.code).toBe('state-conflict');
  });
});

describe('filing', () => {
  it('[X-07] numbers a complete request within the year, holds its place and asks the first official', async () => {
    const one = await fileHere();
    const two = await fileHere({ waktu: day(2) });
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({ state: 'disposition', number: '2026-000001', dispositionLevel: 1 });
    expect(one.body.receivedAt).toBe(startOfTime.toISOString());
    expect(one.body.holds).toMatchObject([{ kind: 'event', ...day(1), resource: { kind: 'place', name: 'Aula' } }]);
    expect(two.body.number).toBe('2026-000002');
    expect((await approver.get('/api/tasks')).body).toMatchObject([
      { number: '2026-000001', may: ['dispose', 'assign', 'return', 'reject'] },
      { number: '2026-000002' },
    ]);
  });

  it('[UNSRI-24] tells every incomplete field at once and files nothing', async () => {
    const refused = await file(requester, here.sopVersionId, { kegiatan: ' ' });
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/values/kegiatan',
      '/values/waktu',
      '/values/tempat',
      '/values/jumlah',
      '/values/kontak-tuan-rumah',
      '/values/kontak-peserta',
    ]);
    expect((await requester.get('/api/requests')).body.items[0].state).toBe('draft');
  });

  it('refuses a start that is over', async () => {
    const refused = await fileHere({
      waktu: { startsAt: '2026-11-20T02:00:00.000Z', endsAt: '2026-11-20T03:00:00.000Z' },
    });
    expect(refused.problem.errors).toMatchObject([{ pointer: '/values/waktu', detail: 'The start is in the past' }]);
  });

  it('refuses a time at which the place is closed, where it has opening hours of its own', async () => {
    const hours = [{ opens: '08:00', closes: '10:30' }];
    const openingHours = Object.fromEntries(weekdays.map((weekday) => [weekday, hours]));
    await application.context.db.place.update({ where: { id: place() }, data: { openingHours } });
    const refused = await fileHere();
    expect(refused.problem.errors).toMatchObject([
      { pointer: '/values/waktu', detail: 'This place is not open at that time' },
    ]);
    expect((await fileHere({ waktu: { startsAt: day(1, 1).startsAt, endsAt: day(1, 1, 3).endsAt } })).status).toBe(200);
  });

  it('refuses a place of another institution', async () => {
    const refused = await fileHere({ tempat: elsewhere.places[0]?.id });
    expect(refused.problem.errors).toMatchObject([{ pointer: '/values/tempat' }]);
  });

  it('[UNSRI-26, UNSRI-27, X-08] lets the first have the slot and offers the second at least three others', async () => {
    await fileHere();
    const second = await fileHere();
    expect(second.problem.code).toBe('hold-conflict');
    expect(second.problem.alternatives?.length).toBeGreaterThanOrEqual(3);
    // The small room does not hold twelve.
    expect(second.problem.alternatives?.map(({ placeId }) => placeId)).not.toContain(place(1));
    const offer = second.problem.alternatives?.[0];
    const list = await requester.get('/api/requests');
    const draft = list.body.items.find((kase: { state: string }) => kase.state === 'draft');
    const { startsAt, endsAt, placeId } = offer ?? {};
    const moved = await requester.patch(`/api/requests/${draft.id}`, {
      version: (await requester.get(`/api/requests/${draft.id}`)).body.version,
      values: { waktu: { startsAt, endsAt }, tempat: placeId },
    });
    const filed = await requester.post(`/api/requests/${draft.id}/submission`, { version: moved.body.version });
    expect(filed.body).toMatchObject({ state: 'disposition', startsAt, values: { kegiatan: 'Rapat koordinasi' } });
  });

  it('waits for a taken slot in order of receipt when it is asked to', async () => {
    await fileHere();
    const waiting = await fileHere({}, { waitlist: true });
    expect(waiting.body).toMatchObject({ state: 'waitlisted', number: '2026-000002', holds: [] });
  });

  it('[X-07] lets exactly one of twenty parallel submissions have the slot', async () => {
    const drafts = await Promise.all(
      Array.from({ length: 20 }, () =>
        requester.post('/api/requests', { sopVersionId: here.sopVersionId, values: values() }),
      ),
    );
    const answers = await Promise.all(
      drafts.map(({ body }) => requester.post(`/api/requests/${body.id}/submission`, { version: body.version })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ problem }) => problem.code))).toEqual(
      new Set(['hold-conflict']),
    );
  });
});

describe('lead time', () => {
  const late = async (days: number, count: 'calendar' | 'working' = 'calendar') => {
    const policies = smallPolicies({ leadTime: { days, count, overrideBy: 'penyetuju' } });
    return await publishProcedure(application.context.db, here.id, smallProcedure({ policies }));
  };
  /** The small procedure with the lead time of a shipped one. */
  const lateAs = async (code: ShippedCode) => {
    const { days, count } = shippedSop(code).document.policies.leadTime;
    return await late(days, count);
  };
  // The clock stands on Monday 23 November 2026.
  const on = (date: string) =>
    values({ waktu: { startsAt: `${date}T02:00:00.000Z`, endsAt: `${date}T04:00:00.000Z` } });

  it.each(['unsri-fixed', 'unsri-venue'] as const)(
    '[UNSRI-25, UNSRI-76, UNSRI-92] refuses a request 6 days ahead and takes one 7 days ahead: %s',
    async (code) => {
      const sop = await lateAs(code);
      const refused = await file(requester, sop, on('2026-11-29'));
      expect(refused.status).toBe(422);
      expect(refused.problem).toMatchObject({ code: 'lead-time' });
      expect(refused.problem.detail).toContain('at least 7 days ahead; this one is 6');
      expect((await file(requester, sop, on('2026-11-30'))).status).toBe(200);
    },
  );

  it('[BATAN-25] refuses a request 1 day ahead where BATAN asks for two days', async () => {
    const sop = await lateAs('batan');
    expect((await file(requester, sop, on('2026-11-24'))).problem.code).toBe('lead-time');
    expect((await file(requester, sop, on('2026-11-25'))).status).toBe(200);
  });

  it('[BATAN-40] counts BATAN’s two days as calendar days: from Friday to Monday are enough', async () => {
    const letter = { sopVersionId: await lateAs('batan'), channel: 'letter', receivedAt: '2026-11-20T03:00:00.000Z' };
    const waktu = { startsAt: '2026-11-23T04:00:00.000Z', endsAt: '2026-11-23T06:00:00.000Z' };
    const draft = await technician.post('/api/requests', { ...letter, values: values({ waktu }) });
    const filed = await technician.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
    expect(filed.status, filed.text).toBe(200);
  });

  it('[X-12, BATAN-40] counts working days where the procedure says so', async () => {
    const sop = await late(6, 'working');
    // From Monday to Sunday there are five working days, to the Tuesday after six.
    expect((await file(requester, sop, on('2026-11-29'))).problem.code).toBe('lead-time');
    expect((await file(requester, sop, on('2026-12-01'))).status).toBe(200);
  });

  it('[X-06] lets a late request in when the official who may says why, on record', async () => {
    const sop = await late(7);
    const asked = await file(requester, sop, on('2026-11-25'), { overrideReason: 'Kunjungan menteri' });
    expect(asked.body).toMatchObject({ state: 'draft' });
    const told = { requestId: asked.body.id, event: 'disposed', channel: 'mail' };
    expect(await application.context.db.outboxMessage.count({ where: told })).toBeGreaterThan(0);
    expect(
      (
        await technician.post(`/api/requests/${asked.body.id}/submission`, {
          version: asked.body.version,
          overrideReason: 'x',
        })
      ).problem.code,
    ).toBe('forbidden');
    const granted = await approver.post(`/api/requests/${asked.body.id}/submission`, {
      version: asked.body.version,
      overrideReason: 'Disetujui',
    });
    expect(granted.body).toMatchObject({
      state: 'disposition',
      deviations: [{ kind: 'lead-time', explanation: 'Disetujui', mayExplain: false }],
    });
    const entries = await application.context.db.auditEntry.findMany({
      where: { entityId: asked.body.id },
      orderBy: { seq: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toContain('request.override-granted');
  });
});

describe('intake by the office', () => {
  it('[UNSRI-13, BATAN-09, X-05] registers a letter on behalf of somebody without an account, with its receipt time', async () => {
    const draft = await technician.post('/api/requests', {
      sopVersionId: here.sopVersionId,
      channel: 'letter',
      receivedAt: '2026-11-20T03:00:00.000Z',
      values: values({ pemohon: 'Dinas Contoh' }),
    });
    expect(draft.body).toMatchObject({
      channel: 'letter',
      applicant: { name: 'Dinas Contoh' },
      receivedAt: '2026-11-20T03:00:00.000Z',
    });
    const filed = await technician.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
    expect(filed.body).toMatchObject({ state: 'disposition', receivedAt: '2026-11-20T03:00:00.000Z' });
  });

  it('[UNSRI-95] enters the receipt once, never in the future and on record; it is the place in the queue', async () => {
    const draft = await technician.post('/api/requests', {
      sopVersionId: here.sopVersionId,
      channel: 'phone',
      values: values(),
    });
    const again = await technician.patch(`/api/requests/${draft.body.id}`, {
      version: 1,
      values: {},
      receivedAt: '2026-11-20T03:00:00.000Z',
    });
    expect(again.problem.code).toBe('state-conflict');
    const future = await technician.post('/api/requests', {
      sopVersionId: here.sopVersionId,
      channel: 'letter',
      receivedAt: '2026-11-30T03:00:00.000Z',
    });
    expect(future.problem.errors).toMatchObject([{ pointer: '/receivedAt' }]);
    const receivedAt = '2026-11-20T03:00:00.000Z';
    const letter = { sopVersionId: here.sopVersionId, channel: 'letter', receivedAt, values: values() };
    const registered = await technician.post('/api/requests', letter);
    const entry = await application.context.db.auditEntry.findFirstOrThrow({
      where: { entityId: registered.body.id, action: 'request.registered' },
    });
    expect(entry.data).toMatchObject({ channel: 'letter', receivedAt });
    const { version } = registered.body;
    const filed = await technician.post(`/api/requests/${registered.body.id}/submission`, { version });
    expect(filed.body.receivedAt).toBe(receivedAt);
  });

  it('[X-05] is refused to applicants', async () => {
    const refused = await requester.post('/api/requests', { sopVersionId: here.sopVersionId, channel: 'letter' });
    expect(refused.problem.code).toBe('forbidden');
  });
});

describe('decisions', () => {
  it('[X-03, X-28] hands on with an instruction and makes the meeting', async () => {
    const { body: kase } = await fileHere();
    const decided = await decide(approver, kase, 'dispose', {
      instruction: 'Siapkan',
      nature: 'segera',
      agendaNumber: '12/2026',
      deadlineAt: '2026-11-27T03:00:00.000Z',
    });
    expect(decided.body.steps.find((step: { key: string }) => step.key === 'setujui')).toMatchObject({
      state: 'done',
      decision: 'dispose',
      instruction: 'Siapkan',
      nature: 'segera',
      decidedBy: { name: 'approver' },
    });
    expect(decided.body.meeting).toMatchObject({ code: expect.stringMatching(/^\d{9}$/) });
    expect(decided.body.state).toBe('ready');
    expect((await technician.get('/api/tasks')).body).toMatchObject([{ kind: 'conduct' }]);
  });

  it('tells the second of two who was first', async () => {
    const { body: kase } = await fileHere();
    const everyone = await application.signedIn(here.people.everyRole);
    await decide(approver, kase, 'dispose');
    const second = await decide(everyone, kase, 'dispose');
    expect(second.problem).toMatchObject({ code: 'already-decided', detail: 'Already decided by approver.' });
  });

  it('counts one of two parallel decisions', async () => {
    const { body: kase } = await fileHere();
    const everyone = await application.signedIn(here.people.everyRole);
    const answers = await Promise.all([
      decide(approver, kase, 'dispose'),
      decide(everyone, kase, 'reject', { reason: 'Tidak' }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('belongs to the holders of the position', async () => {
    const { body: kase } = await fileHere();
    expect((await decide(technician, kase, 'dispose')).problem.code).toBe('forbidden');
    expect((await decide(requester, kase, 'dispose')).problem.code).toBe('forbidden');
  });

  it('asks for a reason where somebody else must live with it', async () => {
    const { body: kase } = await fileHere();
    for (const decision of ['return', 'reject']) {
      expect((await decide(approver, kase, decision)).problem.errors).toMatchObject([{ pointer: '/reason' }]);
    }
  });

  it('[X-29] frees the place of a rejected request at once', async () => {
    const { body: kase } = await fileHere();
    const rejected = await decide(approver, kase, 'reject', { reason: 'Bukan untuk ini' });
    expect(rejected.body).toMatchObject({
      state: 'rejected',
      holds: [],
      reason: { text: 'Bukan untuk ini', byName: 'approver' },
    });
    expect((await fileHere()).status).toBe(200);
  });

  it('decides several at once and tells the outcome of each', async () => {
    const one = (await fileHere()).body;
    const two = (await fileHere({ waktu: day(2) })).body;
    await decide(approver, two, 'reject', { reason: 'Tidak' });
    const items = [one, two].map((kase) => ({
      requestId: kase.id,
      stepId: kase.steps.find((step: { state: string }) => step.state === 'active').id,
      version: kase.version,
    }));
    const answer = await approver.post('/api/tasks/decisions', { items, decision: 'dispose' });
    expect(answer.body.outcomes.map(({ problem }: { problem: string | null }) => problem)).toEqual([
      null,
      'already-decided',
    ]);
  });

  it('[X-02] does not let a step be finished while a required document is missing', async () => {
    const document = smallProcedure();
    const steps = document.steps.map((step) =>
      step.key === 'setujui'
        ? { ...step, requires: [{ document: 'surat', name: { id: 'Surat', en: 'Letter' }, required: true }] }
        : step,
    );
    const sop = await publishProcedure(application.context.db, here.id, smallProcedure({ steps }));
    const { body: kase } = await file(requester, sop, values());
    const refused = await decide(approver, kase, 'dispose');
    expect(refused.problem).toMatchObject({ code: 'requirements-missing', detail: 'Document missing: Letter' });
  });

  it('[X-25] blocks readiness while something on the checklist is broken', async () => {
    const document = smallProcedure();
    const checklist = [{ key: 'kamera', name: { id: 'Kamera', en: 'Camera' } }];
    const steps = document.steps.map((step) => (step.key === 'setujui' ? { ...step, checklist } : step));
    const sop = await publishProcedure(application.context.db, here.id, smallProcedure({ steps }));
    const { body: kase } = await file(requester, sop, values());
    const stepId = kase.steps.find((step: { state: string }) => step.state === 'active').id;
    const broken = await approver.patch(`/api/requests/${kase.id}/steps/${stepId}`, {
      version: kase.version,
      checklist: { kamera: { state: 'broken', note: 'Lensa' } },
    });
    expect(broken.body.readiness.items).toContainEqual(
      expect.objectContaining({
        key: 'setujui',
        met: false,
        missing: { id: 'Tidak siap: Kamera', en: 'Not ready: Camera' },
      }),
    );
    expect((await decide(approver, broken.body, 'dispose')).problem.detail).toBe('Camera: broken');
    const ready = await approver.patch(`/api/requests/${kase.id}/steps/${stepId}`, {
      version: broken.body.version,
      checklist: { kamera: { state: 'ready', note: '' } },
    });
    expect((await decide(approver, ready.body, 'dispose')).status).toBe(200);
  });
});

describe('a returned request', () => {
  it('keeps its place and its hold for the grace, its clock stands still, and it comes back to whoever asked', async () => {
    const { body: kase } = await fileHere();
    const returned = await decide(approver, kase, 'return', { reason: 'Lengkapi jumlah' });
    expect(returned.body).toMatchObject({
      state: 'returned',
      reason: { text: 'Lengkapi jumlah' },
      holds: [{ kind: 'event' }],
    });
    expect(returned.body.reason.graceEndsAt).toBe('2026-11-24T01:00:00.000Z');
    expect((await approver.get('/api/tasks')).body).toEqual([]);
    const edited = await requester.patch(`/api/requests/${kase.id}`, {
      version: returned.body.version,
      values: { jumlah: 20 },
    });
    const back = await requester.post(`/api/requests/${kase.id}/submission`, { version: edited.body.version });
    expect(back.body).toMatchObject({
      state: 'disposition',
      number: kase.number,
      receivedAt: kase.receivedAt,
      participantCount: 20,
    });
    expect((await approver.get('/api/tasks')).body).toHaveLength(1);
  });
});

describe('the passing of time', () => {
  it('[BATAN-42, X-23] begins a conference that is ready', async () => {
    const { body: kase } = await fileHere({
      waktu: { startsAt: '2026-11-23T02:00:00.000Z', endsAt: '2026-11-23T03:00:00.000Z' },
    });
    await decide(approver, kase, 'dispose');
    const stateNow = async () => (await requester.get(`/api/requests/${kase.id}`)).body.state;
    await passTime({ ...application.context, clock: () => new Date('2026-11-23T01:59:59.000Z') });
    expect(await stateNow()).toBe('ready');
    const begins = { ...application.context, clock: () => new Date('2026-11-23T02:00:00.000Z') };
    await Promise.all([passTime(begins), passTime(begins)]);
    expect(await stateNow()).toBe('ongoing');
    const started = { institutionId: here.id, action: 'request.started' };
    expect(await application.context.db.auditEntry.count({ where: started })).toBe(1);
  });

  it('[UNSRI-77] frees the slot of a returned request when its grace is over, and resubmission queues anew', async () => {
    const { body: kase } = await fileHere();
    const returned = (await decide(approver, kase, 'return', { reason: 'Lengkapi' })).body;
    const over = new Date(returned.reason.graceEndsAt);
    await passTime({ ...application.context, clock: () => new Date(over.getTime() - 1) });
    expect((await fileHere()).problem.code).toBe('hold-conflict');
    await passTime({ ...application.context, clock: () => over });
    expect((await fileHere()).status).toBe(200);
    const now = (await requester.get(`/api/requests/${kase.id}`)).body;
    const again = await requester.post(`/api/requests/${kase.id}/submission`, { version: now.version });
    expect(again.problem.code).toBe('hold-conflict');
    const before = new Date(startOfTime.getTime() - 3_600_000);
    const past = { receivedAt: before, graceEndsAt: before };
    await application.context.db.request.update({ where: { id: kase.id }, data: past });
    const other = { version: now.version, values: { waktu: day(2) } };
    const { version } = (await requester.patch(`/api/requests/${kase.id}`, other)).body;
    const anew = await requester.post(`/api/requests/${kase.id}/submission`, { version });
    expect(anew.body).toMatchObject({ state: 'disposition', receivedAt: startOfTime.toISOString() });
  });
});

describe('the end of a request', () => {
  it('[X-29] is a cancellation with a reason that frees everything', async () => {
    const { body: kase } = await fileHere();
    const cancelled = await requester.post(`/api/requests/${kase.id}/cancellation`, {
      version: kase.version,
      reason: 'Acara batal',
    });
    expect(cancelled.body).toMatchObject({ state: 'cancelled', holds: [], reason: { text: 'Acara batal' } });
    expect((await fileHere()).status).toBe(200);
    expect((await approver.get('/api/tasks')).body).toHaveLength(1);
  });

  it('[X-30] goes back to its first decision when time or place changes, holding the new slot instead', async () => {
    const { body: kase } = await fileHere();
    const approved = (await decide(approver, kase, 'dispose')).body;
    const changed = await requester.post(`/api/requests/${kase.id}/change`, {
      version: approved.version,
      ...day(3),
      reason: 'Pembicara berhalangan',
    });
    expect(changed.body).toMatchObject({
      state: 'rescheduled',
      ...day(3),
      holds: [day(3)],
      meeting: { code: approved.meeting.code },
    });
    expect((await approver.get('/api/tasks')).body).toHaveLength(1);
    expect((await fileHere()).status).toBe(200);
  });

  it('[X-30] keeps its slot when the new one is taken', async () => {
    const { body: kase } = await fileHere();
    await fileHere({ waktu: day(3) });
    const refused = await requester.post(`/api/requests/${kase.id}/change`, {
      version: kase.version,
      ...day(3),
      reason: 'Geser',
    });
    expect(refused.problem.code).toBe('hold-conflict');
    expect((await requester.get(`/api/requests/${kase.id}`)).body.holds).toMatchObject([day(1)]);
  });
});

describe('who is let in', () => {
  it('hides a request from other institutions and from other applicants', async () => {
    const { body: kase } = await fileHere();
    const stranger = await application.signedIn(elsewhere.people.everyRole);
    for (const answer of [
      await stranger.get(`/api/requests/${kase.id}`),
      await stranger.post(`/api/requests/${kase.id}/cancellation`, { version: kase.version, reason: 'x' }),
      await decide(stranger, kase, 'dispose'),
    ]) {
      expect(answer.problem.code).toBe('not-found');
    }
    expect((await application.visitor().get(`/api/requests/${kase.id}`)).problem.code).toBe('not-signed-in');
    expect((await requester.get('/api/requests?view=office')).problem.code).toBe('forbidden');
  });

  it('records every change in a chain that verifies', async () => {
    const { body: kase } = await fileHere();
    await decide(approver, kase, 'reject', { reason: 'Tidak' });
    expect(await verifyChain(application.context.db, here.id)).toBeNull();
    const entries = await application.context.db.auditEntry.findMany({
      where: { entityId: kase.id },
      orderBy: { seq: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['request.begun', 'request.submitted', 'step.reject']);
  });
});
