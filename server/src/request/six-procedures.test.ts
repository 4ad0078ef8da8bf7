/** The six shipped procedures, each run from its own intake to readiness and to its end, as its table says. */
import type { CaseDetail, RequestState } from '@sambung/contract/request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { attach, doStep, type Office, openOffice, openStep } from '../../test/office.ts';
import { suspendCertificates } from '../certificate/index.ts';
import { type ShippedCode, shippedSop } from '../sop/index.ts';
import { passTime } from './index.ts';

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

const zones: Partial<Record<ShippedCode, string>> = { kaltara: 'Asia/Makassar' };

async function open(code: ShippedCode): Promise<Office> {
  return await openOffice(application, shippedSop(code).document, zones[code] ?? 'Asia/Jakarta');
}

/** A Thursday ten days ahead, 10:00 to 12:00 in Jakarta. */
const slot = { startsAt: '2026-12-03T03:00:00.000Z', endsAt: '2026-12-03T05:00:00.000Z' };

/** Files a complete request by the institution's own channel. */
async function fileBy(office: Office, channel: 'web' | 'letter' | 'phone', times = slot, placeIndex = 0) {
  const form = office.document.forms.request;
  if (!form) throw new Error('no form');
  const fields = form.sections.flatMap((section) => section.fields);
  const hasPlace = fields.some(({ binds }) => binds === 'place');
  const values = fillForm(form, { placeId: hasPlace ? (office.placeIds[placeIndex] ?? null) : null, ...times });
  const registrar = office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '';
  const person = await office.person(channel === 'web' ? 'requester' : registrar);
  const draft = await person.post('/api/requests', { sopVersionId: office.sopVersionId, channel, values });
  if (draft.status !== 201) throw new Error(draft.text);
  for (const field of fields.filter(({ type, required }) => type === 'file' && required)) {
    await attach(application, office, draft.body.id, field.key);
  }
  return await person.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
}

async function profileFiled(requestId: string): Promise<void> {
  const { db, clock } = application.context;
  const facts = { submittedAt: clock(), submittedByName: 'Klien' };
  await db.siteProfile.upsert({ where: { requestId }, create: { requestId, ...facts }, update: facts });
}

/** Runs the steps in the given order; answers the states passed through. */
async function run(office: Office, filed: CaseDetail, keys: readonly string[]) {
  let kase = filed;
  const states: RequestState[] = [kase.state];
  for (const key of keys) {
    kase = await doStep(application, office, kase, key);
    states.push(kase.state);
  }
  return { kase, states };
}

/** What the step's holder decides with a reason, and the case as it then is. */
async function decideOpen(office: Office, kase: CaseDetail, key: string, decision: string): Promise<CaseDetail> {
  const step = openStep(kase, key);
  const holder = await office.person(step.position.key);
  const path = `/api/requests/${kase.id}/steps/${step.id}/decision`;
  const answer = await holder.post(path, { version: kase.version, decision, reason: 'Ada sebabnya' });
  if (answer.status !== 200) throw new Error(`${key} ${decision}: ${answer.text}`);
  return answer.body;
}

/** A step as the case shows it, without a test's own. */
const shown = (kase: CaseDetail, key: string) => kase.steps.find((step) => step.key === key);
const minutesAllowed = (kase: CaseDetail, key: string) => openStep(kase, key).clock?.allowedMinutes;

