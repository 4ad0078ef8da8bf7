/** The doors of meetings and test calls: links and passwords become cookies. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
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

async function createTestCall(requestId: string) {
  const { context } = application;
  const staff = await context.db.staff.findUniqueOrThrow({ where: { email: institution.people.technician } });
  const [host, audience] = [newLinkToken(), newLinkToken()];
  const code = await context.db.$transaction(async (tx) => {
    const free = await newRoomCode(tx);
    await tx.testCall.create({
      data: {
        institutionId: institution.id,
        requestId,
        code: free,
        hostTokenSealed: context.seal(host),
        audienceTokenSealed: context.seal(audience),
        openedById: staff.id,
        openedAt: context.clock(),
        simulatedReasons: [],
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
    title: 'Rapat koordinasi',
    startsAt,
    endsAt,
    timeZone: 'Asia/Jakarta',
    side: null,
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

test('passwords cannot be guessed for ever; links still open', async () => {
  const own = await startApplication();
  try {
    const meeting = await createMeeting(own, await createInstitution(own));
    const guesser = own.visitor();
    for (let tries = 0; tries < 60; tries++) {
      const answer = await guesser.post('/api/access', { code: meeting.code, password: `tebakan${tries}` });
      expect(answer.problem.code).toBe('wrong-password');
    }
    const answer = await guesser.post('/api/access', { code: meeting.code, password: 'tebakan' });
    expect(answer.problem.code).toBe('too-many-requests');
  } finally {
    await own.close();
  }
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
