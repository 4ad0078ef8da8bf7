/** The doors of meetings and test calls: links and passwords become cookies. */
import { createHmac } from 'node:crypto';
import { type IceServers, iceServersSchema } from '@sambung/contract/ice-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { newRun } from '../../test/new-run.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { findRoomAccess, newLinkToken, newRoomCode } from './index.ts';

let application: Application;
let institution: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
});
afterAll(() => application.close());

let day = 0;
/** An approved request's meeting. */
async function createMeeting(where = application, of = institution) {
  day += 1;
  const everyone = await where.signedIn(of.people.everyRole);
  const startsAt = new Date(Date.UTC(2026, 11, day, 2)).toISOString();
  const endsAt = new Date(Date.UTC(2026, 11, day, 4)).toISOString();
  const values = requestValues(of.places[0]?.id ?? '', { waktu: { startsAt, endsAt } });
  const filed = await file(everyone, of.sopVersionId, values);
  const { meeting } = (await decide(everyone, filed.body, 'dispose')).body;
  const { code, password, inviteUrl } = meeting as { code: string; password: string; inviteUrl: string };
  return {
    requestId: filed.body.id as string,
    code,
    password,
    invite: inviteUrl.split('#')[1] ?? '',
    startsAt,
    endsAt,
  };
}

async function createTestCall(requestId: string, where = application, of = institution) {
  const { context } = where;
  const staff = await context.db.staff.findUniqueOrThrow({ where: { email: of.people.technician } });
  const [host, audience] = [newLinkToken(), newLinkToken()];
  const code = await context.db.$transaction(async (tx) => {
    const free = await newRoomCode(tx);
    await tx.testCall.create({
      data: {
        institutionId: of.id,
        requestId,
        code: free,
        hostTokenSealed: context.seal(host),
        audienceTokenSealed: context.seal(audience),
        openedById: staff.id,
        openedAt: context.clock(),
        simulatedReasons: [],
        ...newRun(context, staff.id, context.clock()),
        attempt: 1 + (await tx.testCall.count({ where: { requestId } })),
      },
    });
    return free;
  });
  return { code, host, audience };
}

