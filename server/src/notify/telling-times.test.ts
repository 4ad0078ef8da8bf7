/** What is told because a time has come: reminders and the daily summary, once each, at the right hour of the right zone. */
import type { Task } from '@sambung/contract/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { createCase } from '../../test/case.ts';
import { digestDate } from './digest.ts';
import { startTellingTimes, tell } from './index.ts';
import { mailOf } from './mail.ts';
import { readRows } from './outbox-store.ts';
import { dueReminder, reminderMinutes } from './reminder.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('a reminder', () => {
  const minutes = reminderMinutes({});
  const startsAt = Date.parse('2026-11-24T02:00:00.000Z');
  it.each([
    ['25 hours ahead', 25 * 60, null],
    ['a day ahead', 24 * 60, 1_440],
    ['13 hours ahead, after a stop', 13 * 60, 1_440],
    ['11 hours ahead: too late for the day before', 11 * 60, null],
    ['an hour ahead', 60, 60],
    ['45 minutes ahead', 45, 60],
    ['half an hour ahead', 30, 30],
    ['20 minutes ahead', 20, 30],
    ['10 minutes ahead: they are on their way', 10, null],
    ['after it began', -1, null],
  ])('%s', (_name, left, due) => {
    expect(dueReminder(minutes, startsAt, startsAt - left * minuteMs)).toBe(due);
  });

  it('[X-22] is a day, an hour and half an hour ahead unless the institution chose otherwise', () => {
    expect(minutes).toEqual([1_440, 60, 30]);
    expect(reminderMinutes({ reminderHours: [48] })).toEqual([2_880, 30]);
  });
});

it.each([
  ['06:59 in Jakarta', '2026-11-23T23:59:00.000Z', 'Asia/Jakarta', null],
  ['07:00 in Jakarta', '2026-11-24T00:00:00.000Z', 'Asia/Jakarta', '2026-11-24'],
  ['07:00 in Jayapura', '2026-11-23T22:00:00.000Z', 'Asia/Jayapura', '2026-11-24'],
  ['10:59 in Jakarta, after a stop', '2026-11-24T03:59:00.000Z', 'Asia/Jakarta', '2026-11-24'],
  ['11:00 in Jakarta: too late', '2026-11-24T04:00:00.000Z', 'Asia/Jakarta', null],
])('[B-07] the summary’s hour is the institution’s own: %s', (_name, at, timeZone, date) => {
  expect(digestDate({}, timeZone, at)).toBe(date);
});

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

const staffOf = (email: string) => application.context.db.staff.findUniqueOrThrow({ where: { email } });
const nothing = { tasksOf: async () => [], isWorkingDay: async () => true };
let lastCode = 100_000_000;
async function approved(institution: Institution, parts: Parameters<typeof createCase>[2] = {}) {
  const made = await createCase(application, institution, { state: 'assigned', ...parts });
  lastCode += 1;
  await application.context.db.meeting.create({
    data: {
      institutionId: institution.id,
      requestId: made.id,
      code: String(lastCode),
      passwordSealed: '',
      inviteSealed: '',
      hostSealed: '',
    },
  });
  return made;
}

it('[X-22] reminds the people of an approved case a day, an hour and half an hour ahead, once each over two servers, and anew when it moves', async () => {
  const institution = await createInstitution(application, 'pengingat.example');
  const { id: requesterId } = await staffOf(institution.people.requester);
  const startsAt = new Date(startOfTime.getTime() + 30 * hourMs);
  const at = { startsAt, endsAt: new Date(startsAt.getTime() + hourMs) };
  const { id } = await approved(institution, {
    ...at,
    requesterId,
    values: { 'email-klien': ['klien@pengingat.example'] },
  });
  await createCase(application, institution, { ...at, requesterId, title: 'Belum disetujui' });
  const servers = [startTellingTimes(application.context, nothing), startTellingTimes(application.context, nothing)];
  const look = async (ms: number) => {
    application.advance(ms);
    await Promise.all(servers.map((server) => server.tick()));
    await Promise.all(servers.map((server) => server.tick()));
  };
  const told = async () =>
    (
      await application.context.db.outboxMessage.findMany({
        where: { event: 'reminder', institutionId: institution.id, channel: 'mail' },
        orderBy: { createdAt: 'asc' },
      })
    ).map(
      ({ requestId, address, data }) =>
        `${requestId === id ? '' : '?'}${address} ${(data as { minutesBefore: number }).minutesBefore}`,
    );
  const both = (minutes: number) => [
    `klien@pengingat.example ${minutes}`,
    `${institution.people.requester} ${minutes}`,
  ];
  try {
    await look(5 * hourMs);
    expect(await told()).toEqual([]);
    await look(hourMs);
    expect((await told()).sort()).toEqual(both(1_440).sort());
    await look(23 * hourMs);
    await look(30 * minuteMs);
    expect((await told()).sort()).toEqual([...both(1_440), ...both(60), ...both(30)].sort());
    const moved = new Date(startsAt.getTime() + 2 * hourMs);
    await application.context.db.request.update({
      where: { id },
      data: { startsAt: moved, endsAt: new Date(moved.getTime() + hourMs) },
    });
    await look(90 * minuteMs);
    expect((await told()).filter((one) => one.endsWith(' 60'))).toHaveLength(4);
  } finally {
    for (const server of servers) await server.close();
  }
});

