/** Certificates over HTTP: who sees and does what, what happens when the line changes, and the public page. */
import { createPublicKey, verify } from 'node:crypto';
import type { CertificateContent } from '@sambung/contract/certificate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { boundTo, certified, decidedCall } from '../../test/certificate.ts';
import { approvedRequest } from '../../test/room.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';
import { recordEnds } from './expiry.ts';
import { compareWithCertificates, judgeRealCall, suspendCertificates } from './index.ts';

let application: Application;
let institution: Institution;
let technicianId: string;
let people: Record<'requester' | 'approver' | 'technician' | 'admin', Visitor>;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  technicianId = await staffIdOf(institution.people.technician);
  const signedIn = async (role: keyof typeof people) =>
    [role, await application.signedIn(institution.people[role])] as const;
  people = Object.fromEntries(
    await Promise.all((['requester', 'approver', 'technician', 'admin'] as const).map(signedIn)),
  ) as typeof people;
});
afterAll(() => application.close());

async function staffIdOf(email: string): Promise<string> {
  return (await application.context.db.staff.findUniqueOrThrow({ where: { email } })).id;
}

let sites = 0;
/** A certificate of a client's site with one address. */
async function issued() {
  sites += 1;
  const { db, clock } = application.context;
  const request = await approvedRequest(application, institution);
  const site = await db.site.create({
    data: {
      ...{ institutionId: institution.id, name: 'Universitas Luar', room: `Ruang ${sites}` },
      ...{ timeZone: 'Asia/Jakarta', updatedAt: clock() },
      addresses: { create: { address: '180.250.1.7', source: 'declared', since: clock() } },
    },
  });
  await db.request.update({ where: { id: request.id }, data: { siteId: site.id } });
  await db.siteProfile.upsert({
    where: { requestId: request.id },
    create: {
      ...{ requestId: request.id, siteId: site.id },
      values: { 'contact-name': { test: 'Kontak' }, 'contact-email': { test: `kontak-${sites}@luar.example` } },
    },
    update: {},
  });
  const call = { institutionId: institution.id, requestId: request.id as string, technicianId, siteId: site.id };
  const bound = boundTo(site.id);
  return { ...(await certified(application, call, { bound })), call, site, path: '' };
}
const stateOf = async (id: string) => (await people.technician.get(`/api/certificates/${id}`)).body.state;
const report = (siteId: string, address: string) =>
  people.technician.post(`/api/sites/${siteId}/address-report`, { address, note: 'Pindah penyedia' });
const reason = { reason: 'Ruang dibongkar minggu ini' };

