/** The calendar over HTTP: who may change it, what moves with it, and files of holidays. */
import { defaultWeek } from '@sambung/contract/calendar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';

let application: Application;
let here: Institution;
let elsewhere: Institution;
let admin: Visitor;
let requester: Visitor;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
  elsewhere = await createInstitution(application, 'kalender-lain.example');
});
afterAll(() => application.close());

beforeEach(async () => {
  here = await createInstitution(application, `kalender-${++running}.example`);
  admin = await application.signedIn(here.people.admin);
  requester = await application.signedIn(here.people.requester);
});

const put = (path: string, body: unknown, person = admin) => person.put(path, body);
const late = (opens: string, closes = '16:00') => ({ ...defaultWeek, monday: [{ opens, closes }] });
const ramadan = (from: string, to: string) => ({
  ...{ from, to, name: 'Ramadan 1448 H' },
  week: { ...defaultWeek, monday: [{ opens: '08:00', closes: '15:00' }] },
});

/** Files a request on Monday at 08:00; its disposition is due an hour later. */
async function fileCase() {
  const filed = await file(requester, here.sopVersionId, requestValues(here.places[0]?.id ?? ''));
  expect(filed.status).toBe(200);
  const step = async () =>
    await application.context.db.caseStep.findFirstOrThrow({ where: { requestId: filed.body.id, state: 'active' } });
  return { kase: filed.body, step };
}
const jakarta = (at: Date | null) =>
  at?.toLocaleString('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short', timeStyle: 'short' });

describe('the calendar', () => {
  it('is Monday to Friday, eight to four, until the institution says otherwise', async () => {
    const answer = await requester.get('/api/calendar');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ timeZone: 'Asia/Jakarta', week: defaultWeek, days: [], periods: [] });
  });

  it('is changed by admins only, each their own, and every change is in the audit log', async () => {
    const { db } = application.context;
    for (const who of ['requester', 'approver', 'technician'] as const) {
      const person = await application.signedIn(here.people[who]);
      expect((await put('/api/calendar/week', late('09:00'), person)).status).toBe(403);
      expect((await put('/api/calendar/days/2026-12-25', { kind: 'closed', name: 'x' }, person)).status).toBe(403);
      expect((await person.post('/api/calendar/holidays', { days: [] })).status).toBe(403);
    }
    expect((await application.visitor().get('/api/calendar')).status).toBe(401);
    expect((await put('/api/calendar/week', late('09:00'))).body.calendar.week.monday[0].opens).toBe('09:00');
    const other = await application.signedIn(elsewhere.people.admin);
    expect((await other.get('/api/calendar')).body.week).toEqual(defaultWeek);
    const entry = await db.auditEntry.findFirst({ where: { institutionId: here.id }, orderBy: { seq: 'desc' } });
    expect(entry).toMatchObject({ action: 'calendar.week-replaced', data: { movedDueDates: 0, week: late('09:00') } });
    expect(await verifyChain(db, here.id)).toBeNull();
  });

  it('says beside the field what is wrong with hours', async () => {
    const pointers = async (week: object) =>
      (await put('/api/calendar/week', week)).problem.errors?.map(({ pointer }) => pointer);
    expect(await pointers(late('16:00', '08:00'))).toEqual(['/monday']);
    expect(await pointers(late('8 pagi'))).toContain('/monday/0/opens');
    const closed = Object.fromEntries(Object.keys(defaultWeek).map((day) => [day, []]));
    expect(await pointers(closed)).toEqual(['/monday']);
    const day = await put('/api/calendar/days/2026-12-25', { kind: 'special-hours', name: 'Apel' });
    expect(day.problem.errors).toMatchObject([{ pointer: '/hours' }]);
    // A year that PostgreSQL does not have.
    expect((await put('/api/calendar/days/0000-01-01', { kind: 'closed', name: 'x' })).status).toBe(404);
    const early = await admin.post('/api/calendar/periods', ramadan('0000-01-01', '2027-03-09'));
    expect(early.problem.errors).toMatchObject([{ pointer: '/from' }]);
    expect((await put('/api/calendar/days/natal', { kind: 'closed', name: 'x' })).status).toBe(404);
    expect((await admin.delete('/api/calendar/days/2026-12-25')).status).toBe(404);
  });
});

