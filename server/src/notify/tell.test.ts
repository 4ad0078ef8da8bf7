/** Recording what is to be told: the right people, once each, by the channels they chose, in the transaction of the change. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { createCase } from '../../test/case.ts';
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
  institution = await createInstitution(application, `kabar${round}.example`);
});

const tellIt = (telling: Omit<Telling, 'institutionId' | 'now'>) =>
  application.context.db.$transaction((tx) =>
    tell(tx, { institutionId: institution.id, now: application.context.clock(), ...telling }),
  );
const staffOf = (email: string) => application.context.db.staff.findUniqueOrThrow({ where: { email } });
async function recorded(event: string) {
  const rows = await application.context.db.outboxMessage.findMany({
    where: { institutionId: institution.id, event },
    include: {},
  });
  const staff = await application.context.db.staff.findMany({ where: { institutionId: institution.id } });
  return rows
    .map(({ channel, staffId, address }) => `${channel} ${staff.find(({ id }) => id === staffId)?.email ?? address}`)
    .sort();
}

const applicant = { name: 'Rektorat', unit: 'Rektorat', email: 'rektorat@luar.example', phone: '0711581011' };
const sides = {
  'teknisi-tuan-rumah': { name: 'Teknisi A', phone: '08120000001', email: 'teknisi-a@luar.example' },
  'email-tuan-rumah': ['a1@luar.example', 'A1@luar.example', 'bukan alamat'],
  'teknisi-klien': { name: 'Teknisi B', phone: '08120000002', email: 'teknisi-b@luar.example' },
  'email-klien': ['b1@luar.example', 'b2@luar.example\r\nBcc: mata@jahat.example'],
};

it('[X-22] [X-05] tells the requester on screen and by mail, and the applicant without an account by mail, each once', async () => {
  const requester = await staffOf(institution.people.requester);
  const { id } = await createCase(application, institution, { requesterId: requester.id, applicant });
  const telling = { event: 'request-submitted', requestId: id, dedupe: `${id}:v1` } as const;
  expect(await tellIt(telling)).toBe(3);
  expect(await tellIt(telling)).toBe(0);
  expect(await recorded('request-submitted')).toEqual([
    `in-app ${institution.people.requester}`,
    'mail rektorat@luar.example',
    `mail ${institution.people.requester}`,
  ]);
  expect(await tellIt({ ...telling, dedupe: `${id}:v2` })).toBe(3);
});

it('[X-22] tells both sides by the addresses in the form, each address once; half-written ones and header injections are left out', async () => {
  const { id } = await createCase(application, institution, { values: sides });
  await tellIt({ event: 'request-approved', requestId: id, dedupe: `${id}:v2`, ics: 'request' });
  expect(await recorded('request-approved')).toEqual([
    'mail a1@luar.example',
    'mail b1@luar.example',
    'mail teknisi-a@luar.example',
    'mail teknisi-b@luar.example',
  ]);
});

it('takes an address of somebody with an account for that person, in their language', async () => {
  const requester = await staffOf(institution.people.requester);
  await application.context.db.staff.update({ where: { id: requester.id }, data: { language: 'en' } });
  const { id } = await createCase(application, institution, {
    requesterId: requester.id,
    applicant: { ...applicant, email: institution.people.requester.toUpperCase() },
  });
  await tellIt({ event: 'request-submitted', requestId: id, dedupe: id });
  const rows = await application.context.db.outboxMessage.findMany({ where: { requestId: id } });
  expect(rows.map(({ channel, staffId, language }) => ({ channel, staffId, language }))).toEqual(
    expect.arrayContaining([
      { channel: 'mail', staffId: requester.id, language: 'en' },
      { channel: 'in-app', staffId: requester.id, language: 'en' },
    ]),
  );
  expect(rows).toHaveLength(2);
});

it('refuses an address that could start a header of its own', async () => {
  const recipients = [{ address: 'a@luar.example\r\nBcc: mata@jahat.example', name: 'A' }];
  await expect(tellIt({ event: 'profile-invitation', recipients, dedupe: 'x' })).rejects.toThrow(/not an address/);
  const list = [{ address: 'a@luar.example, mata@jahat.example', name: 'A' }];
  await expect(tellIt({ event: 'profile-invitation', recipients: list, dedupe: 'x' })).rejects.toThrow(
    /not an address/,
  );
});

it('tells whoever holds a position now, not who held it or will, and nobody whose account is closed', async () => {
  const { db } = application.context;
  const position = await db.position.create({
    data: { institutionId: institution.id, key: 'ketua-ict', title: 'Ketua ICT', roles: ['approver'] },
  });
  const day = 86_400_000;
  const at = (days: number) => new Date(startOfTime.getTime() + days * day);
  const holding = async (email: string, from: number, to: number | null) =>
    db.positionAssignment.create({
      data: {
        positionId: position.id,
        staffId: (await staffOf(email)).id,
        startsAt: at(from),
        endsAt: to === null ? null : at(to),
      },
    });
  const { approver, admin, technician, everyrole, norole } = Object.fromEntries(
    Object.entries(institution.people).map(([name, email]) => [name.toLowerCase(), email]),
  );
  await holding(approver ?? '', -10, null);
  await holding(admin ?? '', -10, -1);
  await holding(technician ?? '', 1, null);
  await holding(everyrole ?? '', -1, 5);
  await holding(norole ?? '', -1, 5);
  await db.staff.update({ where: { email: norole ?? '' }, data: { deactivatedAt: startOfTime } });
  const { id } = await createCase(application, institution);
  await tellIt({ event: 'disposed', requestId: id, recipients: [{ position: 'ketua-ict' }], dedupe: `${id}:s1` });
  expect((await recorded('disposed')).filter((one) => one.startsWith('mail'))).toEqual(
    [`mail ${approver}`, `mail ${everyrole}`].sort(),
  );
});

it('[UNSRI-07] [UNSRI-31] tells the technicians of this institution, and no other, of a changed address', async () => {
  await createInstitution(application, `lain${round}.example`);
  await tellIt({
    event: 'address-changed',
    dedupe: 'site:1',
    data: { site: 'Kampus B', oldAddress: '203.0.113.1', newAddress: '203.0.113.9' },
  });
  expect(await recorded('address-changed')).toEqual(
    [institution.people.technician, institution.people.everyRole.toLowerCase()]
      .flatMap((email) => [`in-app ${email}`, `mail ${email}`])
      .sort(),
  );
  expect(
    await application.context.db.outboxMessage.count({
      where: {
        event: 'address-changed',
        institutionId: { not: institution.id },
        address: { contains: `lain${round}` },
      },
    }),
  ).toBe(0);
});

it('[B-07] follows what a person chose: off, digest, on screen only; safety mails cannot be turned off', async () => {
  const requester = await staffOf(institution.people.requester);
  const choose = (events: object, digest = true) =>
    application.context.db.staff.update({ where: { id: requester.id }, data: { preferences: { digest, events } } });
  const { id } = await createCase(application, institution, { requesterId: requester.id });
  const tellRequester = async (dedupe: string, event: Telling['event'] = 'request-approved') => {
    await tellIt({ event, requestId: id, recipients: [{ staffId: requester.id }], dedupe });
    const rows = await application.context.db.outboxMessage.findMany({
      where: { dedupeKey: { startsWith: `${event}:${dedupe}:` } },
    });
    return rows.map(({ channel }) => channel).sort();
  };
  await choose({ 'request-approved': { mail: 'off', inApp: false } });
  expect(await tellRequester('1')).toEqual([]);
  await choose({ 'request-approved': { mail: 'digest', inApp: true } });
  expect(await tellRequester('2')).toEqual(['digest', 'in-app']);
  await choose({ 'request-approved': { mail: 'digest', inApp: true } }, false);
  expect(await tellRequester('3')).toEqual(['in-app']);
  await choose({ 'password-reset': { mail: 'off', inApp: false } });
  expect(await tellRequester('4', 'password-reset')).toEqual(['mail']);
  await choose({});
  expect(await tellRequester('5')).toEqual(['in-app', 'mail']);
});

it('[B-07] by default mails at once what asks for something, and keeps mere information for the digest or the screen', async () => {
  const requester = await staffOf(institution.people.requester);
  const { id } = await createCase(application, institution, { requesterId: requester.id });
  for (const event of ['disposed', 'started', 'archived'] as const)
    await tellIt({ event, requestId: id, recipients: [{ staffId: requester.id }], dedupe: id });
  const rows = await application.context.db.outboxMessage.findMany({ where: { requestId: id } });
  expect(rows.map(({ event, channel }) => `${event} ${channel}`).sort()).toEqual([
    'archived digest',
    'archived in-app',
    'disposed in-app',
    'disposed mail',
    'started in-app',
  ]);
});

it('records nothing of a change that did not happen', async () => {
  const { db } = application.context;
  const { id } = await createCase(application, institution, { applicant });
  const failing = db.$transaction(async (tx) => {
    await tell(tx, {
      institutionId: institution.id,
      event: 'request-submitted',
      requestId: id,
      dedupe: id,
      now: startOfTime,
    });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await db.outboxMessage.count({ where: { requestId: id } })).toBe(0);
});

it('tells the sides of a cancellation only when they had been invited, and then takes the event out of their calendars', async () => {
  const { db } = application.context;
  const early = await createCase(application, institution, { applicant, values: sides });
  await tellIt({ event: 'request-cancelled', requestId: early.id, dedupe: early.id, ics: 'cancel' });
  const late = await createCase(application, institution, { applicant, values: sides });
  await tellIt({ event: 'request-approved', requestId: late.id, dedupe: `${late.id}:v2`, ics: 'request' });
  await tellIt({ event: 'request-cancelled', requestId: late.id, dedupe: `${late.id}:v3`, ics: 'cancel' });
  const cancelled = async (requestId: string) =>
    (await db.outboxMessage.findMany({ where: { requestId, event: 'request-cancelled' } })).map(
      ({ address, data }) => ({
        address,
        method: (data as { ics?: { method: string } }).ics?.method ?? null,
      }),
    );
  expect(await cancelled(early.id)).toEqual([{ address: 'rektorat@luar.example', method: null }]);
  const told = await cancelled(late.id);
  expect(told.map(({ address }) => address).sort()).toEqual([
    'a1@luar.example',
    'b1@luar.example',
    'rektorat@luar.example',
    'teknisi-a@luar.example',
    'teknisi-b@luar.example',
  ]);
  expect(new Set(told.map(({ method }) => method))).toEqual(new Set(['cancel']));
});
