/** Reports about test calls: results by site and month with trend and cause, and which metric fails most. */
import type { Judgement } from '@sambung/contract/rubric';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decidedCall, evidenceOf, judgementOf } from '../../test/certificate.ts';
import { approvedRequest } from '../../test/room.ts';
import type { Visitor } from '../../test/visitor.ts';

let application: Application;
let institution: Institution;
let technician: Visitor;
let technicianId: string;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  technician = await application.signedIn(institution.people.technician);
  const where = { email: institution.people.technician };
  technicianId = (await application.context.db.staff.findUniqueOrThrow({ where })).id;
  const [laboratory, hall] = [await site('Lab'), await site('Aula')];
  // November: one of two passes at the laboratory, by loss; December: both do. The hall fails by a gate.
  await call({ siteId: laboratory, decision: 'certified', at: '2026-11-10' });
  await call({ siteId: laboratory, decision: 'not-certified', at: '2026-11-11', judgement: failedBy('packet-loss') });
  await call({ siteId: laboratory, decision: 'certified', at: '2026-12-01' });
  await call({ siteId: laboratory, decision: 'certified-with-conditions', at: '2026-12-02' });
  await call({ siteId: hall, decision: 'not-certified', at: '2026-12-03', judgement: shut('encrypted') });
  await call({ siteId: hall, decision: 'certified', at: '2026-12-04', simulatedReasons: ['same-machine'] });
  await call({ siteId: hall, decision: 'certified', at: '2027-02-01' });
});
afterAll(() => application.close());

async function site(room: string): Promise<string> {
  const data = { institutionId: institution.id, name: 'Universitas Luar', room, timeZone: 'Asia/Jakarta' };
  return (await application.context.db.site.create({ data: { ...data, updatedAt: application.context.clock() } })).id;
}

const good = judgementOf(evidenceOf('00000000-0000-4000-8000-000000000000', new Date('2026-11-10T00:00:00Z'), 20));
const failedBy = (metric: string): Judgement => ({
  ...good,
  rows: good.rows.map((row) => (row.metric === metric ? { ...row, grade: 'fail' } : row)),
});
const shut = (gate: string): Judgement => ({
  ...good,
  gates: good.gates.map((fact) => (fact.gate === gate ? { ...fact, passed: false } : fact)),
});

interface Call {
  siteId: string;
  decision: string;
  at: string;
  judgement?: Judgement;
  simulatedReasons?: 'same-machine'[];
}
async function call({ siteId, decision, at, judgement = good, simulatedReasons = [] }: Call): Promise<void> {
  const { db } = application.context;
  const { id: requestId } = await approvedRequest(application, institution);
  await db.request.update({ where: { id: requestId }, data: { siteId } });
  const decided = { institutionId: institution.id, requestId, technicianId, minutes: 0, simulatedReasons };
  const id = await decidedCall(application, decided);
  const decidedAt = new Date(`${at}T03:00:00Z`);
  await db.testCall.update({ where: { id }, data: { decision, decidedAt, judgement } });
}

const rows = async (report: string) => {
  const { body } = await technician.get(`/api/reports/${report}?from=2026-11-01&to=2026-12-31`);
  return body.rows.map(({ cells }: { cells: unknown[] }) => cells) as unknown[][];
};

describe('[X-16, X-21] test calls in the reports', () => {
  it('by site and month: results, the trend, and the most frequent cause; a simulation is none', async () => {
    expect(await rows('certification')).toEqual([
      [...['Universitas Luar, Aula', '2026-12', 1, 0, 0, 1, 0, null], { id: 'Enkripsi AES', en: 'AES encryption' }],
      [
        ...['Universitas Luar, Lab', '2026-11', 2, 1, 0, 1, 50, null],
        expect.objectContaining({ en: expect.stringMatching(/loss/i) }),
      ],
      ['Universitas Luar, Lab', '2026-12', 2, 1, 1, 0, 100, 50, null],
    ]);
  });

  it('by metric: the one that failed most comes first', async () => {
    const [first, second] = await rows('test-metrics');
    // Five calls, both directions.
    expect(first?.slice(2)).toEqual([8, 0, 2, 0, 20]);
    expect(first?.[0]).toBe('M4');
    expect(second?.slice(4)).toEqual([0, 0, 0]);
  });

  it('both come as XLSX and CSV, and belong to the office alone', async () => {
    for (const report of ['certification', 'test-metrics']) {
      const path = `/api/reports/${report}/file?from=2026-11-01&to=2026-12-31&language=id`;
      expect((await technician.get(`${path}&format=csv`)).text).toContain('\r\n');
      expect((await technician.get(`${path}&format=xlsx`)).status).toBe(200);
      const requester = await application.signedIn(institution.people.requester);
      expect((await requester.get(`${path}&format=csv`)).status).toBe(403);
    }
  });
});