describe('UNSRI, fixed place', () => {
  it('[UNSRI-76, UNSRI-77, UNSRI-93] registers the form and puts it before the head of ICT for one working day', async () => {
    const office = await open('unsri-fixed');
    const { body: kase } = await fileBy(office, 'web');
    expect(shown(kase, 'request')).toMatchObject({ state: 'done' });
    expect(shown(kase, 'submission')).toMatchObject({ state: 'done' });
    expect(openStep(kase, 'disposition')).toMatchObject({ position: { title: expect.stringContaining('Ketua') } });
    // Filed on Monday at 08:00: due on Tuesday at 08:00.
    expect(openStep(kase, 'disposition').dueAt).toBe('2026-11-24T01:00:00.000Z');
    expect(kase.receivedAt).not.toBeNull();
  });

  it('[UNSRI-78, UNSRI-79, UNSRI-81] is checked, tested, held and finished', async () => {
    const office = await open('unsri-fixed');
    const { body: filed } = await fileBy(office, 'web');
    await profileFiled(filed.id);
    const { kase, states } = await run(office, filed, [
      'disposition',
      'profile',
      'connection-test',
      'conduct',
      'finish',
    ]);
    expect(states).toEqual(['disposition', 'assigned', 'test', 'ready', 'reported', 'archived']);
    expect(shown(kase, 'finish')).toMatchObject({ decision: 'complete' });
  });

  it('[UNSRI-36] cannot go without its test call', async () => {
    const office = await open('unsri-fixed');
    const { body: filed } = await fileBy(office, 'web');
    await profileFiled(filed.id);
    const { kase } = await run(office, filed, ['disposition', 'profile']);
    const technician = office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '';
    const person = await office.person(technician);
    const path = `/api/requests/${kase.id}/test-call-omission`;
    const refused = await person.post(path, { version: kase.version, reason: 'Terburu-buru' });
    expect(refused.problem.code).toBe('state-conflict');
  });

  it('[UNSRI-37, UNSRI-38, X-09] holds the room for an hour’s test the day before, half an hour before and for the event', async () => {
    const { body: kase } = await fileBy(await open('unsri-fixed'), 'web');
    expect(
      kase.holds.map(({ kind, startsAt, endsAt }: CaseDetail['holds'][number]) => [kind, startsAt, endsAt]),
    ).toEqual([
      ['test', '2026-12-02T03:00:00.000Z', '2026-12-02T04:00:00.000Z'],
      ['pre-test', '2026-12-03T02:30:00.000Z', '2026-12-03T03:00:00.000Z'],
      ['event', slot.startsAt, slot.endsAt],
    ]);
  });

  it('[UNSRI-94] counts failed attempts at the test and stays open', async () => {
    const office = await open('unsri-fixed');
    const { body: filed } = await fileBy(office, 'web');
    await profileFiled(filed.id);
    let { kase } = await run(office, filed, ['disposition', 'profile']);
    const step = openStep(kase, 'connection-test');
    const technician = await office.person(step.position.key);
    const decision = { version: kase.version, decision: 'fail', reason: 'Tembok api menutup UDP' };
    kase = (await technician.post(`/api/requests/${kase.id}/steps/${step.id}/decision`, decision)).body;
    expect(openStep(kase, 'connection-test')).toMatchObject({ round: 2 });
    expect(kase.state).toBe('test');
  });

  it('does not let the profile step be finished before the client has sent it', async () => {
    const office = await open('unsri-fixed');
    const { body: filed } = await fileBy(office, 'web');
    await expect(doStep(application, office, filed, 'profile')).rejects.toThrow('requirements-missing');
  });
});

describe('UNSRI, at a venue', () => {
  it('[UNSRI-33, UNSRI-22] surveys the venue before the approval is final', async () => {
    const office = await open('unsri-venue');
    const { body: filed } = await fileBy(office, 'letter');
    expect(filed).toMatchObject({ channel: 'letter', place: null, venue: expect.stringContaining('Alamat') });
    await profileFiled(filed.id);
    const { states } = await run(office, filed, [
      'disposition',
      'survey',
      'final-approval',
      'profile',
      'connection-test',
    ]);
    expect(states).toEqual(['disposition', 'survey', 'disposition', 'assigned', 'test', 'ready']);
  });
});