describe('reading', () => {
  it('shows what was signed, the history, and the certificate among those of the institution and of its request', async () => {
    const { id, call, site } = await issued();
    const { body } = await people.technician.get(`/api/certificates/${id}`);
    expect(body).toMatchObject({
      state: 'valid',
      siteName: 'Universitas Luar',
      lineClass: 'sd',
      addresses: ['180.250.1.7'],
    });
    expect(body.history).toEqual([
      { transition: 'valid', cause: null, reason: '', at: application.context.clock().toISOString(), by: 'Tim ICT' },
    ]);
    expect(body.may).toEqual({ suspend: true, revoke: false, reverify: false, download: true });
    const listed = await people.technician.get(`/api/certificates?siteId=${site.id}`);
    expect(listed.body).toMatchObject({ total: 1, items: [{ id }] });
    for (const person of [people.requester, people.technician]) {
      const ofRequest = (await person.get(`/api/requests/${call.requestId}/certificates`)).body;
      expect(ofRequest.map((each: { id: string }) => each.id)).toEqual([id]);
    }
    const pdf = await people.requester.get(`/api/certificates/${id}/document?language=id`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it('raw samples leave as a table and as JSON, and what was signed verifies with another program', async () => {
    const { id } = await issued();
    const csv = (await people.technician.get(`/api/certificates/${id}/samples`)).text.trim().split('\n');
    expect(csv).toHaveLength(1 + 2 * 120);
    expect(csv[0]).toContain('at,from,connectionState,jitterMs,lossPercent');
    const json = JSON.parse((await people.technician.get(`/api/certificates/${id}/samples?format=json`)).text);
    expect(json.chunks).toHaveLength(4);
    const signed = JSON.parse((await people.technician.get(`/api/certificates/${id}/signed`)).text);
    const signature = Buffer.from(signed.signature, 'base64');
    expect(verify(null, Buffer.from(signed.text), createPublicKey(signed.publicKey), signature)).toBe(true);
    expect(JSON.parse(signed.text)).toEqual(signed.content);
    expect((await people.requester.get(`/api/certificates/${id}/samples`)).problem.code).toBe('forbidden');
  });

  it('verification over HTTP names what was changed', async () => {
    const { id, testCallId } = await issued();
    expect((await people.approver.get(`/api/certificates/${id}/verification`)).body).toMatchObject({
      intact: true,
      findings: [],
    });
    await application.context.db.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
      await tx.$executeRaw`UPDATE test_call_samples SET numbers = '{}' WHERE test_call_id = ${testCallId}::uuid AND "from" = 'audience'`;
    });
    const { body } = await people.approver.get(`/api/certificates/${id}/verification`);
    expect(body.findings.map((each: { number: number }) => each.number)).toEqual([1, 2]);
    expect(body).toMatchObject({ intact: false, samples: 'changed', signature: 'valid' });
  });

  it('lists by state as the state is computed', async () => {
    const suspended = await issued();
    const revoked = await issued();
    await people.technician.post(`/api/certificates/${suspended.id}/suspension`, reason);
    await people.approver.post(`/api/certificates/${revoked.id}/revocation`, reason);
    const all = (await people.admin.get('/api/certificates')).body.items as { id: string; state: string }[];
    for (const state of ['valid', 'conditional', 'suspended', 'expired', 'revoked']) {
      const some = (await people.admin.get(`/api/certificates?state=${state}`)).body.items as typeof all;
      expect(
        some.map(({ id }) => id),
        state,
      ).toEqual(all.filter((each) => each.state === state).map(({ id }) => id));
    }
    expect(all.find(({ id }) => id === suspended.id)?.state).toBe('suspended');
    expect(all.find(({ id }) => id === revoked.id)?.state).toBe('revoked');
  });
});

describe('when the line changes', () => {
  it('[X-16, UNSRI-85] a reported address suspends the site’s certificates at once, and both contacts and the staff are told', async () => {
    const { id, call, site } = await issued();
    const other = await issued();
    expect((await report(site.id, '36.66.2.2')).status).toBe(204);
    const { body } = await people.technician.get(`/api/certificates/${id}`);
    expect(body.state).toBe('suspended');
    expect(body.history.at(-1)).toMatchObject({
      transition: 'suspended',
      cause: 'address-reported',
      reason: 'Pindah penyedia',
      by: null,
    });
    expect(await stateOf(other.id)).toBe('valid');
    const { db } = application.context;
    const told = await db.outboxMessage.findMany({
      where: { requestId: call.requestId, event: 'certificate-suspended', channel: 'mail' },
    });
    expect(told.map(({ address }) => address)).toEqual(
      expect.arrayContaining([`kontak-${sites - 1}@luar.example`, institution.people.technician]),
    );
    expect(told[0]?.data).toMatchObject({
      site: 'Universitas Luar',
      cause: { en: 'The IP address was reported as changed' },
    });
    expect(await verifyChain(db, institution.id)).toBeNull();
    expect((await people.technician.get(`/api/certificates/${id}/verification`)).body.intact).toBe(true);
  });

  it('[UNSRI-85] a changed address alone is verified anew by an admin after a short test, for the new address', async () => {
    const { id, call, site } = await issued();
    await report(site.id, '36.66.2.3');
    application.advance(60_000);
    const path = `/api/certificates/${id}/reverification`;
    const body = (testCallId: string) => ({
      testCallId,
      sameProvider: true,
      reason: 'Uji ulang singkat berjalan baik',
    });
    const tooShort = await decidedCall(application, { ...call, minutes: 1 });
    await application.context.db.testCall.update({
      where: { id: tooShort },
      data: { openedAt: application.context.clock() },
    });
    const refused = await people.admin.post(path, body(tooShort));
    expect(refused.problem.errors).toMatchObject([
      { pointer: '/testCallId', detail: expect.stringContaining('ten minutes') },
    ]);
    application.advance(11 * 60_000);
    const good = await decidedCall(application, { ...call, minutes: 10 });
    // Offered is what may do it, the newest first; of the others the refusal says what they lack.
    const offered = (await people.admin.get(`/api/certificates/${id}`)).body.reverifiedBy;
    expect(offered.map(({ testCallId }: { testCallId: string }) => testCallId)).toEqual([good, tooShort]);
    expect((await people.technician.post(path, body(good))).problem.code).toBe('forbidden');
    expect((await people.admin.post(path, { ...body(good), sameProvider: false })).problem.code).toBe('invalid-input');
    const verified = await people.admin.post(path, body(good));
    expect(verified.body).toMatchObject({ state: 'valid', addresses: ['36.66.2.3'] });
    expect((await people.admin.post(path, body(good))).problem.code).toBe('invalid-input');
    // From now on it is the new address that it holds for.
    const compare = (address: string) =>
      application.context.db.$transaction((tx) =>
        compareWithCertificates(tx, {
          ...{ institutionId: institution.id, of: { siteId: site.id }, seen: { address } },
          now: application.context.clock(),
        }),
      );
    expect(await compare('36.66.2.3')).toBe(0);
    expect(await compare('180.250.1.7')).toBe(1);
    expect(await stateOf(id)).toBe('suspended');
  });

  it('a test of another site, of before the suspension, or a simulation does not verify anew', async () => {
    const { id, call, site, testCallId } = await issued();
    const other = await issued();
    await report(site.id, '36.66.2.4');
    application.advance(11 * 60_000);
    const simulated = await decidedCall(application, { ...call, minutes: 10, simulatedReasons: ['fake-device'] });
    expect((await people.admin.get(`/api/certificates/${id}`)).body.reverifiedBy).toEqual([]);
    for (const used of [other.testCallId, testCallId, simulated, crypto.randomUUID()]) {
      const answer = await people.admin.post(`/api/certificates/${id}/reverification`, {
        testCallId: used,
        sameProvider: true,
        ...reason,
      });
      expect(answer.problem.errors).toMatchObject([{ pointer: '/testCallId' }]);
    }
    expect(await stateOf(id)).toBe('suspended');
  });

  it('[X-16] another camera or address that is seen suspends, each with its cause; then only a full test helps', async () => {
    const { id, site, call } = await issued();
    const seen = {
      address: '203.0.114.9',
      devices: [{ side: 'audience' as const, kind: 'camera' as const, label: 'Kamera lain' }],
    };
    const facts = { institutionId: institution.id, of: { siteId: site.id }, seen, now: application.context.clock() };
    const { db } = application.context;
    expect(await db.$transaction((tx) => compareWithCertificates(tx, facts))).toBe(2);
    expect(await db.$transaction((tx) => compareWithCertificates(tx, facts))).toBe(0);
    const { body } = await people.admin.get(`/api/certificates/${id}`);
    expect(body.history.map(({ cause }: { cause: string }) => cause)).toEqual([
      null,
      'camera-changed',
      'address-observed',
    ]);
    expect(body.may.reverify).toBe(false);
    application.advance(11 * 60_000);
    const testCallId = await decidedCall(application, { ...call, minutes: 10 });
    const answer = await people.admin.post(`/api/certificates/${id}/reverification`, {
      testCallId,
      sameProvider: true,
      ...reason,
    });
    expect(answer.problem.code).toBe('state-conflict');
  });

  it('a failed pre-test suspends, and so does a real conference below the limits', async () => {
    const { db, clock } = application.context;
    const [first, second] = [await issued(), await issued()];
    const of = (site: { id: string }) => ({ siteId: site.id });
    const cause = 'pre-test-failed' as const;
    const told = { institutionId: institution.id, of: of(first.site), cause, now: clock() };
    expect(await db.$transaction((tx) => suspendCertificates(tx, told))).toBe(1);
    expect(await stateOf(first.id)).toBe('suspended');
    const judge = (ratings: number[], drops: number) =>
      db.$transaction((tx) =>
        judgeRealCall(tx, { institutionId: institution.id, of: of(second.site), ratings, drops, now: clock() }),
      );
    expect(await judge(Array(20).fill(85), 2)).toBe(false);
    expect(await stateOf(second.id)).toBe('valid');
    expect(await judge([...Array(17).fill(85), 60, 60, 60], 0)).toBe(true);
    expect(await stateOf(second.id)).toBe('suspended');
  });
});

describe('revoking', () => {
  it('belongs to the head, with a reason, and is for good', async () => {
    const { id } = await issued();
    const path = `/api/certificates/${id}/revocation`;
    for (const person of [people.technician, people.admin])
      expect((await person.post(path, reason)).problem.code).toBe('forbidden');
    expect((await people.requester.post(path, reason)).problem.code).toBe('forbidden');
    expect((await people.approver.post(path, { reason: 'x' })).problem.code).toBe('invalid-input');
    const revoked = await people.approver.post(path, reason);
    expect(revoked.body).toMatchObject({ state: 'revoked', may: { suspend: false, revoke: false, reverify: false } });
    expect((await people.approver.post(path, reason)).problem.code).toBe('state-conflict');
    expect((await people.technician.post(`/api/certificates/${id}/suspension`, reason)).problem.code).toBe(
      'state-conflict',
    );
    const entry = await application.context.db.auditEntry.findFirst({
      where: { entityId: id, action: 'certificate.revoked' },
    });
    expect(entry?.actorId).toBe(await staffIdOf(institution.people.approver));
  });

  it('is signed with the position that may, not with another that the same person holds', async () => {
    const { id } = await issued();
    const person = await application.signedIn(institution.people.everyRole);
    const { body } = await person.post(`/api/certificates/${id}/revocation`, reason);
    expect(body.history.at(-1)).toMatchObject({ transition: 'revoked', by: 'Penyetuju' });
  });

  it('of another institution’s certificate is not possible, nor is seeing it', async () => {
    const { id } = await issued();
    const elsewhere = await createInstitution(application, `lain-${sites}.example`);
    const stranger = await application.signedIn(elsewhere.people.everyRole);
    expect((await stranger.post(`/api/certificates/${id}/revocation`, reason)).problem.code).toBe('not-found');
    expect((await stranger.get(`/api/certificates/${id}`)).problem.code).toBe('not-found');
  });
});

describe('the public page', () => {
  it('says state, site, dates and whether all of it verifies, and nothing about people', async () => {
    const { id, code } = await issued();
    const answer = await application.visitor().get(`/api/public-certificates/${code.toLowerCase()}`);
    expect(answer.body).toEqual({
      ...{
        institutionName: 'Instansi satu.example',
        siteName: 'Universitas Luar',
        room: 'Ruang Sidang 2',
        lineClass: 'sd',
      },
      ...{ state: 'valid', verdict: 'certified', simulated: false, timeZone: 'Asia/Jakarta' },
      ...{ signature: 'valid', samples: 'intact', intact: true },
      issuedAt: application.context.clock().toISOString(),
      validUntil: expect.any(String),
    });
    const { content } = await application.context.db.certificate.findUniqueOrThrow({ where: { id } });
    const { people: positions } = content as unknown as CertificateContent;
    for (const { position } of positions) expect(answer.text).not.toContain(position);
  });
});

describe('the end', () => {
  it('comes at its instant, is recorded once, and told', async () => {
    const { id, call } = await issued();
    const { db, clock } = application.context;
    const { validUntil } = await db.certificate.findUniqueOrThrow({ where: { id } });
    application.advance(validUntil.getTime() - clock().getTime() - 1);
    const visitor = application.visitor();
    const { code } = await db.certificate.findUniqueOrThrow({ where: { id } });
    const shown = async () => (await visitor.get(`/api/public-certificates/${code}`)).body.state;
    expect(await shown()).toBe('valid');
    application.advance(1);
    expect(await shown()).toBe('expired');
    expect(await recordEnds(application.context)).toBeGreaterThanOrEqual(1);
    expect(await recordEnds(application.context)).toBe(0);
    const states = await db.certificateState.findMany({ where: { certificateId: id }, orderBy: { id: 'asc' } });
    expect(states.map(({ transition }) => transition)).toEqual(['valid', 'expired']);
    const where = { requestId: call.requestId, event: 'certificate-expired' };
    expect(await db.outboxMessage.count({ where })).toBeGreaterThan(0);
  });
});

describe('guessing', () => {
  it('does not tell a wrong code from one that was never given, and stops who keeps guessing', async () => {
    const guesser = application.visitor();
    const codes = ['A'.repeat(26), 'x', 'B'.repeat(25)];
    for (const code of codes)
      expect((await guesser.get(`/api/public-certificates/${code}`)).problem.code).toBe('not-found');
    let last = '';
    for (let tries = 0; tries < 80 && last !== 'too-many-requests'; tries++)
      last = (await guesser.get(`/api/public-certificates/${'C'.repeat(26)}`)).problem.code;
    expect(last).toBe('too-many-requests');
  });
});
