/** One's own account over HTTP: forgotten passwords, the forced first change, the second step, sessions, profile. */
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, password, startApplication } from '../../test/application.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

const newPassword = 'kalimat sandi yang baru';
const minuteMs = 60_000;

/** Somebody of a new institution, so that tests do not meet in one account. */
async function somebody(domain: string, role: 'requester' | 'admin' | 'technician' = 'requester') {
  const created = await createInstitution(application, domain);
  const email = created.people[role];
  const { id } = await application.context.db.staff.findUniqueOrThrow({ where: { email } });
  const signIn = async (secret = password) => {
    const visitor = application.visitor();
    return { visitor, answer: await visitor.post('/api/session', { email, password: secret }) };
  };
  return { institution: created, id, email, signIn };
}

/** The newest link that was mailed to the person. */
async function linkOf(staffId: string, event = 'password-reset') {
  const message = await application.context.db.outboxMessage.findFirstOrThrow({
    where: { staffId, event, channel: 'mail' },
    orderBy: { id: 'desc' },
  });
  const { sealed } = message.data as { sealed: { link: string } };
  return { message, url: new URL(application.context.open(sealed.link)) };
}

describe('a forgotten password', () => {
  it('gets the same answer whether or not the address exists, and mails a link only to the one that does', async () => {
    const { id, email } = await somebody('lupa.example');
    const known = await application.visitor().post('/api/password-resets', { email: email.toUpperCase() });
    const unknown = await application.visitor().post('/api/password-resets', { email: 'tak@ada.example' });
    expect([known.status, known.text]).toEqual([204, '']);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    const { message, url } = await linkOf(id);
    expect(message.address).toBe(email);
    expect(`${url.origin}${url.pathname}`).toBe(`${application.url}/password`);
    expect(url.hash.length).toBeGreaterThan(40);
    // The secret is in no column as it is, nor in the log.
    const rows = JSON.stringify(await application.context.db.passwordReset.findMany({ where: { staffId: id } }));
    for (const text of [rows, JSON.stringify(message.data), application.log()])
      expect(text).not.toContain(url.hash.slice(1));
    expect(await application.context.db.outboxMessage.count({ where: { address: 'tak@ada.example' } })).toBe(0);
  });

  it('is replaced through the link, once, and every running session ends', async () => {
    const { id, email, signIn } = await somebody('ganti.example');
    const { visitor } = await signIn();
    await application.visitor().post('/api/password-resets', { email });
    const token = (await linkOf(id)).url.hash.slice(1);
    const use = (secret: string) => application.visitor().post('/api/password-resets/use', { token, password: secret });
    expect((await use('pendek')).problem.errors?.[0]?.pointer).toBe('/password');
    expect((await use(newPassword)).status).toBe(204);
    expect((await use(`${newPassword} lagi`)).problem.code).toBe('link-not-valid');
    expect((await visitor.get('/api/account')).problem.code).toBe('not-signed-in');
    expect((await signIn()).answer.problem.code).toBe('wrong-credentials');
    expect((await signIn(newPassword)).answer.status).toBe(200);
  });

  it('is not replaced by an older link, an ended one, or one of a deactivated account', async () => {
    const { id, email } = await somebody('lama.example');
    const ask = async () => {
      await application.visitor().post('/api/password-resets', { email });
      return (await linkOf(id)).url.hash.slice(1);
    };
    const use = async (token: string) =>
      (await application.visitor().post('/api/password-resets/use', { token, password: newPassword })).status;
    const older = await ask();
    const newer = await ask();
    expect(older).not.toBe(newer);
    expect(await use(older)).toBe(401);
    const { db } = application.context;
    await db.staff.update({ where: { id }, data: { deactivatedAt: application.context.clock() } });
    expect(await use(newer)).toBe(401);
    await db.staff.update({ where: { id }, data: { deactivatedAt: null } });
    await db.passwordReset.updateMany({ where: { staffId: id }, data: { expiresAt: application.context.clock() } });
    expect(await use(newer)).toBe(401);
  });

  it('fills nobody’s mailbox: three links an hour', async () => {
    const { id, email } = await somebody('banjir.example');
    for (let tries = 0; tries < 5; tries++) await application.visitor().post('/api/password-resets', { email });
    expect(await application.context.db.outboxMessage.count({ where: { staffId: id } })).toBe(3);
  });
});

