/** Notifications, preferences, the outbox and mail texts over HTTP: what each person may see and change, in both languages. */
import type { NotificationPage } from '@sambung/contract/outbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { createCase } from '../../test/case.ts';
import { startMailServer } from '../../test/mail-server.ts';
import { type Telling, tell } from './index.ts';

let application: Application;
let institution: Institution;
let round = 0;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());
beforeEach(async () => {
  round += 1;
  institution = await createInstitution(application, `layar${round}.example`);
});

const staffOf = (email: string) => application.context.db.staff.findUniqueOrThrow({ where: { email } });
const tellIt = (telling: Omit<Telling, 'institutionId' | 'now'>) =>
  application.context.db.$transaction((tx) =>
    tell(tx, { institutionId: institution.id, now: application.context.clock(), ...telling }),
  );
const visitor = (role: keyof Institution['people'], language: 'id' | 'en' = 'id') =>
  application.signedIn(institution.people[role].toLowerCase(), language);

async function requesterWithCase(title = 'Rapat <i>koordinasi</i>') {
  const { id: requesterId } = await staffOf(institution.people.requester);
  const { id, number } = await createCase(application, institution, { requesterId, title });
  return { id, number, requesterId };
}

describe('notifications', () => {
  it('[X-22] are shown newest first in the reader’s language, counted while unread, and marked read one by one or all', async () => {
    const { id, number } = await requesterWithCase();
    await tellIt({ event: 'request-submitted', requestId: id, dedupe: id });
    application.advance(60_000);
    await tellIt({ event: 'request-returned', requestId: id, dedupe: id, data: { reason: 'kurang lengkap' } });
    const requester = await visitor('requester');
    expect((await requester.get('/api/notifications/unread')).body).toEqual({ unread: 2 });
    const page = (await requester.get('/api/notifications')).body;
    expect(page).toMatchObject({
      unread: 2,
      next: null,
      items: [
        { event: 'request-returned', actionNeeded: true, path: `/requests/${id}`, readAt: null },
        {
          event: 'request-submitted',
          actionNeeded: false,
          title: `Permohonan ${number} diterima: Rapat <i>koordinasi</i>`,
        },
      ],
    });
    const english = await visitor('requester', 'en');
    expect((await english.get('/api/notifications')).body.items[1].title).toBe(
      `Request ${number} received: Rapat <i>koordinasi</i>`,
    );
    const read = await requester.post('/api/notifications/read', { ids: [page.items[0].id] });
    expect(read.body).toEqual({ unread: 1 });
    expect((await requester.post('/api/notifications/read', {})).body).toEqual({ unread: 0 });
    const after = (await requester.get('/api/notifications')).body;
    expect(after.items.every(({ readAt }: { readAt: string | null }) => readAt !== null)).toBe(true);
  });

  it('[X-14] name the zone of every time', async () => {
    const { id } = await requesterWithCase();
    await tellIt({ event: 'request-approved', requestId: id, dedupe: id });
    const [notice] = (await (await visitor('requester')).get('/api/notifications')).body.items;
    expect(notice.text).toContain('Selasa, 24 Nov 2026, 09.00–11.00 WIB');
  });

  it('belong to one person: nobody else reads or marks them', async () => {
    const { id } = await requesterWithCase();
    await tellIt({ event: 'request-submitted', requestId: id, dedupe: id });
    const requester = await visitor('requester');
    const [notice] = (await requester.get('/api/notifications')).body.items;
    const approver = await visitor('approver');
    expect((await approver.get('/api/notifications')).body.items).toEqual([]);
    expect((await approver.get(`/api/notifications?before=${notice.id}`)).body.items).toEqual([]);
    await approver.post('/api/notifications/read', { ids: [notice.id] });
    expect((await requester.get('/api/notifications/unread')).body).toEqual({ unread: 1 });
  });

  it('come in pages that neither repeat nor leave out', async () => {
    const { id } = await requesterWithCase();
    for (let n = 0; n < 65; n++) await tellIt({ event: 'started', requestId: id, dedupe: `${id}:${n}` });
    const requester = await visitor('requester');
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: NotificationPage = (await requester.get(`/api/notifications${next && `?before=${next}`}`)).body;
      seen.push(...page.items.map((item) => item.id));
      next = page.next;
    }
    expect(seen).toHaveLength(65);
    expect(new Set(seen).size).toBe(65);
  });

  it('never show a secret', async () => {
    const { id } = await requesterWithCase();
    const { seal } = application.context;
    await tellIt({
      event: 'meeting-shared',
      requestId: id,
      dedupe: id,
      data: {
        sealed: {
          link: seal('https://rapat.example/m/1#rahasia'),
          code: seal('111222333'),
          password: seal('sandi-rapat'),
        },
      },
    });
    const answer = await (await visitor('requester')).get('/api/notifications');
    expect(answer.body.items).toHaveLength(1);
    expect(answer.text).not.toMatch(/rahasia|sandi-rapat|111222333/);
  });
});

