/** Places, equipment and blackouts over HTTP, and what people see of the schedule. */
import { defaultWeek } from '@sambung/contract/calendar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { decide, file, publishProcedure, requestValues, smallPolicies, smallProcedure } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';

let application: Application;
let here: Institution;
let admin: Visitor;
let requester: Visitor;
let technician: Visitor;
let approver: Visitor;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());
beforeEach(async () => {
  here = await createInstitution(application, `inventaris-${++running}.example`);
  admin = await application.signedIn(here.people.admin);
  requester = await application.signedIn(here.people.requester);
  technician = await application.signedIn(here.people.technician);
  approver = await application.signedIn(here.people.approver);
});

const hall = () => here.places[0]?.id ?? '';
const week = 'from=2026-11-23T00:00:00.000Z&to=2026-11-30T00:00:00.000Z';
/** Tuesday 24 November 2026, 09:00–11:00 in Jakarta. */
const slot = { startsAt: '2026-11-24T02:00:00.000Z', endsAt: '2026-11-24T04:00:00.000Z' };
const fileHere = async (changes: object = {}, sopVersionId = here.sopVersionId) =>
  await file(requester, sopVersionId, requestValues(hall(), { waktu: slot, ...changes }));

const room = {
  name: 'Ruang Video Conference di Net Center Gd. Perpustakaan Pusat',
  location: 'Kampus Indralaya',
  capacity: 40,
  timeZone: 'Asia/Jakarta',
  openingHours: defaultWeek,
  features: ['Kamera', 'TV Wall'],
};

describe('places', () => {
  it('[UNSRI-15][UNSRI-23] are a catalogue that admins add to and edit, and everybody on the staff reads', async () => {
    const made = await admin.post('/api/places', room);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...room, retiredAt: null });
    const changed = await admin.put(`/api/places/${made.body.id}`, { ...room, capacity: 25, openingHours: null });
    expect(changed.body).toMatchObject({ capacity: 25, openingHours: null });
    const seen = (await requester.get('/api/places')).body as { name: string }[];
    expect(seen.map(({ name }) => name)).toEqual(['Aula', 'Ruang Kecil', 'Ruang Sedang', room.name]);
    expect((await requester.post('/api/places', room)).problem.code).toBe('forbidden');
    expect((await technician.put(`/api/places/${made.body.id}`, room)).problem.code).toBe('forbidden');
  });

  it('are told apart by name, with the error beside the name', async () => {
    await admin.post('/api/places', room);
    expect((await admin.post('/api/places', room)).problem.errors).toMatchObject([{ pointer: '/name' }]);
    const same = await admin.put(`/api/places/${hall()}`, { ...room, name: 'Ruang Kecil' });
    expect(same.problem.errors).toMatchObject([{ pointer: '/name' }]);
    const overlapping = { ...defaultWeek, monday: [{ opens: '10:00', closes: '09:00' }] };
    const wrong = await admin.post('/api/places', { ...room, name: 'Lain', openingHours: overlapping });
    expect(wrong.problem.errors).toMatchObject([{ pointer: '/openingHours/monday' }]);
  });

  it('go out of use only when no request to come holds them, and come back', async () => {
    const { body: kase } = await fileHere();
    const refused = await admin.post(`/api/places/${hall()}/retirement`, {});
    expect(refused.problem).toMatchObject({ code: 'still-held' });
    expect(refused.problem.detail).toContain(kase.number);
    await requester.post(`/api/requests/${kase.id}/cancellation`, { version: kase.version, reason: 'Batal' });
    expect((await admin.post(`/api/places/${hall()}/retirement`, {})).body.retiredAt).not.toBeNull();
    expect((await requester.get('/api/places')).body).toHaveLength(2);
    expect((await requester.get('/api/places?retired=true')).body).toHaveLength(3);
    expect((await fileHere()).status).not.toBe(200);
    expect((await admin.delete(`/api/places/${hall()}/retirement`)).body.retiredAt).toBeNull();
    expect((await fileHere()).status).toBe(200);
  });
});

