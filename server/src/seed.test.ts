/** The five institutions to begin with: rooms as their documents name them, an account for every position, nobody's real name. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, password, startApplication, startOfTime } from '../test/application.ts';
import { verifyChain } from './audit/index.ts';
import { hashPassword } from './identity/index.ts';
import { type SeededInstitution, seedInstitutions } from './seed.ts';
import { shippedSop } from './sop/index.ts';

let application: Application;
let seeded: SeededInstitution[];
beforeAll(async () => {
  application = await startApplication();
  const access = { now: startOfTime, passwordHash: await hashPassword(password), mustChangePassword: false };
  seeded = await application.context.db.$transaction((tx) => seedInstitutions(tx, access), { timeout: 60_000 });
});
afterAll(() => application.close());

it('[X-01] makes five institutions that run the six procedures', async () => {
  expect(seeded.flatMap(({ versions }) => [...versions.keys()])).toEqual([
    'unsri-fixed',
    'unsri-venue',
    'batan',
    'kaltara',
    'unej',
    'demak',
  ]);
  for (const { id } of seeded) expect(await verifyChain(application.context.db, id)).toBeNull();
});

it('[UNSRI-15] begins with exactly the two fixed places of the document', async () => {
  const person = await application.signedIn('dosen@unsri.example');
  const places = await person.get('/api/places');
  expect(places.body.map(({ name }: { name: string }) => name).toSorted()).toEqual([
    'Ruang Rapat Gedung Rektorat Lt. II',
    'Ruang Video Conference di Net Center Gd. Perpustakaan Pusat',
  ]);
});

it('[X-14] gives each its zone', async () => {
  const rows = await application.context.db.institution.findMany({ orderBy: { createdAt: 'asc' } });
  const zones = Object.fromEntries(seeded.map(({ id, key }) => [key, rows.find((row) => row.id === id)?.timeZone]));
  expect(zones).toEqual({
    unsri: 'Asia/Jakarta',
    batan: 'Asia/Jakarta',
    kaltara: 'Asia/Makassar',
    unej: 'Asia/Jakarta',
    demak: 'Asia/Jakarta',
  });
});

it('[X-31] has positions where documents print officials, and every position signs in with its roles', async () => {
  const { db } = application.context;
  const titles = new Set(
    ['unsri-fixed', 'batan', 'kaltara', 'unej', 'demak'].flatMap((code) =>
      shippedSop(code as 'batan').document.positions.map(({ title }) => title),
    ),
  );
  const staff = await db.staff.findMany();
  expect(staff.map(({ name }) => name).filter((name) => name !== 'Admin' && !titles.has(name))).toEqual([]);
  const head = await application.visitor().post('/api/session', { email: 'ketua-ict@unsri.example', password });
  expect(head.body.staff).toMatchObject({ roles: ['approver'], institution: { name: 'Universitas Sriwijaya' } });
  const admin = await application.visitor().post('/api/session', { email: 'admin-vc@unsri.example', password });
  expect(admin.body.staff.roles).toEqual(['technician', 'admin']);
});
