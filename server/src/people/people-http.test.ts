/** People and positions over HTTP: made, edited, let out and in, positions held for a while, and everybody who is refused. */
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  password,
  startApplication,
} from '../../test/application.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';

let application: Application;
let institution: Institution;
let other: Institution;
let admin: Visitor;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  other = await createInstitution(application, 'dua.example');
  admin = await application.signedIn(institution.people.admin);
});
afterAll(async () => {
  expect(await verifyChain(application.context.db, institution.id)).toBeNull();
  await application.close();
});

const dayMs = 24 * 3_600_000;
const instant = (days: number) => new Date(application.context.clock().getTime() + days * dayMs).toISOString();
const idOf = async (email: string) => (await application.context.db.staff.findUniqueOrThrow({ where: { email } })).id;
let made = 0;
async function makePerson(rest: Record<string, unknown> = {}) {
  const email = `orang${++made}@satu.example`;
  const answer = await admin.post('/api/people', { name: `Orang ${made}`, email, welcome: 'password', ...rest });
  return { email, answer, person: answer.body?.person, firstPassword: answer.body?.firstPassword as string };
}
async function makePosition(rest: Record<string, unknown> = {}) {
  const key = `jabatan-${++made}`;
  const answer = await admin.post('/api/positions', { key, title: `Jabatan ${made}`, roles: ['approver'], ...rest });
  return { key, answer, id: answer.body?.id as string };
}
const assign = (positionId: string, body: Record<string, unknown>) =>
  admin.post(`/api/positions/${positionId}/assignments`, { startsAt: instant(0), ...body });

describe('a new account', () => {
  it('gets a first password that is told once and has to be changed', async () => {
    const { id: positionId } = await makePosition();
    const { email, answer, firstPassword } = await makePerson({ positionIds: [positionId], unit: 'Bagian Umum' });
    expect(answer.status).toBe(201);
    expect(answer.body.person).toMatchObject({
      email,
      unit: 'Bagian Umum',
      roles: ['approver'],
      mustChangePassword: true,
    });
    expect(firstPassword).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const listed = (await admin.get('/api/people')).text;
    expect(listed).toContain(email);
    for (const text of [listed, application.log()]) expect(text).not.toContain(firstPassword);
    const visitor = application.visitor();
    const signedIn = await visitor.post('/api/session', { email, password: firstPassword });
    expect(signedIn.body.staff.duties).toEqual(['change-password']);
  });

  it('may get a link by mail instead, through which the person chooses a password', async () => {
    const { email, answer, person } = await makePerson({ welcome: 'mail', language: 'en' });
    expect(answer.body.firstPassword).toBeNull();
    const message = await application.context.db.outboxMessage.findFirstOrThrow({ where: { staffId: person.id } });
    expect(message).toMatchObject({ event: 'account-created', address: email, language: 'en', channel: 'mail' });
    const { sealed } = message.data as { sealed: { link: string } };
    const token = new URL(application.context.open(sealed.link)).hash.slice(1);
    const own = 'pilihan saya sendiri';
    expect((await application.visitor().post('/api/password-resets/use', { token, password: own })).status).toBe(204);
    const signedIn = await application.visitor().post('/api/session', { email, password: own });
    expect(signedIn.body.staff.duties).toEqual([]);
  });

  it('is refused under an address that any account has, told at its field', async () => {
    for (const email of [institution.people.approver.toUpperCase(), other.people.approver]) {
      const answer = await admin.post('/api/people', { name: 'Kembar', email, welcome: 'password' });
      expect(answer.problem).toMatchObject({ code: 'email-taken', errors: [{ pointer: '/email' }] });
    }
    const elsewhere = (await application.context.db.position.findFirstOrThrow({ where: { institutionId: other.id } }))
      .id;
    const { answer } = await makePerson({ positionIds: [elsewhere] });
    expect(answer.problem.code).toBe('not-found');
  });
});