const task = (number: string, late: boolean): Task => ({
  requestId: '018f0000-0000-7000-8000-000000000001',
  stepId: '018f0000-0000-7000-8000-000000000002',
  stepName: { id: 'Persetujuan Ketua', en: 'Approval' },
  kind: 'disposition',
  actingAs: null,
  number,
  title: 'Rapat <pimpinan>',
  applicantName: 'Rektorat',
  startsAt: null,
  timeZone: 'Asia/Jakarta',
  startedAt: null,
  dueAt: '2026-11-30T03:00:00.000Z',
  late,
  used: 1,
  may: [],
  version: 1,
});

it('[B-07] the daily summary counts tasks, names today’s conferences and what was kept for it, once a day, and is not sent when it says nothing', async () => {
  const { context } = application;
  const institution = await createInstitution(application, 'ringkasan.example');
  const approver = await staffOf(institution.people.approver);
  const requester = await staffOf(institution.people.requester);
  // The next 07:00 in Jakarta.
  const dayMs = 24 * hourMs;
  const sevenMs = Math.ceil((context.clock().getTime() + hourMs) / dayMs) * dayMs;
  const today = new Date(sevenMs + 2 * hourMs);
  const conference = { startsAt: today, endsAt: new Date(today.getTime() + hourMs) };
  const { id } = await approved(institution, { requesterId: requester.id, title: 'Sidang daring', ...conference });
  await context.db.$transaction((tx) =>
    tell(tx, { institutionId: institution.id, event: 'archived', requestId: id, dedupe: id, now: context.clock() }),
  );
  const sources = {
    tasksOf: async (staffId: string) =>
      staffId === approver.id ? [task('2026-000777', true), task('2026-000778', false)] : [],
    isWorkingDay: async () => true,
  };
  const digests = async () =>
    await context.db.outboxMessage.findMany({
      where: { event: 'digest', institutionId: institution.id },
      orderBy: { address: 'asc' },
    });
  application.advance(sevenMs - minuteMs - context.clock().getTime());
  const servers = [startTellingTimes(context, sources), startTellingTimes(context, sources)];
  try {
    for (const server of servers) await server.tick();
    expect(await digests()).toEqual([]);
    application.advance(minuteMs);
    await Promise.all(servers.map((server) => server.tick()));
    const rows = await digests();
    // The admin, the technician and whoever has every role run the day's conferences; the one without a role has nothing to hear.
    expect(rows.map(({ address }) => address)).toEqual(
      [
        institution.people.admin,
        institution.people.approver,
        institution.people.everyRole,
        institution.people.requester,
        institution.people.technician,
      ].sort(),
    );
    const written = new Map(
      (
        await readRows(
          context.db,
          rows.map(({ id: rowId }) => rowId),
        )
      ).map((row) => [
        row.address,
        mailOf(row, { from: 'a@b.example', publicUrl: 'https://rapat.example', open: context.open }),
      ]),
    );
    const toApprover = written.get(institution.people.approver);
    expect(toApprover?.subject).toMatch(/^Ringkasan .*: 2 tugas$/);
    expect(toApprover?.text).toContain('Terlambat: 1');
    expect(toApprover?.text).toContain(
      '• Persetujuan Ketua: Rapat <pimpinan> (2026-000777) — sebelum Senin, 30 Nov 2026, 10.00 WIB',
    );
    expect(toApprover?.html).toContain('Rapat &lt;pimpinan&gt;');
    expect(toApprover?.text).not.toContain('Sidang daring');
    const toRequester = written.get(institution.people.requester);
    expect(toRequester?.text).toMatch(/Konferensi hari ini:\n• .*09\.00–10\.00 WIB: Sidang daring \(Aula\)/);
    expect(toRequester?.text).toMatch(/Kabar sejak kemarin:\n• Diarsipkan: Sidang daring/);
    expect(toRequester?.text).not.toContain('Terlambat');
    expect(await context.db.outboxMessage.count({ where: { channel: 'digest', requestId: id, sentAt: null } })).toBe(0);
    application.advance(hourMs);
    for (const server of servers) await server.tick();
    expect(await digests()).toHaveLength(5);
    // A new server that knows nothing of the morning.
    const third = startTellingTimes(context, sources);
    await third.tick();
    await third.close();
    expect(await digests()).toHaveLength(5);
  } finally {
    for (const server of servers) await server.close();
  }
});

it('[B-07] on a day off only those with a conference get a summary; who turned it off gets none', async () => {
  const { context } = application;
  const institution = await createInstitution(application, 'libur.example');
  const approver = await staffOf(institution.people.approver);
  const requester = await staffOf(institution.people.requester);
  await context.db.staff.update({
    where: { email: institution.people.everyRole.toLowerCase() },
    data: { preferences: { digest: false, events: {} } },
  });
  const dayMs = 24 * hourMs;
  const sevenMs = Math.ceil((context.clock().getTime() + hourMs) / dayMs) * dayMs;
  application.advance(sevenMs - context.clock().getTime());
  const startsAt = new Date(sevenMs + 3 * hourMs);
  await approved(institution, { requesterId: requester.id, startsAt, endsAt: new Date(startsAt.getTime() + hourMs) });
  const server = startTellingTimes(context, {
    tasksOf: async (staffId) => (staffId === approver.id ? [task('2026-000779', false)] : []),
    isWorkingDay: async () => false,
  });
  await server.tick();
  await server.close();
  const rows = await context.db.outboxMessage.findMany({ where: { event: 'digest', institutionId: institution.id } });
  expect(rows.map(({ address }) => address).sort()).toEqual(
    [institution.people.admin, institution.people.requester, institution.people.technician].sort(),
  );
});