describe('equipment', () => {
  const kamera = { name: 'Kamera Logitech', note: 'Lemari 2', count: 2 };

  it('[X-25][BATAN-10][KALTARA-07] is a catalogue of kinds with stock, kept by admins', async () => {
    for (const name of ['Seperangkat video conference', 'Modem dan Access Point', 'Kamera', 'Tripod', 'USB capture'])
      expect((await admin.post('/api/equipment', { name, note: '', count: 1 })).status).toBe(201);
    const made = await admin.post('/api/equipment', kamera);
    expect(made.body).toMatchObject({ name: kamera.name, stock: 2, units: [{ label: '01' }, { label: '02' }] });
    const more = await admin.post(`/api/equipment/${made.body.id}/units`, { label: 'BMN-77' });
    expect(more.body.stock).toBe(3);
    const again = await admin.post(`/api/equipment/${made.body.id}/units`, { label: 'BMN-77' });
    expect(again.problem.errors).toMatchObject([{ pointer: '/label' }]);
    const renamed = await admin.put(`/api/equipment/${made.body.id}`, { name: 'Kamera PTZ', note: '' });
    expect(renamed.body.name).toBe('Kamera PTZ');
    expect((await requester.get('/api/equipment')).body).toHaveLength(6);
    expect((await technician.post('/api/equipment', kamera)).problem.code).toBe('forbidden');
  });

  it('[UNEJ-07][DEMAK-07] is reserved for a request by number of units, and refused beyond its stock', async () => {
    const { body: kind } = await admin.post('/api/equipment', kamera);
    const ask = (count: number, tempat: string) => fileHere({ tempat, peralatan: [{ itemId: kind.id, count }] });
    const first = await ask(2, hall());
    expect(
      first.body.holds.filter((hold: { resource: { kind: string } }) => hold.resource.kind === 'equipment'),
    ).toHaveLength(2);
    const second = await ask(1, here.places[1]?.id ?? '');
    expect(second.problem.code).toBe('hold-conflict');
    // The alternatives are times at which a camera is free.
    for (const offer of second.problem.alternatives ?? []) expect(offer.startsAt).not.toBe(slot.startsAt);
  });

  it('[X-25] blocks the readiness of a case when it breaks, and serves again once it is repaired', async () => {
    const { body: kind } = await admin.post('/api/equipment', { ...kamera, count: 1 });
    const { body: kase } = await fileHere({ peralatan: [{ itemId: kind.id, count: 1 }] });
    const unit = `/api/equipment/${kind.id}/units/${kind.units[0].id}`;
    const broken = await technician.patch(unit, { broken: true });
    expect(broken.body).toMatchObject({ stock: 0, units: [{ brokenAt: expect.any(String) }] });
    const isWhole = async () => {
      const { readiness } = (await approver.get(`/api/requests/${kase.id}`)).body;
      return readiness.items.filter((item: { met: boolean; missing: { id: string } | null }) =>
        item.missing?.id.includes(kamera.name),
      ).length;
    };
    expect(await isWhole()).toBe(1);
    const other = { waktu: { startsAt: '2026-11-25T02:00:00.000Z', endsAt: '2026-11-25T04:00:00.000Z' } };
    expect((await fileHere({ ...other, peralatan: [{ itemId: kind.id, count: 1 }] })).problem.code).toBe(
      'hold-conflict',
    );
    await technician.patch(unit, { broken: false });
    expect(await isWhole()).toBe(0);
    expect((await technician.patch(unit, { retired: true })).problem.code).toBe('forbidden');
    expect((await admin.patch(unit, { retired: true })).problem.code).toBe('still-held');
    expect((await admin.post(`/api/equipment/${kind.id}/retirement`, {})).problem.code).toBe('still-held');
  });
});

describe('blackouts', () => {
  const blackout = () => ({
    ...{ kind: 'place', resourceId: hall(), note: 'Pengecatan' },
    ...{ startsAt: '2026-11-24T00:00:00.000Z', endsAt: '2026-11-26T00:00:00.000Z' },
  });

  it('[X-07] keep a place from being held until they are ended', async () => {
    const made = await admin.post('/api/blackouts', blackout());
    expect(made.body).toMatchObject({ note: 'Pengecatan', resource: { name: 'Aula', kind: 'place' } });
    expect((await fileHere()).problem.code).toBe('hold-conflict');
    expect((await requester.get(`/api/blackouts?${week}`)).body).toHaveLength(1);
    expect((await admin.post('/api/blackouts', blackout())).problem.code).toBe('hold-conflict');
    expect((await requester.delete(`/api/blackouts/${made.body.id}`)).problem.code).toBe('forbidden');
    expect((await admin.delete(`/api/blackouts/${made.body.id}`)).status).toBe(204);
    expect((await admin.delete(`/api/blackouts/${made.body.id}`)).problem.code).toBe('not-found');
    expect((await fileHere()).status).toBe(200);
  });

  it('[DEMAK-25] are refused with the cases that hold the place then', async () => {
    const { body: kase } = await fileHere();
    const refused = await admin.post('/api/blackouts', blackout());
    expect(refused.problem.code).toBe('still-held');
    expect(refused.problem.detail).toContain(kase.number);
  });

  it('stay within the institution', async () => {
    const elsewhere = await createInstitution(application, `luar-${running}.example`);
    const foreign = { ...blackout(), resourceId: elsewhere.places[0]?.id };
    expect((await admin.post('/api/blackouts', foreign)).problem.errors).toMatchObject([{ pointer: '/resourceId' }]);
    const theirs = await application.signedIn(elsewhere.people.admin);
    const made = await admin.post('/api/blackouts', blackout());
    expect((await theirs.delete(`/api/blackouts/${made.body.id}`)).problem.code).toBe('not-found');
    expect((await theirs.put(`/api/places/${hall()}`, room)).problem.code).toBe('not-found');
    expect((await theirs.get(`/api/places/${hall()}/availability?${week}`)).problem.code).toBe('not-found');
  });
});