describe('BATAN', () => {
  it('[BATAN-26, BATAN-27, BATAN-28] goes from the recorded request through two dispositions of an hour each', async () => {
    const office = await open('batan');
    const { body: filed } = await fileBy(office, 'phone');
    expect(shown(filed, 'request')).toMatchObject({ state: 'done', number: '1' });
    expect(openStep(filed, 'approval')).toMatchObject({ number: '2', position: { key: 'ka-ppiksn' } });
    expect(minutesAllowed(filed, 'approval')).toBe(60);
    const { kase } = await run(office, filed, ['approval']);
    expect(openStep(kase, 'division-disposition')).toMatchObject({ number: '3', position: { key: 'kabid-pjkkd' } });
    expect(minutesAllowed(kase, 'division-disposition')).toBe(60);
  });

  it('[BATAN-29, BATAN-30, BATAN-42] instructs, installs, tests, holds and reports twice', async () => {
    const office = await open('batan');
    const { body: filed } = await fileBy(office, 'web');
    const order = [
      'approval',
      'division-disposition',
      'instruction',
      'preparation',
      'functional-test',
      'test-report',
      'conduct',
      'execution-report',
    ];
    const { states } = await run(office, filed, order);
    expect(states).toEqual([
      'disposition',
      'disposition',
      'disposition',
      'assigned',
      'test',
      'ready',
      'ready',
      'finished',
      'archived',
    ]);
  });

  it('[BATAN-39] logs the formal approval and the technical disposition with who decided', async () => {
    const office = await open('batan');
    const { body: filed } = await fileBy(office, 'web');
    const { kase } = await run(office, filed, ['approval', 'division-disposition']);
    expect(shown(kase, 'approval')?.decidedBy?.name).toBe('Orang ka-ppiksn');
    expect(shown(kase, 'division-disposition')?.decidedBy?.name).toBe('Orang kabid-pjkkd');
  });

  it('[BATAN-38] comes back for completion, is refused, and repeats a failed preparation', async () => {
    const office = await open('batan');
    const { body: filed } = await fileBy(office, 'web');
    const returned = await decideOpen(office, filed, 'approval', 'return');
    expect(returned).toMatchObject({ state: 'returned', number: filed.number });
    const requester = await office.person('requester');
    const path = `/api/requests/${filed.id}/submission`;
    const { body: back } = await requester.post(path, { version: returned.version });
    const { kase } = await run(office, back, ['approval', 'division-disposition', 'instruction']);
    const failed = await decideOpen(office, kase, 'preparation', 'fail');
    expect(openStep(failed, 'preparation')).toMatchObject({ round: 2, position: { key: 'administrator' } });
    const other = { startsAt: '2026-12-04T03:00:00.000Z', endsAt: '2026-12-04T05:00:00.000Z' };
    const { body: second } = await fileBy(office, 'web', other);
    const { kase: approved } = await run(office, second, ['approval']);
    const refused = await decideOpen(office, approved, 'division-disposition', 'reject');
    expect(refused).toMatchObject({ state: 'rejected', holds: [] });
    expect(refused.steps.filter(({ state }) => state === 'active')).toEqual([]);
  });
});

describe('Kalimantan Utara', () => {
  it('[KALTARA-09, KALTARA-10] passes both dispositions within sixty minutes each', async () => {
    const office = await open('kaltara');
    const { body: filed } = await fileBy(office, 'letter');
    expect(openStep(filed, 'office-disposition')).toMatchObject({ position: { key: 'kepala-dinas' } });
    expect(minutesAllowed(filed, 'office-disposition')).toBe(60);
    const { kase } = await run(office, filed, ['office-disposition']);
    expect(minutesAllowed(kase, 'division-disposition')).toBe(60);
  });

  it('[KALTARA-14, KALTARA-15] checks location and equipment before every event, then is ready', async () => {
    const office = await open('kaltara');
    const { body: filed } = await fileBy(office, 'letter');
    const { kase, states } = await run(office, filed, [
      'office-disposition',
      'division-disposition',
      'preparation',
      'trial',
    ]);
    expect(states).toEqual(['disposition', 'disposition', 'assigned', 'test', 'ready']);
    expect(shown(kase, 'preparation')?.checklist.map(({ key }) => key)).toContain('location-checked');
  });

  it('[X-09] refuses a technician who is held at that time for another room’s event, by name', async () => {
    const office = await open('kaltara');
    const [{ body: first }, { body: second }] = [
      await fileBy(office, 'letter'),
      await fileBy(office, 'letter', slot, 1),
    ];
    await run(office, first, ['office-disposition', 'division-disposition']);
    const { kase } = await run(office, second, ['office-disposition']);
    const step = openStep(kase, 'division-disposition');
    const head = await office.person('kepala-bidang');
    const refused = await head.post(`/api/requests/${kase.id}/steps/${step.id}/decision`, {
      version: kase.version,
      decision: 'assign',
      assigneeIds: [office.idOf.get('tim-teknis')],
    });
    expect(refused.problem).toMatchObject({
      code: 'people-taken',
      detail: expect.stringContaining('Orang tim-teknis'),
    });
    const { body: after } = await head.get(`/api/requests/${kase.id}`);
    expect(openStep(after, 'division-disposition')).toMatchObject({ decision: null, assignees: [] });
  });

  it('[KALTARA-23] keeps an event out of hours unless the head of the office lets it in as overtime', async () => {
    const office = await open('kaltara');
    const evening = { startsAt: '2026-12-03T11:00:00.000Z', endsAt: '2026-12-03T12:00:00.000Z' };
    const refused = await fileBy(office, 'web', evening);
    expect(refused.problem.code).toBe('outside-working-hours');
    const requester = await office.person('requester');
    const draft = (await requester.get('/api/requests')).body.items[0];
    const path = `/api/requests/${draft.id}/submission`;
    const asked = await requester.post(path, {
      version: (await requester.get(`/api/requests/${draft.id}`)).body.version,
      overrideReason: 'Acara malam',
    });
    expect(asked.body).toMatchObject({ state: 'draft', override: { granted: false } });
    const { version } = asked.body;
    const division = await office.person('kepala-bidang');
    expect((await division.post(path, { version, overrideReason: 'Boleh' })).problem.code).toBe('forbidden');
    const head = await office.person('kepala-dinas');
    const granted = await head.post(path, { version, overrideReason: 'Lembur' });
    expect(granted.body).toMatchObject({
      state: 'disposition',
      deviations: [{ kind: 'working-hours', explanation: 'Lembur' }],
      override: { granted: true, reason: 'Lembur' },
    });
  });

  it('[KALTARA-25] warns when the event is closer than two dispositions and the preparation', async () => {
    const office = await open('kaltara');
    // 08:00 in Jakarta is 09:00 in Tarakan: four hours later the 270 working minutes are not over.
    const soon = { startsAt: '2026-11-23T05:00:00.000Z', endsAt: '2026-11-23T06:00:00.000Z' };
    const { body: kase } = await fileBy(office, 'web', soon);
    expect(kase.warnings.map(({ en }: { en: string }) => en)).toContainEqual(
      expect.stringContaining('not finished when the event starts'),
    );
    const later = await fileBy(office, 'web', slot);
    expect(later.body.warnings).toEqual([]);
  });
});

