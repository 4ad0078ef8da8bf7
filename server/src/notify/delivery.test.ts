/** Mail against a real SMTP server: what arrives, once; what is tried again and what is given up; no message lost when a process dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { createCase } from '../../test/case.ts';
import { type MailServerInTest, startMailServer } from '../../test/mail-server.ts';
import { type Delivery, startDelivery, waitAfterMs } from './delivery.ts';
import { type Telling, tell } from './index.ts';

const from = 'konferensi@instansi.example';
let smtp: MailServerInTest;
let application: Application;
let institution: Institution;
let round = 0;
const deliveries: Delivery[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  smtp = await startMailServer();
  application = await startApplication({
    mail: { smtpUrl: smtp.url, from },
    publicUrl: 'https://rapat.contoh.example',
  });
});
afterAll(async () => {
  await application.close();
  await smtp.close();
});
beforeEach(async () => {
  round += 1;
  institution = await createInstitution(application, `surat${round}.example`);
});
afterEach(async () => {
  for (const delivery of deliveries.splice(0)) await delivery.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  smtp.mails.length = 0;
  smtp.refuse = () => null;
  smtp.beforeAcknowledging = () => {};
  smtp.onConnect = () => {};
});

const deliver = () => deliveries.push(startDelivery(application.context));
const minuteMs = 60_000;

async function tellOutsider(address: string, parts: Partial<Telling> = {}, title = 'Rapat koordinasi') {
  const { id } = await createCase(application, institution, { title });
  await application.context.db.$transaction((tx) =>
    tell(tx, {
      institutionId: institution.id,
      event: 'request-approved',
      requestId: id,
      recipients: [{ address, name: 'Ibu Sari' }],
      dedupe: `${id}:v1`,
      now: application.context.clock(),
      ...parts,
    }),
  );
  return await application.context.db.outboxMessage.findFirstOrThrow({ where: { requestId: id } });
}
const row = (id: string) => application.context.db.outboxMessage.findUniqueOrThrow({ where: { id } });
const settled = (id: string, check: (found: Awaited<ReturnType<typeof row>>) => boolean) =>
  vi.waitFor(async () => expect(check(await row(id))).toBe(true), { timeout: 20_000, interval: 20 });

it('[X-22] sends a mail once, with the institution’s name, the recipient’s language and a way to find it again', async () => {
  deliver();
  const { id } = await tellOutsider('satu@luar.example', { data: { by: 'Ketua ICT', note: 'Siapkan <b>kamera</b>' } });
  await settled(id, ({ sentAt }) => sentAt !== null);
  const [mail, ...others] = smtp.to('satu@luar.example');
  expect(others).toEqual([]);
  expect(mail?.parsed.messageId).toBe(`<${id}@instansi.example>`);
  expect(mail?.parsed.from?.value).toEqual([{ name: `Instansi surat${round}.example`, address: from }]);
  expect(mail?.parsed.subject).toMatch(/^Permohonan 2026-\d{6} disetujui: Rapat koordinasi$/);
  expect(mail?.parsed.text).toContain('Yth. Ibu Sari,');
  expect(mail?.parsed.text).toContain('Selasa, 24 Nov 2026, 09.00–11.00 WIB');
  expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail?.parsed.html).toContain('Siapkan &lt;b&gt;kamera&lt;/b&gt;');
  // Somebody without an account is not sent to a page that would ask them to sign in.
  expect(mail?.parsed.text).not.toContain('/requests/');
});

it('leaves by itself once the change is committed, and not before', async () => {
  const { id } = await createCase(application, institution);
  const recipients = [{ address: 'cepat@luar.example', name: '' }];
  const now = application.context.clock();
  deliver();
  await application.context.db.$transaction(async (tx) => {
    await tell(tx, { institutionId: institution.id, event: 'started', requestId: id, recipients, dedupe: id, now });
    // A mail that was recorded later and committed has left: the loop has passed over ours.
    await tellOutsider('sesudahnya@luar.example');
    await smtp.arrived(1);
    expect(smtp.to('cepat@luar.example')).toEqual([]);
  });
  await smtp.arrived(2);
  expect(smtp.to('cepat@luar.example')).toHaveLength(1);
});

it('two servers on one outbox send each mail once', async () => {
  deliver();
  deliver();
  const rows: Awaited<ReturnType<typeof tellOutsider>>[] = [];
  for (let n = 0; n < 30; n++) rows.push(await tellOutsider(`orang${n}@luar.example`));
  await Promise.all(rows.map(({ id }) => settled(id, ({ sentAt }) => sentAt !== null)));
  expect(smtp.mails.map(({ to }) => to[0]).sort()).toEqual(rows.map(({ address }) => address).sort());
});

it('a title with line breaks and markup stays a title', async () => {
  deliver();
  await tellOutsider('judul@luar.example', {}, 'Rapat\r\nBcc: mata@jahat.example\r\n\r\n<script>alert(1)</script>');
  await smtp.arrived(1);
  const [mail] = smtp.to('judul@luar.example');
  expect(smtp.mails.flatMap(({ to }) => to)).toEqual(['judul@luar.example']);
  expect(mail?.parsed.subject).toContain('Rapat Bcc: mata@jahat.example <script>alert(1)</script>');
  expect(mail?.parsed.bcc).toBeUndefined();
  expect(mail?.parsed.headers.has('bcc')).toBe(false);
  expect(mail?.parsed.html).not.toContain('<script>');
});

it('[X-14] names the event’s zone, and the reader’s where it is another', async () => {
  deliver();
  await tellOutsider('timur@luar.example', {
    recipients: [{ address: 'timur@luar.example', name: '', timeZone: 'Asia/Jayapura', language: 'en' }],
  });
  await smtp.arrived(1);
  expect(smtp.to('timur@luar.example')[0]?.parsed.text).toContain(
    'Tuesday, 24 Nov 2026, 09:00–11:00 WIB (your time: Tuesday, 24 Nov 2026, 11:00–13:00 WIT)',
  );
});

it('sealed secrets are in the mail, and neither in the row nor in the log', async () => {
  deliver();
  const { seal } = application.context;
  const secret = 'https://rapat.contoh.example/m/123456789#rahasia-sekali';
  const told = await tellOutsider('tamu@luar.example', {
    event: 'meeting-shared',
    data: { sealed: { link: seal(secret), code: seal('123456789'), password: seal('kata-sandi-rapat') } },
  });
  await smtp.arrived(1);
  const [mail] = smtp.to('tamu@luar.example');
  expect(mail?.parsed.text).toContain(secret);
  expect(mail?.parsed.text).toContain('kata-sandi-rapat');
  const stored = JSON.stringify(await row(told.id));
  for (const word of ['rahasia-sekali', 'kata-sandi-rapat']) {
    expect(stored).not.toContain(word);
    expect(application.log()).not.toContain(word);
  }
  expect(application.log()).not.toContain('tamu@luar.example');
});

it('a server that is busy is asked again later, with the same Message-ID; one that refuses the recipient is not', async () => {
  smtp.refuse = (step, address) =>
    step === 'content' && address === 'sibuk@luar.example' ? 451 : address === 'tiada@luar.example' ? 550 : null;
  deliver();
  const busy = await tellOutsider('sibuk@luar.example');
  const gone = await tellOutsider('tiada@luar.example');
  await settled(gone.id, ({ failedAt }) => failedAt !== null);
  await settled(busy.id, ({ lastError }) => lastError !== null);
  expect((await row(gone.id)).lastError).not.toContain('tiada@luar.example');
  const waiting = await row(busy.id);
  expect(waiting).toMatchObject({ sentAt: null, failedAt: null, attempts: 1 });
  expect(waiting.dueAt.getTime() - application.context.clock().getTime()).toBe(waitAfterMs(1));
  smtp.refuse = () => null;
  application.advance(waitAfterMs(1));
  await settled(busy.id, ({ sentAt }) => sentAt !== null);
  expect(smtp.mails.map(({ parsed }) => parsed.messageId)).toEqual([`<${busy.id}@instansi.example>`]);
});

it('waits longer after every try, up to a bound', () => {
  const waits = Array.from({ length: 12 }, (_, n) => waitAfterMs(n + 1));
  expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8].map((minutes) => minutes * minuteMs));
  expect(Math.max(...waits)).toBe(360 * minuteMs);
});

it('gives up after the last try', async () => {
  smtp.refuse = () => 451;
  const told = await tellOutsider('lelah@luar.example');
  await application.context.db.outboxMessage.update({ where: { id: told.id }, data: { attempts: 11 } });
  deliver();
  await settled(told.id, ({ failedAt }) => failedAt !== null);
  expect((await row(told.id)).attempts).toBe(12);
});

it('does not flood people with old news when a mail server is set up late', async () => {
  const old = await tellOutsider('lama@luar.example');
  application.advance(4 * 86_400_000);
  const fresh = await tellOutsider('baru@luar.example');
  deliver();
  await settled(fresh.id, ({ sentAt }) => sentAt !== null);
  expect(await row(old.id)).toMatchObject({ sentAt: null, lastError: 'expired' });
  expect(smtp.mails.flatMap(({ to }) => to)).toEqual(['baru@luar.example']);
});

/** A server process that does nothing but send; it is killed without warning. */
function startVictim(): ChildProcess {
  const script = join(import.meta.dirname, '../../test/mail-victim.ts');
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      DATABASE_URL: application.database.url,
      SMTP_URL: smtp.url,
      MAIL_FROM: from,
      NOW: application.context.clock().toISOString(),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

it('[X-22] a server that dies between commit and send loses nothing: another sends it', async () => {
  const told = await tellOutsider('mati1@luar.example');
  let victim: ChildProcess | undefined;
  // Connected with the mail claimed, and not a byte of it sent.
  smtp.onConnect = () => victim?.kill('SIGKILL');
  victim = startVictim();
  await once(victim, 'exit');
  smtp.onConnect = () => {};
  expect(victim.signalCode).toBe('SIGKILL');
  expect(await row(told.id)).toMatchObject({ sentAt: null, failedAt: null, attempts: 1 });
  expect(smtp.mails).toEqual([]);
  application.advance(3 * minuteMs);
  deliver();
  await settled(told.id, ({ sentAt }) => sentAt !== null);
  expect(smtp.mails.map(({ parsed }) => parsed.messageId)).toEqual([`<${told.id}@instansi.example>`]);
});

it('[X-22] a server that dies between send and mark repeats the mail with the same Message-ID and the same date', async () => {
  const told = await tellOutsider('mati2@luar.example');
  let victim: ChildProcess | undefined;
  smtp.beforeAcknowledging = async () => {
    victim?.kill('SIGKILL');
    if (victim) await once(victim, 'exit');
  };
  victim = startVictim();
  await once(victim, 'exit');
  smtp.beforeAcknowledging = () => {};
  expect(smtp.mails).toHaveLength(1);
  expect((await row(told.id)).sentAt).toBeNull();
  application.advance(3 * minuteMs);
  deliver();
  await settled(told.id, ({ sentAt }) => sentAt !== null);
  const [first, second, ...others] = smtp.mails;
  expect(others).toEqual([]);
  expect(second?.parsed.messageId).toBe(first?.parsed.messageId);
  expect(second?.parsed.date).toEqual(first?.parsed.date);
  expect(second?.parsed.text).toBe(first?.parsed.text);
});