describe('preferences', () => {
  it('[B-07] are chosen by event and followed; what is not named keeps the default', async () => {
    const requester = await visitor('requester');
    const before = (await requester.get('/api/notifications/preferences')).body;
    expect(before).toMatchObject({ digest: true, digestAt: '07:00', timeZone: 'Asia/Jakarta' });
    expect(before.events.map(({ event }: { event: string }) => event)).not.toContain('password-reset');
    const chosen = await requester.put('/api/notifications/preferences', {
      digest: false,
      events: { 'request-approved': { mail: 'off', inApp: true } },
    });
    expect(chosen.body.events.find(({ event }: { event: string }) => event === 'request-approved')).toEqual({
      event: 'request-approved',
      actionNeeded: false,
      mail: 'off',
      inApp: true,
      changed: true,
    });
    const { id } = await requesterWithCase();
    await tellIt({ event: 'request-approved', requestId: id, dedupe: id });
    const rows = await application.context.db.outboxMessage.findMany({ where: { requestId: id } });
    expect(rows.map(({ channel }) => channel)).toEqual(['in-app']);
  });

  it('refuse what is no event or no choice', async () => {
    const requester = await visitor('requester');
    for (const events of [
      { 'password-reset': { mail: 'off', inApp: false } },
      { disposed: { mail: 'weekly', inApp: true } },
    ])
      expect((await requester.put('/api/notifications/preferences', { digest: true, events })).status).toBe(400);
  });
});

describe('the outbox', () => {
  it('[X-22] holds what nobody could send, readable by the administrator alone, with its invitation', async () => {
    const { id, number } = await requesterWithCase();
    await tellIt({ event: 'request-approved', requestId: id, dedupe: id, ics: 'request' });
    const admin = await visitor('admin');
    const page = (await admin.get('/api/outbox')).body;
    expect(page).toMatchObject({
      total: 1,
      delivering: false,
      items: [
        {
          state: 'waiting',
          address: institution.people.requester,
          subject: `Permohonan ${number} disetujui: Rapat <i>koordinasi</i>`,
        },
      ],
    });
    const detail = (await admin.get(`/api/outbox/${page.items[0].id}`)).body;
    expect(detail.text).toContain(`/requests/${id}`);
    expect(detail.hasInvitation).toBe(true);
    for (const role of ['requester', 'approver', 'technician', 'noRole'] as const)
      expect((await (await visitor(role)).get('/api/outbox')).status).toBe(403);
  });

  it('of another institution does not exist', async () => {
    const { id } = await requesterWithCase();
    await tellIt({ event: 'request-submitted', requestId: id, dedupe: id });
    const row = await application.context.db.outboxMessage.findFirstOrThrow({
      where: { requestId: id, channel: 'mail' },
    });
    const other = await createInstitution(application, `asing${round}.example`);
    const stranger = await application.signedIn(other.people.admin);
    expect((await stranger.get('/api/outbox')).body.total).toBe(0);
    expect((await stranger.get(`/api/outbox/${row.id}`)).status).toBe(404);
    expect((await stranger.post(`/api/outbox/${row.id}/resend`, {})).status).toBe(404);
  });

  it('sends again what failed, and not what still waits', async () => {
    const { id } = await requesterWithCase();
    await tellIt({ event: 'request-submitted', requestId: id, dedupe: id });
    const { db, clock } = application.context;
    const row = await db.outboxMessage.findFirstOrThrow({ where: { requestId: id, channel: 'mail' } });
    const admin = await visitor('admin');
    expect((await admin.post(`/api/outbox/${row.id}/resend`, {})).problem.code).toBe('state-conflict');
    await db.outboxMessage.update({ where: { id: row.id }, data: { failedAt: clock(), lastError: 'x', attempts: 12 } });
    expect((await admin.get('/api/outbox?state=failed')).body.total).toBe(1);
    const again = await admin.post(`/api/outbox/${row.id}/resend`, {});
    expect(again.body).toMatchObject({ state: 'waiting', attempts: 0, lastError: null });
    expect((await admin.get('/api/outbox?state=failed')).body.total).toBe(0);
    const audit = await db.auditEntry.findFirst({ where: { institutionId: institution.id, action: 'mail.resent' } });
    expect(audit?.entityId).toBe(row.id);
  });

  it('shows an administrator the way into a meeting, and never a link that opens an account', async () => {
    const { id, requesterId } = await requesterWithCase();
    const { seal, db } = application.context;
    const link = 'https://rapat.example/reset#milik-pemiliknya';
    await tellIt({
      event: 'password-reset',
      recipients: [{ staffId: requesterId }],
      dedupe: 'r1',
      data: { sealed: { link: seal(link) } },
    });
    await tellIt({
      event: 'meeting-shared',
      requestId: id,
      dedupe: id,
      data: {
        sealed: {
          link: seal('https://rapat.example/m/1#undangan'),
          code: seal('111222333'),
          password: seal('sandi-rapat'),
        },
      },
    });
    const admin = await visitor('admin');
    const textOf = async (event: string) => {
      const row = await db.outboxMessage.findFirstOrThrow({
        where: { institutionId: institution.id, event, channel: 'mail' },
      });
      return (await admin.get(`/api/outbox/${row.id}`)).body.text;
    };
    expect(await textOf('password-reset')).not.toContain('milik-pemiliknya');
    expect(await textOf('meeting-shared')).toContain('sandi-rapat');
  });
});

