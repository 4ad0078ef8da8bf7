/** Reminders and breaches: who is told what of a step's clock, once, and what is recorded of it. */
import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, file, publishProcedure, requestValues, smallProcedure, smallSteps } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';
import { assignPosition, ensurePosition } from '../identity/index.ts';
import { tick } from './index.ts';
import { roundOfOneServer } from './job.ts';

const minuteMs = 60_000;
let application: Application;
let here: Institution;
let requester: Visitor;
let approver: Visitor;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

// Every test begins on Monday at 08.00 in Jakarta, and leaves no step behind that another's round would find.
beforeEach(async () => {
  application.advance(startOfTime.getTime() - application.context.clock().getTime());
  here = await createInstitution(application, `ingat-${++running}.example`);
  requester = await application.signedIn(here.people.requester);
  approver = await application.signedIn(here.people.approver);
});
afterEach(async () => {
  await application.context.db.caseStep.updateMany({ where: { institutionId: here.id }, data: { state: 'void' } });
});

const look = () => tick(application.context, application.context.clock());
async function pass(minutes: number) {
  application.advance(minutes * minuteMs);
  return await look();
}
/** The disposition of a filed case has an hour. */
async function fileCase(changes: Record<string, unknown> = {}): Promise<CaseDetail> {
  const filed = await file(requester, here.sopVersionId, requestValues(here.places[0]?.id ?? '', changes));
  expect(filed.status).toBe(200);
  return filed.body;
}
/** Who was told of clocks on screen, as "event percent name", in order. */
async function told(): Promise<string[]> {
  const rows = await application.context.db.outboxMessage.findMany({
    where: { institutionId: here.id, channel: 'in-app', event: { startsWith: 'clock-' } },
    orderBy: { id: 'asc' },
  });
  const staff = await application.context.db.staff.findMany({ where: { institutionId: here.id } });
  return rows.map(({ event, data, staffId }) => {
    const { percent } = data as { percent?: number };
    return [event, percent, staff.find(({ id }) => id === staffId)?.name].filter(Boolean).join(' ');
  });
}
const deviations = () => application.context.db.deviation.findMany({ where: { institutionId: here.id } });

/** Puts somebody of the institution above the approvers. */
async function superior(name: string, { vacant = false } = {}) {
  const { db, clock } = application.context;
  await db.$transaction(async (tx) => {
    const above = async (key: string, below: string, holder: string | null) => {
      const id = await ensurePosition(tx, { institutionId: here.id, key, title: key, roles: ['approver'] });
      await tx.position.updateMany({ where: { institutionId: here.id, key: below }, data: { superiorId: id } });
      const staff = holder && (await tx.staff.findFirst({ where: { institutionId: here.id, name: holder } }));
      const facts = { institutionId: here.id, positionId: id, startsAt: clock(), actorId: null, now: clock() };
      if (staff) await assignPosition(tx, { ...facts, staffId: staff.id });
    };
    await above('kepala-bidang', 'penyetuju', vacant ? null : name);
    if (vacant) await above('kepala-dinas', 'kepala-bidang', name);
  });
}

describe('an open step', () => {
  it('[X-13] is told of at 50 and 80 percent of its standard, once each', async () => {
    await fileCase();
    expect(await pass(29)).toBe(0);
    expect(await told()).toEqual([]);
    expect(await pass(1)).toBe(1);
    const half = ['clock-reminder 50 approver', 'clock-reminder 50 everyRole'];
    expect(await told()).toEqual(half);
    expect(await pass(10)).toBe(0);
    await pass(8);
    expect(await told()).toEqual([...half, 'clock-reminder 80 approver', 'clock-reminder 80 everyRole']);
    // Due exactly now is not late.
    expect(await pass(12)).toBe(0);
    expect(await deviations()).toEqual([]);
  });

  it('[X-13] [UNSRI-41] that is late is told to its position and the superior, and recorded as a deviation once', async () => {
    await superior('admin');
    const filed = await fileCase();
    expect(await pass(61)).toBe(1);
    // What was missed in between is not told after it.
    expect(await told()).toEqual(['clock-breach approver', 'clock-breach everyRole', 'clock-breach admin']);
    const [row, ...more] = await deviations();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      requestId: filed.id,
      kind: 'time',
      stepKey: 'setujui',
      stepRound: 1,
      responsible: 'Penyetuju (approver, everyRole)',
      detail: {
        id: 'Tahap "setujui" melewati waktu baku 1 jam: seharusnya selesai Senin, 23 Nov 2026, 09.00 WIB.',
        en: 'Step "setujui" exceeded its time standard of 1 hour: due Monday, 23 Nov 2026, 09:00 WIB.',
      },
      explanation: null,
    });
    await pass(60);
    await pass(60 * 6);
    expect(await deviations()).toHaveLength(1);
    expect(await told()).toHaveLength(3);
    const page = await approver.get(`/api/requests/${filed.id}`);
    expect(page.body.deviations).toMatchObject([{ kind: 'time', stepKey: 'setujui', mayExplain: true }]);
    const path = `/api/requests/${filed.id}/deviations/${page.body.deviations[0].id}/explanation`;
    const explained = await approver.post(path, { explanation: 'Rapat pimpinan' });
    expect(explained.body.deviations).toMatchObject([{ explanation: 'Rapat pimpinan', explainedByName: 'approver' }]);
    const { db } = application.context;
    expect(await verifyChain(db, here.id)).toBeNull();
    expect(await db.auditEntry.count({ where: { institutionId: here.id, action: 'step.breached' } })).toBe(1);
  });

  it('[X-13] a vacant superior position does not swallow the notice', async () => {
    await superior('admin', { vacant: true });
    await fileCase();
    await pass(61);
    expect(await told()).toContain('clock-breach admin');
  });

  it('[X-10] nothing is told while the request is with its applicant', async () => {
    const filed = await fileCase();
    application.advance(20 * minuteMs);
    const returned = await decide(approver, filed, 'return', { reason: 'Lampirkan surat' });
    expect(await pass(300)).toBe(0);
    await requester.post(`/api/requests/${filed.id}/submission`, { version: returned.body.version });
    // 20 of 60 minutes are used; 10 more are half.
    expect(await pass(9)).toBe(0);
    expect(await pass(1)).toBe(1);
    expect((await told())[0]).toBe('clock-reminder 50 approver');
  });

  it('[X-10] is told of anew when a holiday has moved what is due', async () => {
    await fileCase();
    await pass(30);
    const admin = await application.signedIn(here.people.admin);
    const moved = await admin.put('/api/calendar/days/2026-11-23', { kind: 'closed', name: 'Banjir' });
    expect(moved.body.movedDueDates).toBe(1);
    expect(await pass(60 * 8)).toBe(0);
    // Tuesday 08.30.
    expect(await pass(60 * 16)).toBe(1);
    expect(await told()).toEqual([
      'clock-reminder 50 approver',
      'clock-reminder 50 everyRole',
      'clock-reminder 50 approver',
      'clock-reminder 50 everyRole',
    ]);
    expect(await deviations()).toEqual([]);
  });

  it('is told to who was put on it, not to everybody of the position', async () => {
    const steps = smallSteps().map((step) =>
      step.key === 'laksanakan'
        ? { ...step, time: { standard: { amount: 1, unit: 'hours' }, anchor: 'event-end' } }
        : step,
    );
    here = {
      ...here,
      sopVersionId: await publishProcedure(application.context.db, here.id, smallProcedure({ steps })),
    };
    const filed = await fileCase();
    const technicians = await application.context.db.staff.findMany({
      where: { institutionId: here.id, name: 'technician' },
    });
    const assigned = await decide(approver, filed, 'assign', { assigneeIds: technicians.map(({ id }) => id) });
    expect(assigned.status).toBe(200);
    // The event ends on Tuesday at 11.00; at 11.31 more than half of its hour is used.
    application.advance(60 * 24 * minuteMs);
    expect(await pass(60 * 3 + 31)).toBe(1);
    expect(await told()).toEqual(['clock-reminder 50 technician']);
  });
});