describe('Universitas Jember', () => {
  it('[UNEJ-09, UNEJ-10, UNEJ-17] grows one disposition sheet by four entries', async () => {
    const office = await open('unej');
    const { body: filed } = await fileBy(office, 'letter');
    // One working day from Monday 08:00.
    expect(openStep(filed, 'receipt').dueAt).toBe('2026-11-24T01:00:00.000Z');
    const order = ['receipt', 'bureau-instruction', 'coordinator-instruction', 'humas-instruction'];
    const { kase } = await run(office, filed, order);
    expect(order.map((key) => shown(kase, key)?.instruction)).toEqual(order.map((key) => `Instruksi ${key}`));
  });

  it('[UNEJ-11, UNEJ-12] allows an hour and then ten minutes', async () => {
    const office = await open('unej');
    const { body: filed } = await fileBy(office, 'letter');
    let { kase } = await run(office, filed, ['receipt', 'bureau-instruction']);
    expect(minutesAllowed(kase, 'coordinator-instruction')).toBe(60);
    ({ kase } = await run(office, kase, ['coordinator-instruction']));
    expect(minutesAllowed(kase, 'humas-instruction')).toBe(10);
  });

  it('[UNEJ-13, UNEJ-20, UNEJ-22] assigns the staff, prepares until half an hour before the event and is ready', async () => {
    const office = await open('unej');
    const { body: filed } = await fileBy(office, 'letter');
    const dispositions = ['receipt', 'bureau-instruction', 'coordinator-instruction', 'humas-instruction'];
    const { kase: assigned } = await run(office, filed, [...dispositions, 'assignment']);
    expect(shown(assigned, 'assignment')?.assignees).toHaveLength(1);
    expect(openStep(assigned, 'preparation').dueAt).toBe('2026-12-03T02:30:00.000Z');
    const { states } = await run(office, assigned, ['preparation', 'connection-test']);
    expect(states).toEqual(['assigned', 'test', 'ready']);
  });

  it('[UNEJ-23] can be returned, rejected and cancelled', async () => {
    const office = await open('unej');
    const { body: kase } = await fileBy(office, 'letter');
    expect(openStep(kase, 'receipt').decisions).toEqual(['approve', 'return', 'reject']);
    expect(await decideOpen(office, kase, 'receipt', 'return')).toMatchObject({ state: 'returned' });
    const { body: second } = await fileBy(office, 'web', slot, 1);
    expect(await decideOpen(office, second, 'receipt', 'reject')).toMatchObject({ state: 'rejected', holds: [] });
    const { body: third } = await fileBy(office, 'web', slot, 1);
    const { kase: received } = await run(office, third, ['receipt']);
    const requester = await office.person('requester');
    const cancellation = { version: received.version, reason: 'Acara ditunda' };
    const cancelled = await requester.post(`/api/requests/${third.id}/cancellation`, cancellation);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', holds: [], reason: { text: 'Acara ditunda' } });
  });
});

