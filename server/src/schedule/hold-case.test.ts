/** Holds of cases in the database. */
import { defaultWeek } from '@sambung/contract/calendar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { lockInstitution } from '../audit/index.ts';
import type { HoldPolicies } from './case-holds.ts';
import { type CaseToHold, type HoldConflict, holdCase, isHoldConflict, moveHolds, releaseHolds } from './index.ts';

const jakarta = (clock: string) => new Date(`${clock}:00+07:00`);
const policies: HoldPolicies = {
  holds: { setupMinutes: 120, preTestMinutes: 30 },
  testCall: { required: 'mandatory', slot: 'day-before', atVenue: false, minutes: 60, fallback: 'hour-before' },
};
const calendar = { timeZone: 'Asia/Jakarta', week: defaultWeek, days: [], periods: [] };
const now = jakarta('2026-11-23T08:00');

let application: Application;
let institution: Institution;
let sopVersionId: string;
let equipmentId: string;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

beforeEach(async () => {
  const { db } = application.context;
  institution = await createInstitution(application, `penjadwalan-${++running}.example`);
  const sop = await db.sop.create({ data: { institutionId: institution.id, code: 'vicon' } });
  const version = { sopId: sop.id, version: 1, document: {}, source: '', changeNote: 'x', publishedAt: now };
  sopVersionId = (await db.sopVersion.create({ data: version })).id;
  const units = ['01', '02', '03', '04'].map((label) => ({ label }));
  const camera = { institutionId: institution.id, name: 'Kamera', units: { create: units } };
  equipmentId = (await db.equipment.create({ data: camera })).id;
  await db.equipmentUnit.updateMany({ where: { equipmentId, label: '01' }, data: { brokenAt: now } });
  await db.equipmentUnit.updateMany({ where: { equipmentId, label: '02' }, data: { retiredAt: now } });
});

async function newRequest(): Promise<string> {
  const number = `2026-${String(++running).padStart(6, '0')}`;
  const period = { startsAt: now, endsAt: new Date(now.getTime() + 1) };
  const { id } = await application.context.db.request.create({
    data: {
      ...{ institutionId: institution.id, sopVersionId, number, state: 'submitted', applicant: {}, ...period },
      ...{ receivedAt: now, createdAt: now, updatedAt: now },
    },
  });
  return id;
}

/** Wednesday 10:00–12:00 in the hall. */
async function wanted(changes: Partial<CaseToHold> = {}): Promise<CaseToHold> {
  return {
    institutionId: institution.id,
    requestId: changes.requestId ?? (await newRequest()),
    startsAt: jakarta('2026-12-02T10:00'),
    endsAt: jakarta('2026-12-02T12:00'),
    placeIds: [institution.places[0]?.id ?? ''],
    personIds: [],
    equipment: [],
    policies,
    calendar,
    ...changes,
  };
}

const hold = (one: CaseToHold) => application.context.db.$transaction((tx) => holdCase(tx, one, now));
const liveHolds = (requestId: string) =>
  application.context.db.hold.findMany({
    where: { requestId, releasedAt: null },
    orderBy: [{ resourceKind: 'asc' }, { startsAt: 'asc' }],
  });

async function clashOf(work: Promise<unknown>): Promise<HoldConflict> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(isHoldConflict(error)).toBe(true);
  return error as HoldConflict;
}