it('says whether mail leaves, and sends a test mail through the real mail server', async () => {
  const admin = await visitor('admin');
  expect((await admin.get('/api/mail-settings')).body).toEqual({ delivering: false, from: null });
  expect((await admin.post('/api/mail-settings/test', {})).problem.code).toBe('state-conflict');
  const smtp = await startMailServer();
  const sending = await startApplication({ mail: { smtpUrl: smtp.url, from: 'konferensi@instansi.example' } });
  try {
    const own = await createInstitution(sending, 'uji-surat.example');
    const sender = await sending.signedIn(own.people.admin);
    const tried = await sender.post('/api/mail-settings/test', {});
    expect(tried.body).toEqual({ sentTo: own.people.admin, problem: null });
    expect(smtp.to(own.people.admin)[0]?.parsed.subject).toBe('Test mail from Sambung');
    smtp.refuse = () => 550;
    const refused = await sender.post('/api/mail-settings/test', {});
    expect(refused.body.problem).toContain('EENVELOPE');
  } finally {
    await sending.close();
    await smtp.close();
  }
});

describe('mail texts', () => {
  const path = '/api/mail-texts/request-approved/id';
  it('are the institution’s own once saved, for its mails alone, and ours again when removed', async () => {
    const admin = await visitor('admin');
    const own = { subject: 'Disetujui: {{title}}', body: 'Yang terhormat,\n\nAcara {{title}} pada {{when}}.' };
    expect((await admin.put(path, own)).body).toMatchObject({ ...own, own: true });
    const { id } = await requesterWithCase('Wisuda');
    await tellIt({ event: 'request-approved', requestId: id, dedupe: id });
    const page = (await admin.get('/api/outbox')).body;
    expect(page.items[0].subject).toBe('Disetujui: Wisuda');
    const other = await createInstitution(application, `tetangga${round}.example`);
    const neighbour = await application.signedIn(other.people.admin);
    const theirs = (await neighbour.get('/api/mail-texts')).body;
    expect(theirs.every((text: { own: boolean }) => !text.own)).toBe(true);
    expect((await admin.delete(path)).body).toMatchObject({ own: false });
    expect((await admin.get('/api/outbox')).body.items[0].subject).toMatch(/^Permohonan .* disetujui: Wisuda$/);
  });

  it.each([
    [{ subject: 'Baik {{judul}}', body: 'x' }, '/subject', '{{judul}}'],
    [{ subject: 'Baik', body: 'Sandi {{password}}' }, '/body', '{{password}}'],
    [{ subject: 'Baik', body: 'Acara {{title' }, '/body', 'alone'],
    [{ subject: 'Baik', body: ' ' }, '/body', 'required'],
  ])('%j is refused at its field', async (text, pointer, words) => {
    const admin = await visitor('admin', 'en');
    const answer = await admin.put(path, text);
    expect(answer.status).toBe(400);
    expect(answer.problem.errors).toEqual([{ pointer, detail: expect.stringContaining(words) }]);
  });

  it('that would be worthless without a link must have one', async () => {
    const admin = await visitor('admin', 'en');
    const answer = await admin.put('/api/mail-texts/password-reset/en', { subject: 'Reset', body: 'Good luck.' });
    expect(answer.problem.errors?.[0]).toMatchObject({ pointer: '/body', detail: expect.stringContaining('{{link}}') });
  });

  it('are shown with sample facts before they are saved, every placeholder filled in', async () => {
    const admin = await visitor('admin');
    const texts: { event: string; language: string; subject: string; body: string; placeholders: string[] }[] = (
      await admin.get('/api/mail-texts')
    ).body;
    expect(texts).toHaveLength(62);
    for (const { event, language, placeholders } of texts) {
      const body = placeholders.map((name) => `${name}=[{{${name}}}]`).join('\n\n');
      const preview = await admin.post(`/api/mail-texts/${event}/${language}/preview`, { subject: 'Contoh', body });
      // `expires=[…]` stays in the text only when its placeholder had something to say.
      for (const name of placeholders)
        expect(preview.body.text, `${event} ${name}`).toMatch(new RegExp(`^${name}=\\[.+`, 'm'));
    }
  });

  it('are the administrator’s to change', async () => {
    for (const role of ['requester', 'approver', 'technician'] as const) {
      const person = await visitor(role);
      expect((await person.get('/api/mail-texts')).status).toBe(403);
      expect((await person.put(path, { subject: 'a', body: 'b' })).status).toBe(403);
    }
    expect((await (await visitor('admin')).put('/api/mail-texts/lunch/id', { subject: 'a', body: 'b' })).status).toBe(
      404,
    );
  });
});