describe('Demak', () => {
  it('[DEMAK-08, DEMAK-21] waits for the leader’s disposition before the operator is assigned', async () => {
    const office = await open('demak');
    const { body: filed } = await fileBy(office, 'letter');
    expect(openStep(filed, 'leader-disposition').dueAt).toBeNull();
    expect(shown(filed, 'assignment')).toBeUndefined();
    const { kase } = await run(office, filed, ['leader-disposition']);
    expect(minutesAllowed(kase, 'assignment')).toBe(5);
  });

  it('[DEMAK-09, DEMAK-10, DEMAK-11] enters the recap, sets up the meeting, prepares, and is ready', async () => {
    const office = await open('demak');
    const { body: filed } = await fileBy(office, 'letter');
    const { kase: hosted } = await run(office, filed, ['leader-disposition', 'assignment', 'schedule-recap', 'host']);
    expect(hosted.meeting?.code).toMatch(/^\d{9}$/);
    const { states } = await run(office, hosted, ['preparation', 'connection-test']);
    expect(states).toEqual(['assigned', 'test', 'ready']);
  });

  it('may be held without the test call that its procedure only suggests: with a reason, on the record, until it gets another time', async () => {
    const office = await open('demak');
    const { body: filed } = await fileBy(office, 'letter');
    const before = ['leader-disposition', 'assignment', 'schedule-recap', 'host', 'preparation'];
    const { kase } = await run(office, filed, before);
    const path = `/api/requests/${kase.id}/test-call-omission`;
    const technician = office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '';
    const operator = await office.person(technician);
    const requester = await office.person('requester');
    const reason = 'Jalur dipakai setiap pekan';
    expect(kase.readiness?.items.find(({ key }) => key === 'certificate')?.met).toBe(false);
    expect((await requester.post(path, { version: kase.version, reason })).status).toBe(403);
    expect((await operator.post(path, { version: kase.version, reason: ' ' })).problem.code).toBe('invalid-input');
    const { body: left } = await operator.post(path, { version: kase.version, reason });
    expect(left).toMatchObject({ testLeftOut: { reason }, may: { leaveTestOut: false } });
    expect((await operator.post(path, { version: left.version, reason })).problem.code).toBe('state-conflict');
    const ready = await decideOpen(office, left, 'connection-test', 'complete');
    expect(ready.state).toBe('ready');
    expect(ready.readiness?.items.map(({ key, met }) => [key, met])).toContainEqual(['certificate', true]);
    expect(ready.readiness?.items.map(({ key }) => key)).not.toContain('pre-test');
    const { db } = application.context;
    const told = await db.auditEntry.findFirst({ where: { entityId: kase.id, action: 'request.test-left-out' } });
    expect(told?.data).toEqual({ reason });
    const leader = await office.person(openStep(filed, 'leader-disposition').position.key);
    const later = { startsAt: '2026-12-04T03:00:00.000Z', endsAt: '2026-12-04T05:00:00.000Z', reason: 'Diundur' };
    const moved = await leader.post(`/api/requests/${kase.id}/change`, { version: ready.version, ...later });
    expect(moved.body).toMatchObject({ testLeftOut: null });
  });

  it('[DEMAK-05, DEMAK-16] shares ID and password with everybody the request names, sealed until they are sent', async () => {
    const office = await open('demak');
    const { body: filed } = await fileBy(office, 'letter');
    const { kase } = await run(office, filed, ['leader-disposition', 'assignment', 'schedule-recap', 'host']);
    const shared = await application.context.db.outboxMessage.findMany({
      where: { requestId: kase.id, event: 'meeting-shared' },
    });
    const told = shared.map(({ address, channel }) => `${channel} ${address}`);
    expect(told).toEqual(
      expect.arrayContaining((kase.values['client-emails'] as string[]).map((one) => `mail ${one}`)),
    );
    expect(told).toContain(`mail ${kase.applicant.email}`);
    expect(JSON.stringify(shared.map(({ data }) => data))).not.toContain(kase.meeting?.password ?? 'x');
  });

  it('[DEMAK-14] closes the case at its end', async () => {
    const office = await open('demak');
    const { body: filed } = await fileBy(office, 'letter');
    const order = [
      'leader-disposition',
      'assignment',
      'schedule-recap',
      'host',
      'preparation',
      'connection-test',
      'recording',
      'documentation',
      'finish',
    ];
    expect((await run(office, filed, order)).kase.state).toBe('archived');
  });

  it('[DEMAK-25] offers another time when the command center is taken', async () => {
    const office = await open('demak');
    await fileBy(office, 'letter');
    const clash = await fileBy(office, 'letter');
    expect(clash.problem.code).toBe('hold-conflict');
    expect(clash.problem.alternatives?.length).toBeGreaterThanOrEqual(3);
  });
});