describe('the timeline', () => {
  it('[X-09] shows each case once with its parts, by place and by technician', async () => {
    const testCall = { required: 'optional', slot: 'day-before', minutes: 60, fallback: 'none' };
    const policies = smallPolicies({ holds: { setupMinutes: 60, preTestMinutes: 30 }, testCall });
    const { db } = application.context;
    const sopVersionId = await publishProcedure(db, here.id, smallProcedure({ policies }), 'siap');
    const { body: kase } = await fileHere({}, sopVersionId);
    const staff = await db.staff.findUniqueOrThrow({ where: { email: here.people.technician } });
    await decide(approver, kase, 'assign', { assigneeIds: [staff.id] });
    for (const by of ['place', 'technician']) {
      const { rows } = (await approver.get(`/api/timeline?by=${by}&${week}`)).body;
      const busy = rows.filter((row: { items: unknown[] }) => row.items.length > 0);
      expect(busy).toHaveLength(1);
      expect(busy[0].resource.name).toBe(by === 'place' ? 'Aula' : 'technician');
      expect(busy[0].items).toMatchObject([
        {
          ...{ kind: 'case', number: kase.number, title: 'Rapat koordinasi', requestId: kase.id },
          ...{ startsAt: '2026-11-24T00:30:00.000Z', endsAt: slot.endsAt },
          parts: [{ kind: 'setup' }, { kind: 'pre-test' }, { kind: 'event' }],
        },
      ]);
    }
  });

  it('[X-31] says only that it is reserved to those outside the office, but shows them their own', async () => {
    await fileHere();
    const read = async (person: Visitor) => (await person.get(`/api/timeline?by=place&${week}`)).body.rows[0].items;
    const nobody = await application.signedIn(here.people.noRole);
    const hidden = await read(nobody);
    expect(hidden).toMatchObject([{ title: null, number: null, requestId: null, state: null, ...slot }]);
    expect(JSON.stringify(hidden)).not.toContain('Rapat');
    expect(await read(requester)).toMatchObject([{ title: 'Rapat koordinasi' }]);
    expect(await read(technician)).toMatchObject([{ title: 'Rapat koordinasi' }]);
  });

  it('refuses spans that end before they begin or are too long', async () => {
    const ask = (from: string, to: string) => admin.get(`/api/timeline?by=place&from=${from}&to=${to}`);
    expect((await ask('2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z')).problem.errors).toMatchObject([
      { pointer: '/to' },
    ]);
    expect((await ask('2026-01-01T00:00:00Z', '2026-11-23T00:00:00Z')).problem.errors).toMatchObject([
      { pointer: '/to' },
    ]);
  });

  it('[UNSRI-26] knows when a place is free: open, worked and not held', async () => {
    await fileHere();
    const { body } = await requester.get(
      `/api/places/${hall()}/availability?from=2026-11-23T17:00:00.000Z&to=2026-11-24T17:00:00.000Z`,
    );
    expect(body.free).toEqual([
      { startsAt: '2026-11-24T00:00:00.000Z', endsAt: slot.startsAt },
      { startsAt: slot.endsAt, endsAt: '2026-11-24T11:00:00.000Z' },
    ]);
    expect(body.taken).toHaveLength(1);
  });
});

