/** The demo's people: there in the demo, locked out of everything else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, startApplication } from '../test/application.ts';
import { verifyChain } from './audit/index.ts';
import { closeDemo, openDemo } from './demo.ts';

let application: Application;
beforeAll(async () => {
  application = await startApplication({ demo: true });
});
afterAll(() => application.close());

test('opening the demo twice makes one institution with three places and somebody in each role', async () => {
  const people = (await openDemo(application.context)) ?? [];
  await openDemo(application.context);
  const { db } = application.context;
  expect(await db.institution.count()).toBe(1);
  expect(await db.place.count()).toBe(3);
  expect(await db.staff.count()).toBe(people.length);
  expect(people.flatMap(({ roles }) => roles).sort()).toEqual(['admin', 'approver', 'requester', 'technician']);
  const institution = await db.institution.findFirstOrThrow();
  expect(await verifyChain(db, institution.id)).toBeNull();
});

test('demo people sign in, set-up is not needed, and nobody sets up an administrator beside them', async () => {
  const people = (await openDemo(application.context)) ?? [];
  for (const { email, password, roles } of people) {
    const answer = await application.visitor().post('/api/session', { email, password });
    expect(answer.body).toMatchObject({ demo: true, staff: { roles } });
  }
  const visitor = application.visitor();
  expect((await visitor.get('/api/setup')).body).toEqual({ needed: false });
  const input = {
    token: 'x',
    institutionName: 'I',
    timeZone: 'Asia/Jakarta',
    name: 'N',
    email: 'n@contoh.example',
    password: 'kalimat sandi panjang',
  };
  expect((await visitor.post('/api/setup', input)).problem.code).toBe('setup-done');
});

test('started without the demo, its people are out, their sessions too; with the demo they are in again', async () => {
  const [person] = (await openDemo(application.context)) ?? [];
  const { email = '', password = '' } = person ?? {};
  const browser = application.visitor();
  await browser.post('/api/session', { email, password });
  await closeDemo(application.context);
  expect((await browser.get('/api/places')).problem.code).toBe('not-signed-in');
  const refused = await application.visitor().post('/api/session', { email, password });
  expect(refused.problem.code).toBe('wrong-credentials');
  await openDemo(application.context);
  expect((await application.visitor().post('/api/session', { email, password })).status).toBe(200);
});