describe('what is due', () => {
  it('[X-10] is counted anew when the calendar changes, and the older date is kept', async () => {
    const { kase, step } = await fileCase();
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 09:00');
    const changed = await put('/api/calendar/week', late('10:30'));
    expect(changed.body.movedDueDates).toBe(1);
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 11:30');
    expect((await step()).dueHistory).toEqual([
      {
        dueAt: '2026-11-23T02:00:00.000Z',
        replacedAt: application.context.clock().toISOString(),
        cause: 'calendar',
      },
    ]);
    const page = await requester.get(`/api/requests/${kase.id}`);
    expect(page.body.open[0].dueAt).toBe('2026-11-23T04:30:00.000Z');
    // A change that concerns other days moves nothing and writes no history.
    expect(
      (await put('/api/calendar/days/2026-12-25', { kind: 'national-holiday', name: 'Natal' })).body,
    ).toMatchObject({
      movedDueDates: 0,
      calendar: { days: [{ date: '2026-12-25', kind: 'national-holiday', name: 'Natal' }] },
    });
    expect((await step()).dueHistory).toHaveLength(1);
  });

  it('[X-10] moves over a holiday and back when it is taken out', async () => {
    const { step } = await fileCase();
    await put('/api/calendar/days/2026-11-23', { kind: 'collective-leave', name: 'Cuti bersama' });
    expect(jakarta((await step()).dueAt)).toBe('2026-11-24 09:00');
    const hours = [{ opens: '13:00', closes: '15:00' }];
    await put('/api/calendar/days/2026-11-23', { kind: 'special-hours', name: 'Setengah hari', hours });
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 14:00');
    expect((await admin.delete('/api/calendar/days/2026-11-23')).body.calendar.days).toEqual([]);
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 09:00');
    expect((await step()).dueHistory).toHaveLength(3);
  });

  it('[X-14] is counted anew when the zone changes', async () => {
    const { step } = await fileCase();
    const edited = await admin.patch('/api/institution', { timeZone: 'Europe/Oslo' });
    expect(edited.status).toBe(200);
    // 08.00 WIB is 02.00 in Oslo: the hour begins when that opens.
    expect((await step()).dueAt?.toISOString()).toBe('2026-11-23T08:00:00.000Z');
    expect((await step()).dueHistory).toMatchObject([{ cause: 'zone' }]);
  });

  it('[X-10] waits while the request is with its applicant, and is counted by the new calendar when it comes back', async () => {
    const { kase, step } = await fileCase();
    const approver = await application.signedIn(here.people.approver);
    const returned = await decide(approver, kase, 'return', { reason: 'Lampirkan surat' });
    expect(returned.body.state).toBe('returned');
    expect((await put('/api/calendar/week', late('10:00'))).body.movedDueDates).toBe(0);
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 09:00');
    const again = await requester.post(`/api/requests/${kase.id}/submission`, { version: returned.body.version });
    expect(again.body.state).toBe('disposition');
    expect(jakarta((await step()).dueAt)).toBe('2026-11-23 11:00');
  });
});

describe('special periods', () => {
  it('[X-10] Ramadan has hours of its own; two periods never share a date', async () => {
    const made = await admin.post('/api/calendar/periods', ramadan('2027-02-08', '2027-03-09'));
    expect(made.status).toBe(201);
    const [{ id }] = made.body.calendar.periods;
    const overlapping = await admin.post('/api/calendar/periods', ramadan('2027-03-09', '2027-03-20'));
    expect(overlapping.problem.errors).toMatchObject([{ pointer: '/from' }]);
    expect(overlapping.problem.errors?.[0]?.detail).toContain('Ramadan 1448 H');
    const backwards = await admin.post('/api/calendar/periods', ramadan('2027-05-09', '2027-05-01'));
    expect(backwards.problem.errors).toMatchObject([{ pointer: '/to' }]);
    const moved = await put(`/api/calendar/periods/${id}`, ramadan('2027-02-09', '2027-03-10'));
    expect(moved.body.calendar.periods).toMatchObject([{ id, period: { from: '2027-02-09', to: '2027-03-10' } }]);
    const other = await application.signedIn(elsewhere.people.admin);
    expect((await put(`/api/calendar/periods/${id}`, ramadan('2027-02-09', '2027-03-10'), other)).status).toBe(404);
    expect((await other.delete(`/api/calendar/periods/${id}`)).status).toBe(404);
    expect((await admin.delete(`/api/calendar/periods/${id}`)).body.calendar.periods).toEqual([]);
  });
});