describe('letting out and in', () => {
  it('[X-04] ends sessions, sockets, links and calendar addresses at once, and the way back in opens none of them', async () => {
    const { email, person } = await makePerson({ positionIds: [await positionOf('teknisi')] });
    const { db } = application.context;
    await db.staff.update({
      where: { id: person.id },
      data: {
        passwordHash: (await db.staff.findFirstOrThrow({ where: { email: institution.people.admin } })).passwordHash,
        mustChangePassword: false,
      },
    });
    const visitor = await application.signedIn(email);
    await visitor.post('/api/password-resets', { email });
    await db.calendarFeed.create({
      data: {
        institutionId: institution.id,
        tokenHash: 'f'.repeat(64),
        subjectKind: 'person',
        subjectId: person.id,
        createdById: person.id,
        createdAt: application.context.clock(),
      },
    });
    const socket = io(`${application.url}/staff`, {
      extraHeaders: { cookie: visitor.cookieHeader() },
      transports: ['websocket'],
      reconnection: false,
    });
    await new Promise((resolve, reject) => socket.once('connect', () => resolve(null)).once('connect_error', reject));
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));

    const out = await admin.post(`/api/people/${person.id}/deactivation`, undefined);
    expect(out.body).toMatchObject({ deactivatedAt: application.context.clock().toISOString(), roles: [] });
    await gone;
    expect((await visitor.get('/api/places')).problem.code).toBe('not-signed-in');
    expect(await db.passwordReset.count({ where: { staffId: person.id, usedAt: null } })).toBe(0);
    expect(await db.calendarFeed.count({ where: { subjectId: person.id, revokedAt: null } })).toBe(0);
    const refused = await application.visitor().post('/api/session', { email, password });
    expect(refused.problem.code).toBe('wrong-credentials');

    const back = await admin.post(`/api/people/${person.id}/reactivation`, undefined);
    expect(back.body.deactivatedAt).toBeNull();
    expect((await visitor.get('/api/places')).problem.code).toBe('not-signed-in');
    expect((await application.visitor().post('/api/session', { email, password })).status).toBe(200);
  });

  it('does not let the last admin out, nor their position or its role away', async () => {
    const lonely = await createInstitution(application, 'sendiri.example');
    const { db } = application.context;
    await db.staff.update({
      where: { email: lonely.people.everyRole },
      data: { deactivatedAt: application.context.clock() },
    });
    const person = await application.signedIn(lonely.people.admin);
    const position = await db.position.findFirstOrThrow({ where: { institutionId: lonely.id, key: 'admin' } });
    const assignment = await db.positionAssignment.findFirstOrThrow({
      where: { positionId: position.id, staff: { email: lonely.people.admin } },
    });
    const answers = [
      await person.post(`/api/people/${await idOf(lonely.people.admin)}/deactivation`, undefined),
      await person.post(`/api/positions/${position.id}/retirement`, undefined),
      await person.patch(`/api/positions/${position.id}`, { roles: ['requester'] }),
      await person.post(`/api/positions/${position.id}/assignments/${assignment.id}/end`, { endsAt: instant(0) }),
    ];
    expect(answers.map(({ problem }) => problem.code)).toEqual(Array(4).fill('state-conflict'));
    expect((await person.get('/api/people')).status).toBe(200);
  });
});

const positionOf = async (key: string, of = institution) =>
  (await application.context.db.position.findFirstOrThrow({ where: { institutionId: of.id, key } })).id;

