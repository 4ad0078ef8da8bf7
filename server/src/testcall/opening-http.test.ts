/** Tests of opening test calls over HTTP: which kinds the hour allows, the reason that is asked for, the class of line. */
import type { SopDocument } from '@sambung/contract/sop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { boundTo, certified } from '../../test/certificate.ts';
import { decide, file, publishProcedure, requestValues, smallPolicies, smallProcedure } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { suspendCertificates } from '../certificate/index.ts';
import { classFor } from './declared-line.ts';

let application: Application;
let institution: Institution;
let technician: Visitor;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  technician = await application.signedIn(institution.people.technician);
});
afterAll(() => application.close());

const words = (text: string) => ({ id: text, en: text });
const profileForm = {
  title: words('Profil'),
  sections: [
    {
      key: 'a',
      title: words('A'),
      fields: [{ key: 'jalur', type: 'bandwidth', label: words('Jalur'), filledBy: 'client' }],
    },
  ],
};
let events = 0;
/** An approved case whose event begins so many minutes from now, under a procedure with this policy of test calls. */
async function approved(minutes: number, testCall: Partial<SopDocument['policies']['testCall']> = {}) {
  events += 1;
  // Every case has the place to itself.
  await application.context.db.hold.updateMany({ data: { releasedAt: application.context.clock() } });
  const document = smallProcedure({
    policies: smallPolicies({
      testCall: { required: 'mandatory', slot: 'day-before', minutes: 60, fallback: 'hour-before', ...testCall },
    }),
    forms: { ...smallProcedure().forms, 'client-profile': profileForm },
  });
  const version = await publishProcedure(application.context.db, institution.id, document, `uji-${events}`);
  const startsAt = new Date(application.context.clock().getTime() + minutes * 60_000);
  const waktu = { startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 60_000).toISOString() };
  const requester = await application.signedIn(institution.people.requester);
  const filed = await file(requester, version, requestValues(institution.places[events % 2]?.id ?? '', { waktu }));
  const approver = await application.signedIn(institution.people.approver);
  const answer = await decide(approver, filed.body, 'dispose');
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as { id: string };
}
const openings = async (id: string) => {
  const { body } = await technician.get(`/api/requests/${id}/test-call-openings`);
  return Object.fromEntries(body.kinds.map(({ kind, answer }: { kind: string; answer: string }) => [kind, answer]));
};
const open = (id: string, input: object = {}) => technician.post(`/api/requests/${id}/test-calls`, input);

describe('what may be opened', () => {
  it('[UNSRI-34, UNSRI-38] days ahead is the test alone, near the event the pre-test', async () => {
    const { id } = await approved(3 * 24 * 60);
    expect(await openings(id)).toEqual({
      ...{ test: 'open', 'pre-test': 'too-early', 're-verification': 'nothing-suspended' },
    });
    const soon = await approved(20);
    expect(await openings(soon.id)).toEqual({ test: 'too-late', 'pre-test': 'open', 're-verification': 'too-late' });
    const preTest = await open(soon.id, { kind: 'pre-test' });
    expect([preTest.status, preTest.body.kind, preTest.body.attempt]).toEqual([201, 'pre-test', 1]);
    expect((await open(soon.id)).problem.code).toBe('state-conflict');
  });

  it('[UNSRI-86, UNSRI-89] on the day the reason is asked for beside its field, and kept', async () => {
    const { id } = await approved(50);
    expect((await openings(id)).test).toBe('reason-needed');
    const without = await open(id, { kind: 'test', reason: '   ' });
    expect([without.status, without.problem.code, without.problem.errors?.[0]?.pointer]).toEqual([
      400,
      'invalid-input',
      '/reason',
    ]);
    const told = await open(id, { kind: 'test', reason: 'Listrik padam kemarin' });
    expect([told.status, told.body.reason]).toEqual([201, 'Listrik padam kemarin']);
    const entry = await application.context.db.auditEntry.findFirstOrThrow({ where: { entityId: told.body.id } });
    expect(entry.data).toMatchObject({ reason: 'Listrik padam kemarin' });
  });

  it('[UNSRI-35, UNSRI-90] where only an official may move the test to the day, a reason alone opens nothing', async () => {
    const { id } = await approved(50, { fallback: 'override', fallbackBy: 'penyetuju' });
    expect((await openings(id)).test).toBe('override-needed');
    const refused = await open(id, { reason: 'Akses gedung' });
    expect([refused.status, refused.problem.code]).toEqual([409, 'state-conflict']);
    expect(refused.problem.detail).toContain('official');
  });

  it('[UNSRI-85] a re-verification once a changed address suspended the certificate', async () => {
    const { id: requestId } = await approved(50);
    const { db, clock } = application.context;
    const { id: technicianId } = await db.staff.findUniqueOrThrow({ where: { email: institution.people.technician } });
    await certified(application, { institutionId: institution.id, requestId, technicianId }, { bound: boundTo(null) });
    expect((await open(requestId, { kind: 're-verification' })).problem.code).toBe('state-conflict');
    const told = { institutionId: institution.id, of: { requestId }, now: clock() };
    await db.$transaction((tx) => suspendCertificates(tx, { ...told, cause: 'address-reported' }));
    expect((await openings(requestId))['re-verification']).toBe('open');
    expect((await open(requestId, { kind: 're-verification' })).status).toBe(201);
    await db.$transaction((tx) => suspendCertificates(tx, { ...told, cause: 'room-changed' }));
    expect((await openings(requestId))['re-verification']).toBe('nothing-suspended');
  });

  it('is told to technicians alone', async () => {
    const { id } = await approved(50);
    const requester = await application.signedIn(institution.people.requester);
    expect((await requester.get(`/api/requests/${id}/test-call-openings`)).status).toBe(403);
  });
});

describe('the class of line', () => {
  it('is what the declared bandwidth carries with a quarter in reserve', () => {
    expect(classFor(null)).toBe('sd');
    expect(classFor({ downKbps: 20_000, upKbps: 10_000 })).toBe('hd');
    expect(classFor({ downKbps: 20_000, upKbps: 3_900 })).toBe('sd');
    expect(classFor({ downKbps: 600, upKbps: 2_000 })).toBe('audio-first');
  });

  it('is taken from the profile where the technician names none', async () => {
    const { id: requestId } = await approved(3 * 24 * 60);
    const values = { jalur: { downKbps: 20_000, upKbps: 10_000 } };
    await application.context.db.siteProfile.create({ data: { requestId, values } });
    expect((await open(requestId)).body.lineClass).toBe('hd');
    expect((await open(requestId, { lineClass: 'audio-first' })).body.lineClass).toBe('audio-first');
  });
});