describe('asking before filing', () => {
  const question = (changes: object = {}) => ({
    ...{ sopVersionId: here.sopVersionId, placeId: hall(), participantCount: 12, ...slot },
    ...changes,
  });

  it('[UNSRI-27][UNSRI-84] says what is in the way and offers at least three times or rooms', async () => {
    expect((await requester.post('/api/alternatives', question())).body).toEqual({
      ...{ free: true, taken: [], alternatives: [] },
    });
    await fileHere();
    const { body } = await requester.post('/api/alternatives', question());
    expect(body.free).toBe(false);
    expect(body.taken).toMatchObject([{ resource: { name: 'Aula' }, ...slot }]);
    expect(body.alternatives.length).toBeGreaterThanOrEqual(3);
    expect(body.alternatives[0]).toMatchObject({ placeId: here.places[2]?.id, ...slot });
    // Any of them can be taken as it is.
    for (const { placeId, startsAt, endsAt } of body.alternatives)
      expect((await requester.post('/api/alternatives', question({ placeId, startsAt, endsAt }))).body.free).toBe(true);
    const [offer] = body.alternatives;
    const waktu = { startsAt: offer.startsAt, endsAt: offer.endsAt };
    expect((await fileHere({ tempat: offer.placeId, waktu })).status).toBe(200);
  });

  it("does not know another institution's procedures", async () => {
    const elsewhere = await createInstitution(application, `asing-${running}.example`);
    const foreign = question({ sopVersionId: elsewhere.sopVersionId });
    expect((await requester.post('/api/alternatives', foreign)).problem.code).toBe('not-found');
  });
});

describe('technicians for a case', () => {
  it('[KALTARA-08] are suggested by skill, then free, then least load that week', async () => {
    const { db } = application.context;
    const positions = [
      { key: 'penyetuju', title: 'Penyetuju', roles: ['approver'] },
      { key: 'teknisi', title: 'Teknisi', roles: ['technician'], skills: ['Audio'] },
    ];
    const sopVersionId = await publishProcedure(db, here.id, smallProcedure({ positions }), 'ahli');
    const { id: positionId } = await db.position.upsert({
      where: { institutionId_key: { institutionId: here.id, key: 'teknisi' } },
      create: { institutionId: here.id, key: 'teknisi', title: 'Teknisi', roles: ['technician'] },
      update: {},
    });
    const hire = async (name: string, skills: string[]) => {
      const row = { name, skills, email: `${name}@${here.id}.example`, passwordHash: 'x', institutionId: here.id };
      const { id } = await db.staff.create({ data: row });
      await db.positionAssignment.create({ data: { positionId, staffId: id, startsAt: startOfTime } });
      return id;
    };
    const [ali, budi, citra] = [await hire('Ali', ['audio']), await hire('Budi', ['Audio']), await hire('Citra', [])];
    const dewi = await hire('Dewi', ['Audio', 'Video']);
    const { body: kase } = await fileHere({}, sopVersionId);
    const block = async (resourceId: string, startsAt: string, endsAt: string) =>
      await admin.post('/api/blackouts', { kind: 'person', resourceId, startsAt, endsAt, note: 'Dinas luar' });
    // Ali has an hour that week, Budi is away during the event, Dewi has nothing.
    expect((await block(ali, '2026-11-26T02:00:00.000Z', '2026-11-26T03:00:00.000Z')).status).toBe(201);
    expect((await block(budi, '2026-11-24T03:00:00.000Z', '2026-11-24T03:30:00.000Z')).status).toBe(201);
    expect((await block(dewi, '2026-12-03T02:00:00.000Z', '2026-12-03T03:00:00.000Z')).status).toBe(201);
    const { body } = await approver.get(`/api/requests/${kase.id}/technicians?position=teknisi`);
    const known = new Set([ali, budi, citra, dewi]);
    const ours = body.filter(({ id }: { id: string }) => known.has(id));
    expect(ours).toMatchObject([
      { name: 'Dewi', free: true, loadMinutes: 0, missingSkills: [] },
      { name: 'Ali', free: true, loadMinutes: 60, missingSkills: [] },
      { name: 'Budi', free: false, taken: [{ startsAt: '2026-11-24T03:00:00.000Z' }] },
      { name: 'Citra', free: true, missingSkills: ['Audio'] },
    ]);
    expect((await requester.get(`/api/requests/${kase.id}/technicians`)).problem.code).toBe('forbidden');
    // Who is away cannot be put on the case.
    const refused = await decide(approver, kase, 'assign', { assigneeIds: [budi] });
    expect(refused.problem.code).toBe('people-taken');
    expect((await decide(approver, kase, 'assign', { assigneeIds: [ali] })).status).toBe(200);
  });
});
