/** A case from its intake to its end, over HTTP: who is told of what on the way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, file, publishProcedure, requestValues, smallPolicies, smallProcedure } from '../../test/procedure.ts';
import { passTime } from '../request/index.ts';

let application: Application;
let institution: Institution;
let sopVersionId: string;
let tested: string;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application, 'hidup.example');
  const small = smallProcedure();
  const form = small.forms.request;
  const email = { key: 'surel', type: 'email', label: { id: 'Email', en: 'Email' }, binds: 'applicant-email' };
  const clients = {
    key: 'surel-klien',
    type: 'emails',
    label: { id: 'Email klien', en: 'Client emails' },
    binds: 'audience-emails',
  };
  const [section] = form?.sections ?? [];
  const request = { ...form, sections: [{ ...section, fields: [...(section?.fields ?? []), email, clients] }] };
  const document = smallProcedure({ forms: { ...small.forms, request } });
  sopVersionId = await publishProcedure(application.context.db, institution.id, document, 'hidup');
  const testCall = { required: 'mandatory', slot: 'day-before', minutes: 60, fallback: 'hour-before' };
  const withTest = smallProcedure({ forms: { ...small.forms, request }, policies: smallPolicies({ testCall }) });
  tested = await publishProcedure(application.context.db, institution.id, withTest, 'teruji');
});
afterAll(() => application.close());

/** Event and address of every mail and notification (or of one channel) that was recorded since the last time this was asked. */
const seen = new Set<string>();
async function told(channel?: string): Promise<string[]> {
  const { db } = application.context;
  const where = { institutionId: institution.id, ...(channel !== undefined && { channel }) };
  const rows = await db.outboxMessage.findMany({ where });
  const staff = await db.staff.findMany({ where: { institutionId: institution.id } });
  const fresh = rows.filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  const nameOf = (staffId: string | null, address: string) => staff.find(({ id }) => id === staffId)?.name ?? address;
  return fresh.map(({ event, channel, staffId, address }) => `${event} ${channel} ${nameOf(staffId, address)}`).sort();
}

it('[UNSRI-13, BATAN-09, X-22] acknowledges a letter to whoever wrote it, and tells each of its people at each step', async () => {
  const technician = await application.signedIn(institution.people.technician);
  const approver = await application.signedIn(institution.people.approver);
  const values = requestValues(institution.places[0]?.id ?? '', {
    // The same day, so that nobody has to sign in again.
    waktu: { startsAt: '2026-11-23T06:00:00.000Z', endsAt: '2026-11-23T08:00:00.000Z' },
    pemohon: 'Dinas Contoh',
    surel: 'dinas@luar.example',
    'surel-klien': ['klien@luar.example'],
  });
  const draft = await technician.post('/api/requests', {
    sopVersionId,
    channel: 'letter',
    receivedAt: '2026-11-22T03:00:00.000Z',
    values,
  });
  const filed = await technician.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  expect(filed.status).toBe(200);
  const filing = await told();
  expect(filing).toContain('request-submitted mail dinas@luar.example');
  expect(filing).toContain('disposed mail approver');
  expect(filing).toContain('disposed in-app approver');
  expect(filing.filter((one) => /klien@|narahubung@/.test(one))).toEqual([]);

  const { id: technicianId } = await application.context.db.staff.findUniqueOrThrow({
    where: { email: institution.people.technician },
  });
  const assigned = await decide(approver, filed.body, 'assign', { assigneeIds: [technicianId] });
  expect(assigned.status, assigned.text).toBe(200);
  const approval = await told();
  for (const one of [
    'request-approved mail dinas@luar.example',
    'request-approved mail klien@luar.example',
    'request-approved mail narahubung@contoh.example',
    'assigned mail technician',
    'assigned in-app technician',
  ])
    expect(approval).toContain(one);

  application.advance(Date.parse('2026-11-23T06:00:00.000Z') - startOfTime.getTime());
  await passTime(application.context);
  expect(await told()).toContain('started in-app technician');

  const running = (await technician.get(`/api/requests/${filed.body.id}`)).body;
  application.advance(2 * 3_600_000);
  const held = await decide(technician, running, 'complete');
  expect(held.status, held.text).toBe(200);
  const end = await told();
  expect(end).toContain('ended in-app technician');
  expect(end).toContain('report-due mail technician');

  const reported = await decide(technician, held.body, 'complete');
  expect(reported.status, reported.text).toBe(200);
  // Nobody with an account asked for it, so nobody is told that it is archived.
  expect(await told()).toEqual([]);
});

it('[X-22] tells an applicant with an account of filing, return, approval, the test’s time and the archive, by mail, on screen and in the calendar', async () => {
  const requester = await application.signedIn(institution.people.requester);
  const approver = await application.signedIn(institution.people.approver);
  const technician = await application.signedIn(institution.people.technician);
  const startsAt = new Date(application.context.clock().getTime() + 3 * 24 * 3_600_000);
  const waktu = { startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString() };
  const values = requestValues(institution.places[0]?.id ?? '', { waktu, 'surel-klien': ['klien@luar.example'] });
  const filed = await file(requester, tested, values);
  expect(filed.status, filed.text).toBe(200);
  for (const channel of ['mail', 'in-app'])
    expect(await told(channel)).toContain(`request-submitted ${channel} requester`);

  const returned = await decide(approver, filed.body, 'return', { reason: 'Lengkapi' });
  for (const channel of ['mail', 'in-app'])
    expect(await told(channel)).toContain(`request-returned ${channel} requester`);

  const version = returned.body.version;
  const again = await requester.post(`/api/requests/${filed.body.id}/submission`, { version });
  const approved = await decide(approver, again.body, 'dispose');
  expect(approved.status, approved.text).toBe(200);
  const rows = await application.context.db.outboxMessage.findMany({ where: { requestId: filed.body.id } });
  const withCalendar = rows
    .filter(({ data }) => (data as { ics?: { method: string } }).ics?.method === 'request')
    .map(({ event, address }) => `${event} ${address}`);
  for (const event of ['request-approved', 'test-scheduled'])
    for (const address of [institution.people.requester, 'klien@luar.example'])
      expect(withCalendar).toContain(`${event} ${address}`);
  const test = approved.body.holds.find(({ kind }: { kind: string }) => kind === 'test');
  expect(rows.find(({ event }) => event === 'test-scheduled')?.data).toMatchObject({
    test: { startsAt: test.startsAt, endsAt: test.endsAt },
  });

  const held = await decide(technician, approved.body, 'complete');
  const reported = await decide(technician, held.body, 'complete');
  expect(reported.body.state).toBe('archived');
  expect(await told('in-app')).toContain('archived in-app requester');
});
