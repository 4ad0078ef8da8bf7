/** Calendar entries, read by another project's parser: invitations in mails that update and cancel, and feeds by secret address. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { CalendarProgram, readCalendar } from '../../test/calendar-program.ts';
import { createCase } from '../../test/case.ts';
import { type MailServerInTest, startMailServer } from '../../test/mail-server.ts';
import type { Delivery } from './delivery.ts';
import { startDelivery, type Telling, tell } from './index.ts';

let smtp: MailServerInTest;
let application: Application;
let institution: Institution;
let delivery: Delivery;
let round = 0;
beforeAll(async () => {
  smtp = await startMailServer();
  application = await startApplication({ mail: { smtpUrl: smtp.url, from: 'konferensi@instansi.example' } });
  delivery = startDelivery(application.context);
});
afterAll(async () => {
  await delivery.close();
  await application.close();
  await smtp.close();
});
beforeEach(async () => {
  round += 1;
  institution = await createInstitution(application, `kalender${round}.example`);
});

const staffOf = (email: string) => application.context.db.staff.findUniqueOrThrow({ where: { email } });
const sides = () => ({
  'email-tuan-rumah': [`tuan${round}@luar.example`],
  'email-klien': [`klien${round}@luar.example`],
});
async function tellIt(requestId: string, telling: Omit<Telling, 'institutionId' | 'now' | 'requestId'>) {
  const { db, clock } = application.context;
  await db.$transaction((tx) => tell(tx, { institutionId: institution.id, now: clock(), requestId, ...telling }));
  await vi.waitFor(
    async () => expect(await db.outboxMessage.count({ where: { requestId, channel: 'mail', sentAt: null } })).toBe(0),
    { timeout: 20_000, interval: 20 },
  );
}
const change = (id: string, data: object) =>
  application.context.db.request.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
const invitationsTo = (address: string) => smtp.to(address).map(({ ics }) => ics ?? '');

describe('an invitation', () => {
  it('[X-22] goes to both sides and the staff, each alone as attendee, in UTC, as REQUEST', async () => {
    const { id: requesterId, email } = await staffOf(institution.people.requester);
    const { id, number } = await createCase(application, institution, {
      requesterId,
      values: sides(),
      title: 'Rapat; dengan, tanda\\baca',
    });
    await tellIt(id, { event: 'request-approved', dedupe: `${id}:v1`, ics: 'request' });
    for (const address of [email, `tuan${round}@luar.example`, `klien${round}@luar.example`]) {
      const [mail] = smtp.to(address);
      // The calendar part says the same method as the text in it, or mail programs do not offer it (RFC 6047 §2.4).
      expect(mail?.raw).toMatch(/content-type: text\/calendar[^\r\n]*(\r\n\s[^\r\n]*)*method=REQUEST/i);
      const { method, entries } = readCalendar(mail?.ics ?? '');
      expect(method).toBe('REQUEST');
      expect(entries).toEqual([
        expect.objectContaining({
          uid: `request-${id}@sambung`,
          summary: 'Rapat; dengan, tanda\\baca',
          location: 'Aula',
          status: 'CONFIRMED',
          startsAt: new Date('2026-11-24T02:00:00.000Z'),
          endsAt: new Date('2026-11-24T04:00:00.000Z'),
          inUtc: true,
          attendees: [`mailto:${address}`],
          organizer: 'mailto:konferensi@instansi.example',
        }),
      ]);
      expect(entries[0]?.description).toContain(number);
      expect(entries[0]?.description).toContain('WIB');
    }
  });

  it('[X-22] [B-08] moves with the event and goes with its cancellation, in whatever order the mails are read', async () => {
    const { id } = await createCase(application, institution, { values: sides() });
    await tellIt(id, { event: 'request-approved', dedupe: `${id}:v1`, ics: 'request' });
    await change(id, { startsAt: new Date('2026-11-25T06:00:00.000Z'), endsAt: new Date('2026-11-25T07:00:00.000Z') });
    await tellIt(id, { event: 'change-requested', dedupe: `${id}:v2`, ics: 'request' });
    const letters = invitationsTo(`klien${round}@luar.example`);
    expect(letters).toHaveLength(2);
    for (const order of [letters, letters.toReversed()]) {
      const program = new CalendarProgram();
      for (const letter of order) program.take(letter);
      expect([...program.entries.values()]).toEqual([
        expect.objectContaining({ startsAt: new Date('2026-11-25T06:00:00.000Z'), status: 'CONFIRMED' }),
      ]);
    }
    await change(id, { state: 'cancelled' });
    await tellIt(id, { event: 'request-cancelled', dedupe: `${id}:v3`, ics: 'cancel' });
    const all = invitationsTo(`klien${round}@luar.example`);
    expect(readCalendar(all[2] ?? '').method).toBe('CANCEL');
    const sequences = all.map((letter) => readCalendar(letter).entries[0]?.sequence ?? 0);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set(sequences).size).toBe(3);
    for (const order of [all, all.toReversed(), [all[2], all[0], all[1]]]) {
      const program = new CalendarProgram();
      for (const letter of order) program.take(letter ?? '');
      expect([...program.entries.values()].map(({ status }) => status)).toEqual(['CANCELLED']);
    }
  });

  it('of a test call is an entry of its own, beside the event’s', async () => {
    const { id } = await createCase(application, institution, { values: sides() });
    await tellIt(id, { event: 'request-approved', dedupe: `${id}:v1`, ics: 'request' });
    const test = { startsAt: '2026-11-23T06:00:00.000Z', endsAt: '2026-11-23T07:00:00.000Z' };
    await tellIt(id, { event: 'test-scheduled', dedupe: `${id}:t1`, ics: 'request', data: { test } });
    const program = new CalendarProgram();
    for (const letter of invitationsTo(`klien${round}@luar.example`)) program.take(letter);
    expect([...program.entries.values()].map(({ summary, startsAt }) => [summary, startsAt.toISOString()])).toEqual([
      ['Rapat koordinasi', '2026-11-24T02:00:00.000Z'],
      ['Uji koneksi: Rapat koordinasi', test.startsAt],
    ]);
  });
});

describe('a feed', () => {
  const path = (url: string) => new URL(url).pathname;
  const read = async (url: string) => await application.visitor().get(path(url));
  const visitor = (role: keyof Institution['people']) => application.signedIn(institution.people[role].toLowerCase());

  it('[B-08] of a person holds what they asked for and are put on, and nothing else; cancelled events stay as CANCELLED', async () => {
    const { id: requesterId } = await staffOf(institution.people.requester);
    const { id: technicianId } = await staffOf(institution.people.technician);
    const mine = await createCase(application, institution, { requesterId, title: 'Milikku', state: 'assigned' });
    const called = await createCase(application, institution, { requesterId, title: 'Batal', state: 'assigned' });
    await createCase(application, institution, { title: 'Milik orang' });
    await createCase(application, institution, { requesterId, title: 'Masih naskah', state: 'draft' });
    const { db } = application.context;
    await db.caseStep.create({
      data: {
        institutionId: institution.id,
        requestId: mine.id,
        key: 'uji',
        position: 'teknisi',
        state: 'active',
        assignees: { create: [{ staffId: technicianId }] },
      },
    });
    const requester = await visitor('requester');
    const made = await requester.post('/api/feeds', { kind: 'person' });
    expect(made.status).toBe(201);
    expect(made.body.feed).toMatchObject({ kind: 'person', subjectName: 'requester' });
    const feed = await read(made.body.url);
    expect(feed.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const program = new CalendarProgram();
    program.take(feed.text);
    const titles = () => [...program.entries.values()].map(({ summary, status }) => `${summary} ${status}`).sort();
    expect(titles()).toEqual(['Batal CONFIRMED', 'Milikku CONFIRMED']);
    await change(called.id, { state: 'cancelled', updatedAt: application.context.clock() });
    program.take((await read(made.body.url)).text);
    expect(titles()).toEqual(['Batal CANCELLED', 'Milikku CONFIRMED']);
    const technician = await visitor('technician');
    const theirs = await technician.post('/api/feeds', { kind: 'person' });
    expect(readCalendar((await read(theirs.body.url)).text).entries.map(({ summary }) => summary)).toEqual(['Milikku']);
  });

  it('[B-08] and the mails about one event fold into one entry', async () => {
    const { id: requesterId, email } = await staffOf(institution.people.requester);
    const { id } = await createCase(application, institution, { requesterId, state: 'assigned' });
    await tellIt(id, { event: 'request-approved', dedupe: id, ics: 'request' });
    const made = await (await visitor('requester')).post('/api/feeds', { kind: 'person' });
    const program = new CalendarProgram();
    program.take(invitationsTo(email)[0] ?? '');
    program.take((await read(made.body.url)).text);
    expect(program.entries.size).toBe(1);
  });

  it('of a place says title and time, of a confidential case only that the room is taken', async () => {
    const placeId = institution.places[1]?.id ?? '';
    const open = await createCase(application, institution, { placeId, title: 'Terbuka', state: 'ready' });
    const secret = await createCase(application, institution, {
      placeId,
      title: 'Pemeriksaan',
      state: 'ready',
      startsAt: new Date('2026-11-25T02:00:00Z'),
      endsAt: new Date('2026-11-25T03:00:00Z'),
    });
    await application.context.db.caseStep.create({
      data: {
        institutionId: institution.id,
        requestId: secret.id,
        key: 'd1',
        position: 'x',
        state: 'done',
        nature: 'rahasia',
      },
    });
    const technician = await visitor('technician');
    const made = await technician.post('/api/feeds', { kind: 'place', placeId });
    const feed = await read(made.body.url);
    expect(readCalendar(feed.text).entries.map(({ uid, summary }) => [uid, summary])).toEqual([
      [`request-${open.id}@sambung`, 'Terbuka'],
      [`request-${secret.id}@sambung`, 'Rapat tertutup / Closed meeting'],
    ]);
    expect(feed.text).not.toContain('Pemeriksaan');
  });

  it('ends at once when it is revoked, and when its person’s account is closed', async () => {
    const requester = await visitor('requester');
    const first = (await requester.post('/api/feeds', { kind: 'person' })).body;
    const second = (await requester.post('/api/feeds', { kind: 'person' })).body;
    expect((await requester.get('/api/feeds')).body).toHaveLength(2);
    expect((await requester.delete(`/api/feeds/${first.feed.id}`)).status).toBe(204);
    expect((await read(first.url)).status).toBe(404);
    expect((await read(second.url)).status).toBe(200);
    expect((await requester.get('/api/feeds')).body.map(({ id }: { id: string }) => id)).toEqual([second.feed.id]);
    await application.context.db.staff.update({
      where: { email: institution.people.requester },
      data: { deactivatedAt: application.context.clock() },
    });
    expect((await read(second.url)).status).toBe(404);
  });

  it('is known by its hash alone: neither rows nor log nor list hold the address', async () => {
    const requester = await visitor('requester');
    const { url } = (await requester.post('/api/feeds', { kind: 'person' })).body;
    const token = /feeds\/(.+)\.ics$/.exec(url)?.[1] ?? '';
    expect(token.length).toBeGreaterThanOrEqual(32);
    await read(url);
    const rows = JSON.stringify(await application.context.db.calendarFeed.findMany());
    expect(rows).not.toContain(token);
    expect((await requester.get('/api/feeds')).text).not.toContain(token);
    expect(application.log()).not.toContain(token);
  });

  it('is made and revoked by those who may: one’s own, and places by technicians and admins of the institution', async () => {
    const placeId = institution.places[0]?.id ?? '';
    const requester = await visitor('requester');
    expect((await requester.post('/api/feeds', { kind: 'place', placeId })).status).toBe(403);
    const admin = await visitor('admin');
    const place = (await admin.post('/api/feeds', { kind: 'place', placeId })).body.feed;
    const own = (await requester.post('/api/feeds', { kind: 'person' })).body.feed;
    expect((await requester.delete(`/api/feeds/${place.id}`)).status).toBe(404);
    expect((await admin.delete(`/api/feeds/${own.id}`)).status).toBe(404);
    const other = await createInstitution(application, `tamu${round}.example`);
    const stranger = await application.signedIn(other.people.admin);
    expect((await stranger.post('/api/feeds', { kind: 'place', placeId })).status).toBe(404);
    expect((await stranger.delete(`/api/feeds/${place.id}`)).status).toBe(404);
    expect((await stranger.get('/api/feeds')).body).toEqual([]);
  });

  it('has a bound for one subject, and guessing addresses is slowed down', async () => {
    const requester = await visitor('requester');
    for (let n = 0; n < 10; n++) expect((await requester.post('/api/feeds', { kind: 'person' })).status).toBe(201);
    expect((await requester.post('/api/feeds', { kind: 'person' })).problem.code).toBe('state-conflict');
    const answers: number[] = [];
    for (let n = 0; n < 40; n++) answers.push((await read(`http://x/feeds/tebak-${n}.ics`)).status);
    expect(answers[0]).toBe(404);
    expect(answers.at(-1)).toBe(429);
  });
});
