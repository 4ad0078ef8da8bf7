/** A case from its intake to its end, over HTTP: who is told of what on the way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, publishProcedure, requestValues, smallProcedure } from '../../test/procedure.ts';
import { passTime } from '../request/index.ts';

let application: Application;
let institution: Institution;
let sopVersionId: string;
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
});
afterAll(() => application.close());

/** Event and address of every mail and notification that was recorded since the last time this was asked. */
const seen = new Set<string>();
async function told(): Promise<string[]> {
  const { db } = application.context;
  const rows = await db.outboxMessage.findMany({ where: { institutionId: institution.id } });
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