describe('files of holidays', () => {
  const boundary = 'batas';
  const upload = (content: string, person = admin) =>
    person.change(
      'POST',
      '/api/calendar/holidays/preview',
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="libur.ics"\r\n` +
        `content-type: text/calendar\r\n\r\n${content}\r\n--${boundary}--\r\n`,
      { 'content-type': `multipart/form-data; boundary=${boundary}` },
    );
  const calendar = (...days: [string, string][]) =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Uji//ID',
      ...days.flatMap(([date, name]) => [
        'BEGIN:VEVENT',
        `UID:${date}@uji`,
        `DTSTART;VALUE=DATE:${date}`,
        `SUMMARY:${name}`,
        'END:VEVENT',
      ]),
      'END:VCALENDAR',
    ].join('\r\n');

  it('[X-10] are shown before anything is stored, then what was chosen is', async () => {
    await put('/api/calendar/days/2026-12-24', { kind: 'collective-leave', name: 'Cuti bersama Natal' });
    await put('/api/calendar/days/2026-12-25', { kind: 'closed', name: 'Kantor tutup' });
    const seen = await upload(
      calendar(['20261224', 'Cuti bersama Natal'], ['20261225', 'Hari Raya Natal'], ['20270101', 'Tahun Baru']),
    );
    expect(seen.status).toBe(200);
    expect(
      seen.body.days.map(({ day, standing }: { day: { date: string }; standing: string }) => [day.date, standing]),
    ).toEqual([
      ['2026-12-24', 'same'],
      ['2026-12-25', 'different'],
      ['2027-01-01', 'new'],
    ]);
    expect(seen.body.days[1].current).toMatchObject({ kind: 'closed', name: 'Kantor tutup' });
    expect((await requester.get('/api/calendar')).body.days).toHaveLength(2);
    const chosen = seen.body.days.slice(1).map(({ day }: { day: object }) => day);
    const stored = await admin.post('/api/calendar/holidays', { days: chosen });
    expect(stored.body.calendar.days).toEqual([
      { date: '2026-12-24', kind: 'collective-leave', name: 'Cuti bersama Natal' },
      { date: '2026-12-25', kind: 'national-holiday', name: 'Hari Raya Natal' },
      { date: '2027-01-01', kind: 'national-holiday', name: 'Tahun Baru' },
    ]);
    const entry = await application.context.db.auditEntry.findFirst({
      where: { institutionId: here.id },
      orderBy: { seq: 'desc' },
    });
    expect(entry).toMatchObject({
      action: 'calendar.holidays-imported',
      data: { dates: ['2026-12-25', '2027-01-01'] },
    });
    const twice = await admin.post('/api/calendar/holidays', { days: [chosen[0], chosen[0]] });
    expect(twice.problem.errors).toMatchObject([{ pointer: '/days' }]);
  });

  it('are refused with what is wrong with them', async () => {
    const refused = await upload('<html>Masuk dahulu</html>');
    expect(refused.status).toBe(400);
    expect(refused.problem.errors).toMatchObject([{ pointer: '/file' }]);
    expect(refused.problem.errors?.[0]?.detail).toMatch(/BEGIN:VCALENDAR/);
    expect((await upload(`BEGIN:VCALENDAR\r\n${'X'.repeat(1_000_001)}`)).status).toBe(413);
    expect((await upload(calendar(['20270101', 'x']), requester)).status).toBe(403);
  });

  it('[X-10] that were written here are read elsewhere with the same days', async () => {
    const days = [
      { date: '2026-12-24', kind: 'collective-leave', name: 'Cuti bersama; Natal, "khusus"' },
      { date: '2026-12-25', kind: 'national-holiday', name: 'Hari Raya Natal' },
      { date: '2026-12-31', kind: 'closed', name: 'Tutup buku' },
    ];
    await admin.post('/api/calendar/holidays', { days });
    const exported = await requester.get('/api/calendar/export');
    expect(exported.headers.get('content-type')).toMatch(/^text\/calendar/);
    const other = await application.signedIn(elsewhere.people.admin);
    const seen = await upload(exported.text, other);
    expect(seen.body.skipped).toEqual([]);
    expect(seen.body.days.map(({ day }: { day: object }) => day)).toEqual(days);
  });
});