it('[X-01] keeps the version a case began with while a new one is published', async () => {
  const office = await open('kaltara');
  const { body: kase } = await fileBy(office, 'web');
  const { db } = application.context;
  const version = await db.sopVersion.findUniqueOrThrow({ where: { id: office.sopVersionId } });
  await db.sopVersion.create({
    data: {
      sopId: version.sopId,
      version: 2,
      document: {},
      source: '',
      changeNote: 'Baru',
      publishedAt: version.publishedAt,
    },
  });
  const { kase: after } = await run(office, kase, ['office-disposition']);
  expect(after.sop.version).toBe(1);
});

it('[X-30] asks for another test call once the time has changed: the certificate was for the old one', async () => {
  const office = await open('unsri-fixed');
  const { body: filed } = await fileBy(office, 'web');
  await profileFiled(filed.id);
  const { kase } = await run(office, filed, ['disposition', 'profile', 'connection-test']);
  const certificate = ({ readiness }: CaseDetail) => readiness?.items.find(({ key }) => key === 'certificate')?.met;
  expect([kase.state, certificate(kase)]).toEqual(['ready', true]);
  application.advance(60_000);
  const requester = await office.person('requester');
  const path = `/api/requests/${kase.id}/change`;
  const soon = { startsAt: '2026-11-27T03:00:00.000Z', endsAt: '2026-11-27T05:00:00.000Z' };
  const refused = await requester.post(path, { version: kase.version, ...soon, reason: 'Maju' });
  expect(refused.problem.code).toBe('lead-time');
  const later = { startsAt: '2026-12-08T03:00:00.000Z', endsAt: '2026-12-08T05:00:00.000Z' };
  const { body: moved } = await requester.post(path, { version: kase.version, ...later, reason: 'Mundur' });
  expect([moved.state, certificate(moved)]).toEqual(['rescheduled', false]);
  expect(openStep(moved, 'disposition')).toMatchObject({ round: 2, position: { key: 'ketua-ict' } });
});

it('[UNSRI-85, UNSRI-31] is ready no longer once the address changed, and again when it was verified anew', async () => {
  const office = await open('unsri-fixed');
  const { body: filed } = await fileBy(office, 'web');
  await profileFiled(filed.id);
  const { kase } = await run(office, filed, ['disposition', 'profile', 'connection-test']);
  const { context } = application;
  const technician = await office.person('tim-ict');
  const seen = async () => {
    await passTime(context);
    const { body } = await technician.get(`/api/requests/${kase.id}`);
    const item = body.readiness.items.find(({ key }: { key: string }) => key === 'certificate');
    return { state: body.state, met: item.met, missing: item.missing };
  };
  expect(await seen()).toEqual({ state: 'ready', met: true, missing: null });
  const told = { institutionId: office.institutionId, of: { requestId: kase.id }, cause: 'address-reported' } as const;
  await context.db.$transaction((tx) => suspendCertificates(tx, { ...told, now: context.clock() }));
  const fallen = await seen();
  expect(fallen).toMatchObject({ state: 'assigned', met: false });
  expect(fallen.missing.en).toContain('re-verification');
  const { id: certificateId } = await context.db.certificate.findFirstOrThrow({ where: { requestId: kase.id } });
  const state = { certificateId, transition: 're-verified', at: context.clock(), data: { addresses: [] } };
  await context.db.certificateState.create({ data: state });
  expect(await seen()).toEqual({ state: 'ready', met: true, missing: null });
  const inOrder = { where: { entityId: kase.id }, orderBy: { seq: 'desc' }, take: 2 } as const;
  const entries = await context.db.auditEntry.findMany(inOrder);
  expect(entries.map(({ action }) => action)).toEqual(['request.ready-again', 'request.no-longer-ready']);
});