describe('a step that was done', () => {
  it('[UNSRI-41] late between two rounds is recorded with who did it', async () => {
    const filed = await fileCase();
    application.advance(61 * minuteMs);
    const disposed = await decide(approver, filed, 'dispose');
    expect(disposed.status).toBe(200);
    await look();
    const rows = await deviations();
    expect(rows).toMatchObject([{ stepKey: 'setujui', responsible: 'Penyetuju (approver)' }]);
    expect(rows[0]?.detail).toMatchObject({ id: expect.stringContaining('selesai setelah waktu baku 1 jam') });
    expect(await look()).toBe(0);
    expect(await deviations()).toHaveLength(1);
  });

  it('in time is never told of', async () => {
    const filed = await fileCase();
    application.advance(59 * minuteMs);
    await decide(approver, filed, 'dispose');
    expect(await pass(600)).toBe(0);
    expect(await deviations()).toEqual([]);
  });
});

describe('a procedure that only warns', () => {
  it('[DEMAK-24] tells of ten minutes after the event, and records no failure', async () => {
    const upload = {
      key: 'dokumentasi',
      kind: 'archive',
      position: 'penyetuju',
      decisions: ['complete'],
      name: { id: 'Dokumentasi', en: 'Documents' },
      output: { id: 'Berkas', en: 'Files' },
      time: { standard: { amount: 10, unit: 'minutes' }, anchor: 'event-end' },
      breach: 'warning',
    };
    const steps = [
      ...smallSteps()
        .slice(0, 1)
        .map((step) => ({ ...step, next: ['dokumentasi'] })),
      upload,
    ];
    here = {
      ...here,
      sopVersionId: await publishProcedure(application.context.db, here.id, smallProcedure({ steps })),
    };
    const waktu = { startsAt: '2026-11-23T02:00:00.000Z', endsAt: '2026-11-23T04:00:00.000Z' };
    const filed = await fileCase({ waktu });
    expect(filed.open).toMatchObject([{ key: 'dokumentasi', dueAt: '2026-11-23T04:10:00.000Z' }]);
    // Before the event has ended nothing of it is used.
    expect(await pass(179)).toBe(0);
    await pass(6);
    await pass(3);
    await pass(3);
    expect((await told()).filter((one) => one.endsWith('approver'))).toEqual([
      'clock-reminder 50 approver',
      'clock-reminder 80 approver',
      'clock-breach approver',
    ]);
    expect(await deviations()).toEqual([]);
    expect(await look()).toBe(0);
  });
});

describe('several servers', () => {
  it('make one round at a time, and two at once record once', async () => {
    await fileCase();
    application.advance(61 * minuteMs);
    const other = await application.context.pool.connect();
    try {
      await other.query('SELECT pg_advisory_lock(72707371)');
      expect(await roundOfOneServer(application.context)).toBe(false);
      expect(await deviations()).toEqual([]);
      await other.query('SELECT pg_advisory_unlock(72707371)');
    } finally {
      other.release();
    }
    await Promise.all([look(), look(), roundOfOneServer(application.context)]);
    expect(await deviations()).toHaveLength(1);
    expect(await told()).toEqual(['clock-breach approver', 'clock-breach everyRole']);
  });
});