describe('a first password that somebody else chose', () => {
  it('lets nothing be reached but its change, which needs no old password', async () => {
    const { id, signIn } = await somebody('pertama.example');
    await application.context.db.staff.update({ where: { id }, data: { mustChangePassword: true } });
    const { visitor, answer } = await signIn();
    expect(answer.body.staff.duties).toEqual(['change-password']);
    for (const path of ['/api/places', '/api/account/sessions']) {
      expect((await visitor.get(path)).problem.code, path).toBe('password-change-required');
    }
    expect((await visitor.patch('/api/account', { phone: '0812345678' })).problem.code).toBe(
      'password-change-required',
    );
    const same = await visitor.put('/api/account/password', { next: password });
    expect(same.problem.errors?.map(({ pointer }) => pointer)).toEqual(['/next']);
    expect((await visitor.put('/api/account/password', { next: newPassword })).status).toBe(204);
    expect((await visitor.get('/api/places')).status).toBe(200);
    expect((await visitor.get('/api/session')).body.staff.duties).toEqual([]);
  });
});

describe('one’s own password', () => {
  it('changes only with the old one, and ends every other session but not this one', async () => {
    const { signIn } = await somebody('sandi.example');
    const here = (await signIn()).visitor;
    const elsewhere = (await signIn()).visitor;
    const without = await here.put('/api/account/password', { next: newPassword });
    const wrong = await here.put('/api/account/password', { current: 'salah', next: newPassword });
    for (const answer of [without, wrong]) expect(answer.problem.errors?.[0]?.pointer).toBe('/current');
    expect((await here.put('/api/account/password', { current: password, next: newPassword })).status).toBe(204);
    expect((await here.get('/api/account')).status).toBe(200);
    expect((await elsewhere.get('/api/account')).problem.code).toBe('not-signed-in');
    expect((await signIn(newPassword)).answer.status).toBe(200);
  });

  it('is not guessed at somebody else’s screen: ten tries', async () => {
    const { visitor } = await (await somebody('tebak.example')).signIn();
    const guess = (tries: number) =>
      visitor.put('/api/account/password', { current: `salah ${tries}`, next: newPassword });
    for (let tries = 0; tries < 10; tries++) expect((await guess(tries)).status).toBe(400);
    expect((await guess(10)).problem.code).toBe('too-many-requests');
  });
});

/** The app's code of this instant, or of so many half minutes later. */
function codeOf(secret: string, steps = 0) {
  return new TOTP({ secret }).generate({ timestamp: application.context.clock().getTime() + steps * 30_000 });
}

async function withSecondStep(domain: string, role: 'requester' | 'admin' = 'requester') {
  const person = await somebody(domain, role);
  const { visitor } = await person.signIn();
  const offer = (await visitor.post('/api/account/second-step', undefined)).body;
  const confirmed = await visitor.post('/api/account/second-step/confirmation', { code: codeOf(offer.secret) });
  return { ...person, visitor, secret: offer.secret as string, offer, codes: confirmed.body?.codes as string[] };
}

