/** Signing in and out, roles in time, and the first-run set-up over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  password,
  startApplication,
} from '../../test/application.ts';
import { verifyChain } from '../audit/index.ts';
import { sessionAbsoluteMs, sessionIdleMs } from '../sessions.ts';
import { offerSetup } from './index.ts';

let application: Application;
let institution: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
});
afterAll(() => application.close());

const requester = () => institution.people.requester;

test('signing in tells who one is, and signing out ends it', async () => {
  const person = application.visitor();
  expect((await person.get('/api/session')).body).toMatchObject({ staff: null, demo: false });
  const signedIn = await person.post('/api/session', { email: requester(), password });
  expect(signedIn.status).toBe(200);
  expect(signedIn.body.staff).toMatchObject({
    name: 'requester',
    roles: ['requester'],
    institution: { id: institution.id, timeZone: 'Asia/Jakarta' },
  });
  expect((await person.get('/api/session')).body.staff.email).toBe(requester());
  const signedOut = await person.delete('/api/session');
  expect(signedOut.body.staff).toBeNull();
  expect((await person.get('/api/session')).body.staff).toBeNull();
  expect((await person.get('/api/places')).problem.code).toBe('not-signed-in');
});

test('capitals in the address do not matter', async () => {
  const answer = await application.visitor().post('/api/session', { email: requester().toUpperCase(), password });
  expect(answer.status).toBe(200);
});

test('the session gets a new id at sign-in, in a cookie that scripts and other sites do not get', async () => {
  const person = application.visitor();
  await person.get('/api/session');
  const before = person.cookies.get('sambung_staff');
  const answer = await person.post('/api/session', { email: requester(), password });
  const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('sambung_staff=')) ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  expect(person.cookies.get('sambung_staff')).not.toBe(before);
  const thief = application.visitor();
  thief.cookies.set('sambung_staff', before ?? '');
  expect((await thief.get('/api/session')).body.staff).toBeNull();
});

test('after signing out the old cookie is worth nothing', async () => {
  const person = application.visitor();
  await person.post('/api/session', { email: requester(), password });
  const stolen = person.cookies.get('sambung_staff') ?? '';
  await person.delete('/api/session');
  const thief = application.visitor();
  thief.cookies.set('sambung_staff', stolen);
  expect((await thief.get('/api/places')).problem.code).toBe('not-signed-in');
});

test('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await application.visitor().post('/api/session', { email: requester(), password: 'salah' });
  const unknown = await application.visitor().post('/api/session', { email: 'tak@ada.example', password: 'salah' });
  expect(wrong.status).toBe(401);
  expect({ ...wrong.problem, requestId: '' }).toEqual({ ...unknown.problem, requestId: '' });
  expect(wrong.problem).toMatchObject({ code: 'wrong-credentials', title: 'Wrong email or password' });
  const indonesian = await application.visitor('id').post('/api/session', { email: requester(), password: 'salah' });
  expect(indonesian.problem.title).toBe('Email atau kata sandi salah');
});

test('the right password of a deactivated account is refused, and its running session ends', async () => {
  const other = await createInstitution(application, 'nonaktif.example');
  const person = await application.signedIn(other.people.requester);
  await application.context.db.staff.update({
    where: { email: other.people.requester },
    data: { deactivatedAt: application.context.clock() },
  });
  expect((await person.get('/api/places')).problem.code).toBe('not-signed-in');
  const answer = await application.visitor().post('/api/session', { email: other.people.requester, password });
  expect(answer.problem.code).toBe('wrong-credentials');
});

test('a role counts from its first to its last instant', async () => {
  const other = await createInstitution(application, 'peran.example');
  const person = await application.signedIn(other.people.noRole);
  const { id: staffId } = await application.context.db.staff.findUniqueOrThrow({
    where: { email: other.people.noRole },
  });
  const now = application.context.clock().getTime();
  const at = (ms: number) => new Date(now + ms);
  const roles = async () => (await person.get('/api/session')).body.staff.roles;
  const { id: positionId } = await application.context.db.position.findFirstOrThrow({
    where: { institutionId: other.id, key: 'penyetuju' },
  });
  const assign = (startsAt: Date, endsAt: Date | null) =>
    application.context.db.positionAssignment.create({ data: { staffId, positionId, startsAt, endsAt } });
  await assign(at(1), null);
  expect(await roles()).toEqual([]);
  await assign(at(-2), at(0));
  expect(await roles()).toEqual([]);
  await assign(at(0), at(1));
  expect(await roles()).toEqual(['approver']);
});

test('after ten wrong passwords an account is refused for a while, from this sender, and others are not', async () => {
  const limited = await startApplication();
  try {
    const one = await createInstitution(limited);
    const { approver, technician } = one.people;
    for (let tries = 0; tries < 10; tries++) {
      const answer = await limited.visitor().post('/api/session', { email: approver, password: `salah ${tries}` });
      expect(answer.problem.code).toBe('wrong-credentials');
    }
    const refused = await limited.visitor('id').post('/api/session', { email: ` ${approver.toUpperCase()}`, password });
    expect(refused.status).toBe(429);
    expect(refused.problem).toMatchObject({ code: 'too-many-requests', title: 'Terlalu banyak percobaan' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.visitor().post('/api/session', { email: technician, password })).status).toBe(200);
  } finally {
    await limited.close();
  }
});

test('right passwords are never counted against anybody', async () => {
  for (let tries = 0; tries < 12; tries++) {
    expect((await application.visitor().post('/api/session', { email: requester(), password })).status).toBe(200);
  }
});

test('a session ends after a day however busy it was, and after eight idle hours', async () => {
  const aging = await startApplication();
  try {
    const one = await createInstitution(aging);
    const person = await aging.signedIn(one.people.requester);
    aging.advance(sessionAbsoluteMs);
    expect((await person.get('/api/session')).body.staff).not.toBeNull();
    aging.advance(1);
    expect((await person.get('/api/session')).body.staff).toBeNull();
    const row = await aging.context.db.staffSession.findFirstOrThrow({ orderBy: { expire: 'desc' } });
    const idleMs = row.expire.getTime() - Date.now();
    expect(idleMs).toBeGreaterThan(sessionIdleMs - 3_600_000);
    expect(idleMs).toBeLessThanOrEqual(sessionIdleMs + 1_000);
    await aging.context.db.staffSession.updateMany({ data: { expire: new Date(0) } });
    expect((await person.get('/api/places')).problem.code).toBe('not-signed-in');
  } finally {
    await aging.close();
  }
});

test('neither passwords nor cookies nor tokens get into the log', async () => {
  const person = application.visitor();
  await person.post('/api/session', { email: requester(), password });
  await person.post('/api/session', { email: requester(), password: 'rahasia-yang-salah' });
  const log = application.log();
  for (const secret of [password, 'rahasia-yang-salah', person.cookies.get('sambung_staff') ?? 'x', requester()]) {
    expect(log).not.toContain(secret);
  }
});

const setupInput = {
  institutionName: 'Dinas Percobaan',
  timeZone: 'Asia/Jayapura',
  name: 'Kepala Percobaan',
  email: 'Kepala@Percobaan.example',
  password: 'kalimat sandi panjang',
};

test('the first run makes an institution, a place and an administrator who can do the whole way, once', async () => {
  const fresh = await startApplication();
  try {
    const visitor = fresh.visitor();
    expect((await visitor.get('/api/setup')).body).toEqual({ needed: true });
    const early = await visitor.post('/api/setup', { ...setupInput, token: 'tebakan' });
    expect(early.problem.code).toBe('link-not-valid');
    const older = (await offerSetup(fresh.context))?.split('#')[1] ?? '';
    const address = (await offerSetup(fresh.context)) ?? '';
    const token = address.split('#')[1] ?? '';
    expect(address).toBe(`${fresh.url}/setup#${token}`);
    for (const wrong of [older, 'tebakan']) {
      expect((await visitor.post('/api/setup', { ...setupInput, token: wrong })).problem.code).toBe('link-not-valid');
    }
    const stored = await fresh.context.db.setting.findMany();
    expect(JSON.stringify(stored)).not.toContain(token);

    const answers = await Promise.all(
      [fresh.visitor(), fresh.visitor()].map((each) => each.post('/api/setup', { ...setupInput, token })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.problem.code).toBe('setup-done');
    const state = answers.find(({ status }) => status === 200)?.body;
    expect(state.staff).toMatchObject({
      name: 'Kepala Percobaan',
      email: 'kepala@percobaan.example',
      roles: ['requester', 'approver', 'technician', 'admin'],
      institution: { name: 'Dinas Percobaan', timeZone: 'Asia/Jayapura' },
    });
    expect((await visitor.get('/api/setup')).body).toEqual({ needed: false });
    expect(await offerSetup(fresh.context)).toBeNull();
    expect((await visitor.post('/api/setup', { ...setupInput, token })).problem.code).toBe('setup-done');

    const { email, password: chosen } = setupInput;
    const administrator = fresh.visitor();
    await administrator.post('/api/session', { email, password: chosen });
    const places = (await administrator.get('/api/places')).body;
    expect(places).toHaveLength(1);
    expect(await verifyChain(fresh.context.db, state.staff.institution.id)).toBeNull();
  } finally {
    await fresh.close();
  }
});