describe('what an admin may do for a person', () => {
  it('edits, ends sessions, takes a lost second step down and gives a new first password', async () => {
    const { email, person, firstPassword } = await makePerson();
    const visitor = application.visitor();
    await visitor.post('/api/session', { email, password: firstPassword });
    expect((await admin.delete(`/api/people/${person.id}/sessions`)).status).toBe(204);
    expect((await visitor.get('/api/account')).problem.code).toBe('not-signed-in');
    const edited = await admin.patch(`/api/people/${person.id}`, { skills: ['jaringan'], email: `Baru-${email}` });
    expect(edited.body).toMatchObject({ skills: ['jaringan'], email: `baru-${email}` });
    await application.context.db.staff.update({
      where: { id: person.id },
      data: { totpConfirmedAt: application.context.clock(), totpSealed: 'x', recoveryHashes: ['a'] },
    });
    expect((await admin.get('/api/people')).body.find(({ id }: { id: string }) => id === person.id).secondStep).toBe(
      true,
    );
    expect((await admin.post(`/api/people/${person.id}/second-step-removal`, undefined)).body.secondStep).toBe(false);
    const again = await admin.post(`/api/people/${person.id}/first-password`, undefined);
    expect(again.body.firstPassword).not.toBe(firstPassword);
    const old = await application.visitor().post('/api/session', { email: `baru-${email}`, password: firstPassword });
    expect(old.problem.code).toBe('wrong-credentials');
    const entries = await application.context.db.auditEntry.findMany({
      where: { entityId: person.id },
      orderBy: { seq: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'staff.created',
      'staff.signed-in',
      'staff.sessions-ended',
      'staff.edited',
      'staff.second-step-reset',
      'staff.first-password-given',
    ]);
    expect(JSON.stringify(entries.map(({ data }) => data))).not.toContain('baru-');
  });
});

describe('positions', () => {
  it.each([
    ['UNSRI-01', 'dosen', 'Dosen', ['requester']],
    ['UNSRI-02', 'pegawai', 'Pegawai', ['requester']],
    ['UNSRI-03', 'mahasiswa', 'Mahasiswa', ['requester']],
    ['UNSRI-04', 'tim-ict', 'Tim ICT', ['technician']],
    ['UNSRI-06', 'ketua-ict', 'Ketua ICT', ['approver']],
    ['UNSRI-07', 'admin-vicon', 'Admin Video Conference ICT', ['admin']],
    ['UNSRI-08', 'penanggung-jawab', 'Penanggung Jawab Kegiatan', ['requester']],
    ['UNSRI-09', 'pelaksana-kegiatan', 'Pelaksana Kegiatan', ['requester']],
    ['UNSRI-11', 'pelaksana-tugas', 'Pelaksana Tugas', ['technician']],
  ])('[%s] give their holder exactly the rights of the role', async (_id, key, title, roles) => {
    const position = await admin.post('/api/positions', { key, title, roles });
    expect(position.status).toBe(201);
    const { email, person, firstPassword } = await makePerson();
    expect(person.roles).toEqual([]);
    const assigned = await assign(position.body.id, { staffId: person.id });
    expect(assigned.body.assignments).toMatchObject([{ staffId: person.id, capacity: 'definitive', endsAt: null }]);
    const visitor = application.visitor();
    const { staff } = (await visitor.post('/api/session', { email, password: firstPassword })).body;
    expect(staff).toMatchObject({ roles, positions: [{ key, title, capacity: 'definitive' }] });
  });

  it('[X-04] are held as Plt. or Plh. from day to day, and end by themselves', async () => {
    const { id } = await makePosition();
    const { email, person } = await makePerson();
    expect((await assign(id, { staffId: person.id, capacity: 'plh' })).problem.errors?.[0]?.pointer).toBe('/endsAt');
    await assign(id, { staffId: person.id, capacity: 'plh', startsAt: instant(1), endsAt: instant(2) });
    const rolesNow = async () =>
      (await admin.get('/api/people')).body.find((each: { email: string }) => each.email === email).roles;
    expect(await rolesNow()).toEqual([]);
    application.advance(dayMs);
    admin = await reSignIn();
    expect(await rolesNow()).toEqual(['approver']);
    application.advance(dayMs);
    admin = await reSignIn();
    expect(await rolesNow()).toEqual([]);
  });

  it('refuse a taken key, an unknown superior and a circle of superiors', async () => {
    const { id, key } = await makePosition();
    expect((await admin.post('/api/positions', { key, title: 'Lagi', roles: ['admin'] })).problem.code).toBe(
      'key-taken',
    );
    const below = await makePosition({ superiorId: id });
    expect(below.answer.body.superiorId).toBe(id);
    for (const superiorId of [below.id, id, await positionOf('admin', other)]) {
      const answer = await admin.patch(`/api/positions/${id}`, { superiorId });
      expect(answer.problem.errors?.[0]?.pointer).toBe('/superiorId');
    }
  });

  it('end with their assignments, and nobody gets them afterwards', async () => {
    const { id } = await makePosition();
    const { email, person } = await makePerson({ positionIds: [id] });
    const retired = await admin.post(`/api/positions/${id}/retirement`, undefined);
    expect(retired.body).toMatchObject({ retiredAt: application.context.clock().toISOString(), assignments: [] });
    expect((await assign(id, { staffId: person.id })).problem.code).toBe('state-conflict');
    const listed = (await admin.get('/api/people')).body.find((each: { email: string }) => each.email === email);
    expect(listed.roles).toEqual([]);
  });

  it('withdraw an assignment that has not begun', async () => {
    const { id } = await makePosition();
    const { person } = await makePerson();
    const assigned = await assign(id, { staffId: person.id, startsAt: instant(3) });
    const [{ id: assignmentId }] = assigned.body.assignments;
    const path = `/api/positions/${id}/assignments/${assignmentId}/end`;
    expect((await admin.post(path, { endsAt: instant(0) })).body.assignments).toEqual([]);
    expect((await admin.post(path, { endsAt: instant(0) })).problem.code).toBe('not-found');
  });
});

/** The clock ran past the session's end. */
async function reSignIn() {
  const visitor = application.visitor();
  await visitor.post('/api/session', { email: institution.people.admin, password });
  return visitor;
}

describe('everybody else', () => {
  it('is refused: other roles, people without an account, admins of another institution', async () => {
    const personId = await idOf(institution.people.requester);
    const positionId = await positionOf('pemohon');
    const calls: [string, string, unknown?][] = [
      ['GET', '/api/people'],
      ['POST', '/api/people', { name: 'A', email: 'a@a.example', welcome: 'password' }],
      ['PATCH', `/api/people/${personId}`, { name: 'Lain' }],
      ['POST', `/api/people/${personId}/deactivation`],
      ['POST', `/api/people/${personId}/reactivation`],
      ['DELETE', `/api/people/${personId}/sessions`],
      ['POST', `/api/people/${personId}/second-step-removal`],
      ['POST', `/api/people/${personId}/first-password`],
      ['POST', '/api/positions', { key: 'x', title: 'X', roles: ['admin'] }],
      ['PATCH', `/api/positions/${positionId}`, { title: 'X' }],
      ['POST', `/api/positions/${positionId}/retirement`],
      ['POST', `/api/positions/${positionId}/assignments`, { staffId: personId, startsAt: instant(0) }],
    ];
    const elsewhere = application.visitor();
    await elsewhere.post('/api/session', { email: other.people.admin, password });
    for (const [method, path, body] of calls) {
      const ask = (visitor: Visitor) => (method === 'GET' ? visitor.get(path) : visitor.change(method, path, body, {}));
      expect((await ask(application.visitor())).problem.code, path).toBe('not-signed-in');
      for (const role of ['requester', 'approver', 'technician', 'noRole'] as const) {
        const visitor = application.visitor();
        await visitor.post('/api/session', { email: institution.people[role], password });
        expect((await ask(visitor)).problem.code, `${role} ${method} ${path}`).toBe('forbidden');
      }
      if (path.includes(personId) || path.includes(positionId)) {
        expect((await ask(elsewhere)).problem.code, `elsewhere ${path}`).toBe('not-found');
      }
    }
    expect((await elsewhere.get('/api/people')).text).not.toContain('satu.example');
    expect((await application.context.db.staff.findUniqueOrThrow({ where: { id: personId } })).name).toBe('requester');
  });
});