describe('the second step', () => {
  it('[BATAN-37] counts once a code was typed in; then the password alone opens nothing', async () => {
    const person = await somebody('kode.example');
    const { visitor } = await person.signIn();
    const offer = (await visitor.post('/api/account/second-step', undefined)).body;
    expect(offer.uri).toMatch(/^otpauth:\/\/totp\//);
    expect(offer.qrSvg).toContain('<svg');
    const wrong = await visitor.post('/api/account/second-step/confirmation', { code: codeOf(offer.secret, 10) });
    expect(wrong.problem.code).toBe('wrong-code');
    expect((await person.signIn()).answer.body.staff).not.toBeNull();
    const confirmed = await visitor.post('/api/account/second-step/confirmation', { code: codeOf(offer.secret) });
    expect(confirmed.body.codes).toHaveLength(10);
    const row = await application.context.db.staff.findUniqueOrThrow({ where: { id: person.id } });
    expect(JSON.stringify(row.recoveryHashes)).not.toContain(confirmed.body.codes[0]);
    expect(row.totpSealed).not.toContain(offer.secret);

    const half = await person.signIn();
    expect(half.answer.body).toMatchObject({ staff: null, secondStep: true });
    expect((await half.visitor.get('/api/session')).body).toMatchObject({ staff: null, secondStep: true });
    expect((await half.visitor.get('/api/account')).problem.code).toBe('not-signed-in');
    application.advance(30_000);
    const whole = await half.visitor.post('/api/session/second-step', { code: codeOf(offer.secret) });
    expect(whole.body.staff.email).toBe(person.email);
    expect((await half.visitor.get('/api/account')).status).toBe(200);
  });

  it('takes each code once, however it comes, and none that is minutes old', async () => {
    const { signIn, secret } = await withSecondStep('sekali.example');
    const enter = async (code: string) => {
      const { visitor } = await signIn();
      return await visitor.post('/api/session/second-step', { code });
    };
    // The code that confirmed it has been used.
    expect((await enter(codeOf(secret))).problem.code).toBe('wrong-code');
    const next = codeOf(secret, 1);
    const both = await Promise.all([enter(next), enter(next)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    application.advance(5 * minuteMs);
    expect((await enter(codeOf(secret, -4))).problem.code).toBe('wrong-code');
    expect((await enter(`${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)}`)).status).toBe(200);
  });

  it('lets in with each recovery code once, until new ones replace them', async () => {
    const { visitor, signIn, codes } = await withSecondStep('pulih.example');
    const enter = async (code = '') =>
      (await (await signIn()).visitor.post('/api/session/second-step', { code })).status;
    expect(await enter(codes[0]?.toUpperCase())).toBe(200);
    expect(await enter(codes[0])).toBe(401);
    expect((await visitor.get('/api/account')).body.secondStep.recoveryCodesLeft).toBe(9);
    const refused = await visitor.post('/api/account/second-step/recovery-codes', { password: 'salah' });
    expect(refused.problem.errors?.[0]?.pointer).toBe('/password');
    const fresh = (await visitor.post('/api/account/second-step/recovery-codes', { password })).body.codes;
    expect(await enter(codes[1])).toBe(401);
    expect(await enter(fresh[1])).toBe(200);
  });

  it('waits ten minutes for the code, and ten wrong ones shut it for a while', async () => {
    const { signIn, secret } = await withSecondStep('tunggu.example');
    const late = (await signIn()).visitor;
    application.advance(10 * minuteMs + 1);
    expect((await late.post('/api/session/second-step', { code: codeOf(secret) })).problem.code).toBe('not-signed-in');
    const guessing = (await signIn()).visitor;
    // The late one was the first try.
    for (let tries = 1; tries < 10; tries++) {
      expect((await guessing.post('/api/session/second-step', { code: '000000' })).status).toBe(401);
    }
    const again = (await signIn()).visitor;
    const shut = await again.post('/api/session/second-step', { code: codeOf(secret) });
    expect(shut.problem.code).toBe('too-many-requests');
  });

  it('[BATAN-37] is due at once for roles of which the institution asks it, and cannot be taken down there', async () => {
    const person = await somebody('wajib.example', 'admin');
    const { db } = application.context;
    const ask = (roles: string[]) =>
      db.institution.update({ where: { id: person.institution.id }, data: { settings: { secondStepFor: roles } } });
    await ask(['admin', 'technician']);
    const { visitor, answer } = await person.signIn();
    expect(answer.body.staff.duties).toEqual(['set-up-second-step']);
    expect((await visitor.get('/api/places')).problem.code).toBe('second-step-required');
    const requester = application.visitor();
    const free = await requester.post('/api/session', { email: person.institution.people.requester, password });
    expect(free.body.staff.duties).toEqual([]);
    const { secret } = (await visitor.post('/api/account/second-step', undefined)).body;
    await visitor.post('/api/account/second-step/confirmation', { code: codeOf(secret) });
    expect((await visitor.get('/api/places')).status).toBe(200);
    const kept = await visitor.post('/api/account/second-step/removal', { password });
    expect(kept.problem.code).toBe('second-step-required');
    await ask([]);
    expect((await visitor.post('/api/account/second-step/removal', { password })).status).toBe(204);
    expect((await person.signIn()).answer.body.staff).not.toBeNull();
  });

  it('is not offered anew over a confirmed one', async () => {
    const { visitor } = await withSecondStep('tetap.example');
    expect((await visitor.post('/api/account/second-step', undefined)).problem.code).toBe('state-conflict');
    const confirmation = await visitor.post('/api/account/second-step/confirmation', { code: '123456' });
    expect(confirmation.problem.code).toBe('state-conflict');
  });
});

describe('one’s sessions', () => {
  const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

  it('are listed with device and times, without what is worth anything as a cookie, and end one by one', async () => {
    const { email, signIn } = await somebody('sesi.example');
    const here = (await signIn()).visitor;
    application.advance(minuteMs);
    const phone = application.visitor();
    await phone.post('/api/session', { email, password }, firefox);
    const listed = (await here.get('/api/account/sessions')).body as {
      key: string;
      current: boolean;
      device: string;
    }[];
    expect(listed.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = listed.find(({ current }) => !current);
    expect(other).toMatchObject({
      device: 'Firefox, Linux',
      signedInAt: application.context.clock().toISOString(),
      lastSeenAt: expect.any(String),
    });
    expect(decodeURIComponent(phone.cookies.get('sambung_staff') ?? '')).not.toContain(other?.key);
    expect((await here.delete(`/api/account/sessions/${other?.key}`)).status).toBe(204);
    expect((await phone.get('/api/account')).problem.code).toBe('not-signed-in');
    expect((await here.delete(`/api/account/sessions/${other?.key}`)).problem.code).toBe('not-found');
  });

  it('of somebody else cannot be ended', async () => {
    const one = await (await somebody('satu-sesi.example')).signIn();
    const two = await (await somebody('dua-sesi.example')).signIn();
    const [{ key }] = (await one.visitor.get('/api/account/sessions')).body;
    expect((await two.visitor.delete(`/api/account/sessions/${key}`)).problem.code).toBe('not-found');
    expect((await one.visitor.get('/api/account')).status).toBe(200);
  });

  it('end all but this one', async () => {
    const { signIn } = await somebody('semua-sesi.example');
    const visitors: Visitor[] = [];
    for (let index = 0; index < 3; index++) visitors.push((await signIn()).visitor);
    expect((await visitors[1]?.delete('/api/account/sessions'))?.status).toBe(204);
    const statuses = await Promise.all(visitors.map(async (visitor) => (await visitor.get('/api/account')).status));
    expect(statuses).toEqual([401, 200, 401]);
  });
});

describe('one’s profile', () => {
  it('changes what is given, and the audit log says which fields, not what they say', async () => {
    const person = await somebody('profil.example');
    const { visitor } = await person.signIn();
    const edit = { name: 'Nama Baru', phone: '+62 811 222 333', language: 'en' };
    expect((await visitor.patch('/api/account', edit)).body).toMatchObject({ ...edit, email: person.email });
    expect((await visitor.get('/api/session')).body.staff).toMatchObject({ name: 'Nama Baru', language: 'en' });
    const wrong = await visitor.patch('/api/account', { phone: 'telepon', email: 'lain@lain.example' });
    expect(wrong.problem.errors?.map(({ pointer }) => pointer)).toContain('/phone');
    const entry = await application.context.db.auditEntry.findFirstOrThrow({
      where: { entityId: person.id, action: 'staff.edited' },
    });
    expect(entry.data).toEqual({ fields: ['language', 'name', 'phone'] });
    expect(await verifyChain(application.context.db, person.institution.id)).toBeNull();
  });

  it('is nobody’s without signing in', async () => {
    for (const [method, path] of [
      ['GET', '/api/account'],
      ['PATCH', '/api/account'],
      ['PUT', '/api/account/password'],
      ['POST', '/api/account/second-step'],
      ['GET', '/api/account/sessions'],
    ] as const) {
      const visitor = application.visitor();
      const answer = method === 'GET' ? await visitor.get(path) : await visitor.change(method, path, {}, {});
      expect(answer.problem.code, path).toBe('not-signed-in');
    }
  });
});