test('the invite link admits without an account, by a cookie bound to that room', async () => {
  const { code, invite, startsAt, endsAt } = await createMeeting();
  const guest = application.visitor();
  const answer = await guest.post('/api/access', { code, invite });
  expect(answer.body).toEqual({
    code,
    kind: 'meeting',
    institutionId: institution.id,
    title: 'Rapat koordinasi',
    startsAt,
    endsAt,
    timeZone: 'Asia/Jakarta',
    side: null,
    staffName: null,
    isHost: false,
    iceServers: { servers: [], lifetimeSeconds: 0 },
  });
  const cookie = answer.headers.getSetCookie().find((each) => each.startsWith(`sambung_room_${code}=`)) ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  expect(cookie).toMatch(/Path=\//);
  expect((await guest.get(`/api/access/${code}`)).body.code).toBe(code);
  const access = await findRoomAccess(application.context, code, guest.cookieHeader());
  expect(access?.room).toMatchObject({ kind: 'meeting', code, institutionId: institution.id, side: null });
  const rows = await application.context.db.roomAccess.findMany();
  expect(JSON.stringify(rows)).not.toContain(guest.cookies.get(`sambung_room_${code}`));
});

test('the password admits, however it was typed', async () => {
  const { code, password } = await createMeeting();
  for (const typed of [password, password.toUpperCase(), `${password.slice(0, 5)} ${password.slice(5)}`]) {
    expect((await application.visitor().post('/api/access', { code, password: typed })).status).toBe(200);
  }
});

test('opening the link again keeps the same access; another browser gets its own', async () => {
  const { code, invite } = await createMeeting();
  const guest = application.visitor();
  await guest.post('/api/access', { code, invite });
  const first = await findRoomAccess(application.context, code, guest.cookieHeader());
  await guest.post('/api/access', { code, invite });
  const second = await findRoomAccess(application.context, code, guest.cookieHeader());
  expect(second?.accessId).toBe(first?.accessId);
  const other = application.visitor();
  await other.post('/api/access', { code, invite });
  expect((await findRoomAccess(application.context, code, other.cookieHeader()))?.accessId).not.toBe(first?.accessId);
});

test('wrong secrets and unknown codes get one answer, in both languages', async () => {
  const { code, password, invite } = await createMeeting();
  const other = await createMeeting();
  const visitor = application.visitor('id');
  for (const input of [
    { code, invite: `${invite}x` },
    { code, invite: password },
    { code, invite: other.invite },
    { code: '999999999', invite },
  ]) {
    const answer = await visitor.post('/api/access', input);
    expect(answer.problem).toMatchObject({ code: 'link-not-valid', title: 'Tautan tidak berlaku' });
    expect(answer.headers.getSetCookie().some((cookie) => cookie.includes('sambung_room'))).toBe(false);
  }
  for (const input of [
    { code, password: `${password}2` },
    { code, password: other.password },
    { code, password: invite },
    { code: '999999999', password },
  ]) {
    expect((await visitor.post('/api/access', input)).problem.code).toBe('wrong-password');
  }
});

test('the cookie of one room opens no other', async () => {
  const [one, two] = [await createMeeting(), await createMeeting()];
  const guest = application.visitor();
  await guest.post('/api/access', { code: one.code, invite: one.invite });
  const token = guest.cookies.get(`sambung_room_${one.code}`) ?? '';
  guest.cookies.set(`sambung_room_${two.code}`, token);
  expect((await guest.get(`/api/access/${two.code}`)).problem.code).toBe('link-not-valid');
  expect(await findRoomAccess(application.context, two.code, guest.cookieHeader())).toBeNull();
  expect(await findRoomAccess(application.context, one.code, undefined)).toBeNull();
  expect(await findRoomAccess(application.context, one.code, `sambung_room_${one.code}=`)).toBeNull();
});

test('an access ends by itself, and at once when it is revoked', async () => {
  const own = await startApplication();
  try {
    const meeting = await createMeeting(own, await createInstitution(own));
    const guest = own.visitor();
    await guest.post('/api/access', { code: meeting.code, invite: meeting.invite });
    const again = own.visitor();
    await again.post('/api/access', { code: meeting.code, invite: meeting.invite });
    const revoked = await findRoomAccess(own.context, meeting.code, again.cookieHeader());
    await own.context.db.roomAccess.update({
      where: { id: revoked?.accessId ?? '' },
      data: { revokedAt: own.context.clock() },
    });
    expect((await again.get(`/api/access/${meeting.code}`)).problem.code).toBe('link-not-valid');
    own.advance(Date.parse(meeting.endsAt) - own.context.clock().getTime() + 11 * 3_600_000);
    expect((await guest.get(`/api/access/${meeting.code}`)).status).toBe(200);
    own.advance(3_600_000);
    expect((await guest.get(`/api/access/${meeting.code}`)).problem.code).toBe('link-not-valid');
  } finally {
    await own.close();
  }
});

describe('where there is a TURN server', () => {
  const turn = { urls: ['turn:turn.contoh.example', 'turns:turn.contoh.example:5349'], secret: 's'.repeat(32) };
  let own: Application;
  let ours: Institution;
  beforeAll(async () => {
    own = await startApplication({ turn });
    ours = await createInstitution(own);
  });
  afterAll(() => own.close());

  const nowSeconds = () => own.context.clock().getTime() / 1_000;
  const givenTo = async (guest: Visitor, code: string): Promise<IceServers> =>
    iceServersSchema.parse((await guest.get(`/api/access/${code}`)).body.iceServers);

  test('each participant gets credentials of their own, for hours, that tell nothing of them', async () => {
    const { code, invite, password } = await createMeeting(own, ours);
    const [one, two] = [own.visitor(), own.visitor()];
    const first = (await one.post('/api/access', { code, invite })).body.iceServers as IceServers;
    const second = (await two.post('/api/access', { code, password })).body.iceServers as IceServers;
    for (const [guest, { servers, lifetimeSeconds }] of [
      [one, first],
      [two, second],
    ] as const) {
      const access = await findRoomAccess(own.context, code, guest.cookieHeader());
      const username = `${nowSeconds() + 4 * 3_600}:${access?.accessId}`;
      const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
      expect(servers).toEqual([{ urls: turn.urls, username, credential }]);
      expect(lifetimeSeconds).toBe(4 * 3_600);
    }
    expect(first.servers).not.toEqual(second.servers);
    own.advance(3_600_000);
    const [later] = (await givenTo(one, code)).servers;
    expect(later?.username.split(':')[0]).toBe(String(nowSeconds() + 4 * 3_600));
    const again = (await one.post('/api/access', { code, invite })).body.iceServers as IceServers;
    expect(again.servers).toEqual([later]);
    expect(own.log()).not.toContain(later?.credential);
  });

  test('nobody gets any without a door of their own that is open', async () => {
    const open = await createMeeting(own, ours);
    const other = await createMeeting(own, ours);
    const revoked = await createMeeting(own, ours);
    const ended = await createMeeting(own, ours);
    const guest = own.visitor();
    for (const { code, invite } of [other, revoked, ended]) await guest.post('/api/access', { code, invite });
    guest.cookies.set(`sambung_room_${open.code}`, guest.cookies.get(`sambung_room_${other.code}`) ?? '');
    const access = await findRoomAccess(own.context, revoked.code, guest.cookieHeader());
    const now = own.context.clock();
    await own.context.db.roomAccess.update({ where: { id: access?.accessId ?? '' }, data: { revokedAt: now } });
    await own.context.db.meeting.update({ where: { code: ended.code }, data: { endedAt: now } });
    const admin = await own.signedIn(ours.people.admin);
    const answers = [
      await own.visitor().get(`/api/access/${open.code}`),
      await admin.get(`/api/access/${open.code}`),
      await guest.get(`/api/access/${open.code}`),
      await guest.get(`/api/access/${revoked.code}`),
      await guest.get(`/api/access/${ended.code}`),
      await guest.post('/api/access', { code: open.code, invite: other.invite }),
      await guest.post('/api/access', { code: open.code, password: other.password }),
    ];
    const closed = 'link-not-valid';
    expect(answers.map(({ problem }) => problem?.code)).toEqual([
      ...[closed, closed, closed, closed, 'room-not-open', closed, 'wrong-password'],
    ]);
    for (const { text } of answers) expect(text).not.toMatch(/iceServers|turn\.contoh/);
    expect((await givenTo(guest, other.code)).servers).toHaveLength(1);
  });

  test('both sides of a test call get theirs', async () => {
    const { requestId } = await createMeeting(own, ours);
    const call = await createTestCall(requestId, own, ours);
    const usernames = await Promise.all(
      (['host', 'audience'] as const).map(async (side) => {
        const answer = await own.visitor().post('/api/access', { code: call.code, invite: call[side] });
        return (answer.body.iceServers as IceServers).servers[0]?.username;
      }),
    );
    expect(new Set(usernames.filter(Boolean)).size).toBe(2);
  });

  test('credentials end with the door', async () => {
    const { code, invite, endsAt } = await createMeeting(own, ours);
    const guest = own.visitor();
    await guest.post('/api/access', { code, invite });
    own.advance(Date.parse(endsAt) + 11 * 3_600_000 - own.context.clock().getTime());
    const { servers, lifetimeSeconds } = await givenTo(guest, code);
    expect(lifetimeSeconds).toBe(3_600);
    expect(servers[0]?.username).toMatch(new RegExp(`^${nowSeconds() + 3_600}:`));
  });
});

test('a meeting that has ended lets nobody in', async () => {
  const { code, invite } = await createMeeting();
  const guest = application.visitor();
  await guest.post('/api/access', { code, invite });
  await application.context.db.meeting.update({ where: { code }, data: { endedAt: application.context.clock() } });
  expect((await guest.post('/api/access', { code, invite })).problem.code).toBe('room-not-open');
  expect((await guest.get(`/api/access/${code}`)).problem.code).toBe('room-not-open');
  const wrong = await guest.post('/api/access', { code, invite: 'salah' });
  expect(wrong.problem.code).toBe('link-not-valid');
});

test('each link of a test call leads to its side, and no password does', async () => {
  const { requestId, password } = await createMeeting();
  const call = await createTestCall(requestId);
  for (const side of ['host', 'audience'] as const) {
    const guest = application.visitor();
    const answer = await guest.post('/api/access', { code: call.code, invite: call[side] });
    expect(answer.body).toMatchObject({ kind: 'test-call', side });
    expect((await findRoomAccess(application.context, call.code, guest.cookieHeader()))?.room.side).toBe(side);
  }
  const answer = await application.visitor().post('/api/access', { code: call.code, password });
  expect(answer.problem.code).toBe('wrong-password');
});

describe('a password that is guessed', () => {
  const minuteMs = 60_000;
  let own: Application;
  let ours: Institution;
  beforeAll(async () => {
    own = await startApplication({ trustedProxies: ['loopback'] });
    ours = await createInstitution(own);
  });
  afterAll(() => own.close());

  /** Tries from an address; each test has addresses of its own. */
  const from = (address: string) => (visitor: Visitor, code: string, password: string) =>
    visitor.post('/api/access', { code, password }, { 'x-forwarded-for': address });

  test.each([
    ['id', 'Terlalu banyak percobaan'],
    ['en', 'Too many attempts'],
  ] as const)('locks the browser for a quarter of an hour, says so in %s and for how long', async (language, title) => {
    const { code, password } = await createMeeting(own, ours);
    const attempt = from(`192.0.2.${language === 'id' ? 1 : 2}`);
    const guesser = own.visitor(language);
    for (let tries = 0; tries < 10; tries++)
      expect((await attempt(guesser, code, `tebakan${tries}`)).problem.code).toBe('wrong-password');
    own.advance(5 * minuteMs);
    const locked = await attempt(guesser, code, password);
    expect(locked.status).toBe(429);
    expect(locked.problem).toMatchObject({ code: 'too-many-requests', title, retryAfterSeconds: 600 });
    expect(locked.headers.get('retry-after')).toBe('600');
    // Asking while it is locked makes nothing longer.
    own.advance(10 * minuteMs - 1);
    expect((await attempt(guesser, code, password)).problem.retryAfterSeconds).toBe(1);
    own.advance(1);
    expect((await attempt(guesser, code, password)).status).toBe(200);
  });

  test('locks nobody else out: not who sits beside, not another address, and no link', async () => {
    const { code, password, invite } = await createMeeting(own, ours);
    const attempt = from('192.0.2.10');
    const guesser = own.visitor();
    for (let tries = 0; tries < 12; tries++) await attempt(guesser, code, 'tebakan');
    expect((await attempt(guesser, code, password)).problem.code).toBe('too-many-requests');
    expect((await attempt(own.visitor(), code, password)).status).toBe(200);
    expect((await from('192.0.2.11')(own.visitor(), code, password)).status).toBe(200);
    const byLink = await guesser.post('/api/access', { code, invite }, { 'x-forwarded-for': '192.0.2.10' });
    expect(byLink.status).toBe(200);
  });

  test('with a new browser for every few tries locks the address out of that meeting, and the meeting for nobody else', async () => {
    const { code, password } = await createMeeting(own, ours);
    const other = await createMeeting(own, ours);
    const attempt = from('192.0.2.20');
    for (let browser = 0; browser < 30; browser++) {
      const guesser = own.visitor();
      const first = await attempt(guesser, code, 'x');
      const others = await Promise.all(Array.from({ length: 9 }, (_, tries) => attempt(guesser, code, `x${tries}`)));
      const codes = [first, ...others].map(({ problem }) => problem.code);
      expect(new Set(codes)).toEqual(new Set(['wrong-password']));
    }
    expect((await attempt(own.visitor(), code, password)).problem.code).toBe('too-many-requests');
    expect((await attempt(own.visitor(), other.code, other.password)).status).toBe(200);
    expect((await from('192.0.2.21')(own.visitor(), code, password)).status).toBe(200);
    own.advance(15 * minuteMs);
    expect((await attempt(own.visitor(), code, password)).status).toBe(200);
  });

  test('is compared ten times and no more, however many guesses come at once', async () => {
    const { code } = await createMeeting(own, ours);
    const guesser = own.visitor();
    const attempt = from('192.0.2.30');
    await attempt(guesser, code, 'x');
    const answers = await Promise.all(Array.from({ length: 40 }, (_, tries) => attempt(guesser, code, `x${tries}`)));
    const codes = answers.map(({ problem }) => problem.code);
    expect(codes.filter((each) => each === 'wrong-password')).toHaveLength(9);
    expect(codes.filter((each) => each === 'too-many-requests')).toHaveLength(31);
  });

  test('counts nobody who knows it, however many come at once from one address', async () => {
    const { code, password } = await createMeeting(own, ours);
    const attempt = from('192.0.2.40');
    const guests = Array.from({ length: 400 }, () => own.visitor());
    const answers = await Promise.all(guests.map((guest) => attempt(guest, code, password)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

test('codes are never given twice, not even to a test call', async () => {
  const { db } = application.context;
  const codes = await Promise.all(Array.from({ length: 20 }, () => db.$transaction((tx) => newRoomCode(tx))));
  expect(new Set(codes).size).toBe(20);
  await expect(db.$executeRaw`INSERT INTO room_codes VALUES (${codes[0]})`).rejects.toThrow();
});

test('a null character in an address is refused before anything reads it', async () => {
  expect((await application.visitor().get('/api/access/123456789%00')).problem.code).toBe('malformed-body');
});

test.each(['12345678', '1234567890', 'abcdefghi'])('code %s is not one', async (code) => {
  const visitor = application.visitor();
  expect((await visitor.get(`/api/access/${code}`)).problem).toMatchObject({ code: 'invalid-input' });
  expect((await visitor.post('/api/access', { code, invite: 'x' })).problem).toMatchObject({
    code: 'invalid-input',
    errors: [{ pointer: '/code' }],
  });
});
