/** Whose inbox an open step is in: everybody's who holds its position, only theirs who were put on the case by name, and what is due first before all. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, password, startApplication, startOfTime } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { attach, doStep, type Office, openOffice } from '../../test/office.ts';
import type { Visitor } from '../../test/visitor.ts';
import { assignPosition, createStaff, hashPassword } from '../identity/index.ts';
import { shippedSop } from '../sop/index.ts';

let application: Application;
let office: Office;
/** A second holder of the operators' position, who is put on nothing. */
let colleague: Visitor;
const slot = { startsAt: '2026-12-03T03:00:00.000Z', endsAt: '2026-12-03T05:00:00.000Z' };

beforeAll(async () => {
  application = await startApplication();
  office = await openOffice(application, shippedSop('demak').document, 'Asia/Jakarta');
  const { institutionId } = office;
  const { db } = application.context;
  const email = `kedua-${randomUUID()}@contoh.example`;
  const passwordHash = await hashPassword(password);
  await db.$transaction(async (tx) => {
    const facts = { institutionId, name: 'Operator kedua', email, passwordHash, roles: [], now: startOfTime };
    const staffId = await createStaff(tx, facts);
    const { id: positionId } = await tx.position.findFirstOrThrow({ where: { institutionId, key: 'operator-cc' } });
    const assignment = { institutionId, positionId, staffId, startsAt: startOfTime, actorId: null, now: startOfTime };
    await assignPosition(tx, assignment);
  });
  colleague = await application.signedIn(email);
});
afterAll(() => application.close());

async function file() {
  const form = office.document.forms.request;
  if (!form) throw new Error('no form');
  const requester = await office.person('requester');
  const values = fillForm(form, { placeId: office.placeIds[0] ?? null, ...slot });
  const draft = await requester.post('/api/requests', { sopVersionId: office.sopVersionId, channel: 'web', values });
  for (const { key, type, required } of form.sections.flatMap(({ fields }) => fields))
    if (type === 'file' && required) await attach(application, office, draft.body.id, key);
  const filed = await requester.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (filed.status !== 200) throw new Error(filed.text);
  return filed.body;
}

const stepsOf = async (person: Visitor) =>
  ((await person.get('/api/tasks')).body as { kind: string }[]).map(({ kind }) => kind);

describe('the inbox', () => {
  it('keeps what was given to one by name out of the others’, step after step', async () => {
    let kase = await file();
    const [leader, operator] = [await office.person('pimpinan'), await office.person('operator-cc')];
    expect([await stepsOf(leader), await stepsOf(operator), await stepsOf(colleague)]).toEqual([
      ['disposition'],
      [],
      [],
    ]);
    kase = await doStep(application, office, kase, 'leader-disposition');
    kase = await doStep(application, office, kase, 'assignment');
    expect(await stepsOf(leader)).toEqual([]);
    const first = await stepsOf(operator);
    expect(first).toContain('schedule');
    expect(await stepsOf(colleague)).toEqual([]);
    kase = await doStep(application, office, kase, 'schedule-recap');
    expect(await stepsOf(operator)).not.toEqual(first);
    expect((await stepsOf(operator)).length).toBeGreaterThan(0);
    expect(await stepsOf(colleague)).toEqual([]);
  });

  it('shows what was given to nobody by name to all who hold the position', async () => {
    const { db } = application.context;
    const { requestId, ...row } = await db.caseStep.findFirstOrThrow({
      where: { state: 'active', position: 'operator-cc' },
    });
    await db.caseStep.update({ where: { id: row.id }, data: { addresseeIds: [] } });
    expect(await stepsOf(colleague)).toHaveLength(1);
    await db.caseStep.updateMany({ where: { requestId, state: 'active' }, data: { state: 'void' } });
    expect(await stepsOf(colleague)).toEqual([]);
  });

  it('begins with what is due first, however late it came, and ends with what has no time', async () => {
    const { db } = application.context;
    const { institutionId, sopVersionId } = office;
    const many = 310;
    const ids = Array.from({ length: many }, () => randomUUID());
    const at = (minutes: number) => new Date(startOfTime.getTime() + minutes * 60_000);
    const common = { institutionId, sopVersionId, applicant: { name: 'Nama', unit: '', email: '', phone: '' } };
    await db.request.createMany({
      data: ids.map((id, n) => ({
        ...{
          ...common,
          id,
          number: `2026-9${String(n).padStart(5, '0')}`,
          title: `Ke-${n}`,
          state: 'disposition' as const,
        },
        ...{
          startsAt: at(10_000),
          endsAt: at(10_060),
          receivedAt: at(n - many),
          createdAt: at(-many),
          updatedAt: at(-many),
        },
      })),
    });
    // The later it came, the earlier it is due; the very last has no time standard.
    await db.caseStep.createMany({
      data: ids.map((requestId, n) => ({
        ...{ institutionId, requestId, key: 'leader-disposition', position: 'pimpinan', state: 'active' as const },
        ...{ startedAt: at(-many), dueAt: n === many - 1 ? null : at(many - n) },
      })),
    });
    const leader = await office.person('pimpinan');
    const titles = ((await leader.get('/api/tasks')).body as { title: string }[]).map(({ title }) => title);
    expect(titles).toHaveLength(300);
    expect(titles.slice(0, 2)).toEqual([`Ke-${many - 2}`, `Ke-${many - 3}`]);
    await db.caseStep.updateMany({ where: { requestId: { in: ids.slice(20) } }, data: { state: 'void' } });
    await db.caseStep.updateMany({ where: { requestId: ids[0] ?? '' }, data: { dueAt: null } });
    const fewer = ((await leader.get('/api/tasks')).body as { title: string; dueAt: string | null }[]).at(-1);
    expect(fewer).toMatchObject({ title: 'Ke-0', dueAt: null });
  });
});