describe('the holds of a case', () => {
  it('[X-09][UNSRI-37] are made together for the places of both sides', async () => {
    const placeIds = institution.places.slice(0, 2).map(({ id }) => id);
    const one = await wanted({ placeIds });
    expect((await hold(one)).test).toBe('day-before');
    const rows = await liveHolds(one.requestId);
    for (const placeId of placeIds)
      expect(rows.filter(({ resourceId }) => resourceId === placeId).map(({ kind }) => kind)).toEqual([
        'test',
        'setup',
        'pre_test',
        'event',
      ]);
    expect(rows).toHaveLength(8);
  });

  it('[X-07][DEMAK-25] are refused whole when a part is held, and say by whom', async () => {
    const first = await wanted();
    await hold(first);
    // Its own event begins after the other's, its setup reaches into it.
    const second = await wanted({ startsAt: jakarta('2026-12-02T13:00'), endsAt: jakarta('2026-12-02T14:00') });
    const { clashes } = await clashOf(hold(second));
    expect(clashes).toEqual([
      {
        resourceKind: 'place',
        resourceId: first.placeIds[0],
        requestId: first.requestId,
        startsAt: first.startsAt.getTime(),
        endsAt: first.endsAt.getTime(),
      },
    ]);
    expect(await liveHolds(second.requestId)).toEqual([]);
  });

  it('[UNSRI-38] keep the half hour before the event from others', async () => {
    const noSetup = { ...policies, holds: { setupMinutes: 0, preTestMinutes: 30 } };
    await hold(await wanted({ policies: noSetup, withTest: false }));
    const before = { startsAt: jakarta('2026-12-02T08:45'), endsAt: jakarta('2026-12-02T09:45') };
    await clashOf(hold(await wanted({ policies: noSetup, withTest: false, ...before })));
    const touching = { ...before, endsAt: jakarta('2026-12-02T09:30') };
    await hold(await wanted({ policies: noSetup, withTest: false, ...touching }));
  });

  it('[UNSRI-86] put the test in another hour when its own is held, and on the day itself when the day is full', async () => {
    await hold(await wanted());
    const kecil = institution.places[1]?.id ?? '';
    const { db } = application.context;
    const full = { institutionId: institution.id, kind: 'blackout', resourceId: kecil, note: 'Pengecatan' } as const;
    const next = { startsAt: jakarta('2026-12-02T15:00'), endsAt: jakarta('2026-12-02T16:00') };
    const after = await wanted(next);
    await hold(after);
    const test = (await liveHolds(after.requestId)).find(({ kind }) => kind === 'test');
    expect(test?.startsAt).toEqual(jakarta('2026-12-01T15:00'));
    await db.hold.create({
      data: { ...full, startsAt: jakarta('2026-12-01T00:00'), endsAt: jakarta('2026-12-02T00:00') },
    });
    const plan = await hold(await wanted({ placeIds: [kecil] }));
    expect(plan).toMatchObject({ test: 'hour-before', testReason: 'day-is-full' });
  });

  it('[UNEJ-15][X-25] take free units of the equipment, never a broken or retired one', async () => {
    const places = institution.places.map(({ id }) => id);
    const first = await wanted({ equipment: [{ equipmentId, count: 1 }] });
    await hold(first);
    const second = await wanted({ placeIds: [places[1] ?? ''], equipment: [{ equipmentId, count: 1 }] });
    await hold(second);
    const units = async (requestId: string) =>
      new Set((await liveHolds(requestId)).filter((row) => row.resourceKind === 'equipment').map((r) => r.resourceId));
    const labels = await application.context.db.equipmentUnit.findMany({
      where: { id: { in: [...(await units(first.requestId)), ...(await units(second.requestId))] } },
      orderBy: { label: 'asc' },
    });
    expect(labels.map(({ label }) => label)).toEqual(['03', '04']);
    const third = await wanted({ placeIds: [places[2] ?? ''], equipment: [{ equipmentId, count: 1 }] });
    const { clashes } = await clashOf(hold(third));
    expect(clashes.map(({ resourceKind, resourceId }) => `${resourceKind} ${resourceId}`)).toContain(
      `equipment ${equipmentId}`,
    );
    expect(await liveHolds(third.requestId)).toEqual([]);
  });

  it('[X-25] cannot be more units than there are', async () => {
    const { clashes } = await clashOf(hold(await wanted({ equipment: [{ equipmentId, count: 3 }] })));
    expect(clashes).toMatchObject([{ resourceKind: 'equipment', resourceId: equipmentId, requestId: null }]);
  });

  it('[UNEJ-15] of a venue are those of people and equipment', async () => {
    const one = await wanted({ placeIds: [], equipment: [{ equipmentId, count: 2 }] });
    await hold(one);
    const rows = await liveHolds(one.requestId);
    expect(rows).toHaveLength(8);
    expect(new Set(rows.map(({ resourceKind }) => resourceKind))).toEqual(new Set(['equipment']));
  });

  it('[X-29] are let go together and free the slot', async () => {
    const first = await wanted();
    await hold(first);
    await application.context.db.$transaction((tx) => releaseHolds(tx, first.requestId, now));
    await hold(await wanted());
  });

  it('[X-30] move as one, also into what they held themselves; a refused move leaves them as they were', async () => {
    const { db } = application.context;
    const first = await wanted();
    await hold(first);
    const later = { ...first, startsAt: jakarta('2026-12-02T11:00'), endsAt: jakarta('2026-12-02T13:00') };
    await db.$transaction((tx) => moveHolds(tx, later, now));
    expect((await liveHolds(first.requestId)).find(({ kind }) => kind === 'event')?.startsAt).toEqual(later.startsAt);
    const other = await wanted({ startsAt: jakarta('2026-12-04T10:00'), endsAt: jakarta('2026-12-04T11:00') });
    await hold(other);
    const before = await liveHolds(first.requestId);
    const into = { ...first, startsAt: other.startsAt, endsAt: other.endsAt };
    await clashOf(db.$transaction((tx) => moveHolds(tx, into, now)));
    expect(await liveHolds(first.requestId)).toEqual(before);
  });

  it.each([true, false])(
    '[X-07][UNSRI-26] of thirty parallel writers exactly one wins (lock taken: %s)',
    async (locks) => {
      const { db } = application.context;
      const equipment = [{ equipmentId, count: 2 }];
      const cases = await Promise.all(Array.from({ length: 30 }, () => wanted({ equipment })));
      const outcomes = await Promise.allSettled(
        cases.map((one) =>
          db.$transaction(async (tx) => {
            if (locks) await lockInstitution(tx, institution.id);
            return await holdCase(tx, one, now);
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(isHoldConflict(outcome.reason)).toBe(true);
      const live = await db.hold.groupBy({
        by: ['requestId'],
        where: { institutionId: institution.id, releasedAt: null },
        _count: true,
      });
      expect(live).toMatchObject([{ _count: 12 }]);
    },
  );
});
