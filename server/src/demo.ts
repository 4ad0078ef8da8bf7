/** The demo (`npm start -- --demo`): a made-up institution with a procedure, places, equipment and people in each role. Every name here is invented. */
import { readFileSync } from 'node:fs';
import type { Role } from '@sambung/contract/http';
import { appendAudit } from './audit/index.ts';
import type { Context } from './context.ts';
import type { Transaction } from './db.ts';
import { createStaff, type DemoPeople, hashPassword, setStaffDeactivated } from './identity/index.ts';
import { checkSource, publishSop } from './sop/index.ts';

/** Public on purpose: the demo listens on loopback only and says so under a banner. */
const demoPassword = 'sambung-contoh';
const demoTimeZone = 'Asia/Makassar';

const people: readonly { name: string; email: string; roles: readonly Role[] }[] = [
  { name: 'Rara Contoh', email: 'pemohon@contoh.example', roles: ['requester'] },
  { name: 'Bima Contoh', email: 'penyetuju@contoh.example', roles: ['approver'] },
  { name: 'Sekar Contoh', email: 'teknisi@contoh.example', roles: ['technician'] },
  { name: 'Gilang Contoh', email: 'admin@contoh.example', roles: ['admin'] },
];

const places = [
  { name: 'Ruang Sidang Utama', location: 'Gedung A, lantai 3', capacity: 60 },
  { name: 'Ruang Rapat Senat', location: 'Gedung A, lantai 2', capacity: 24 },
  { name: 'Studio Konferensi', location: 'Gedung B, lantai 1', capacity: 12 },
];

const equipment = [
  { name: 'Kamera konferensi', units: ['K-01', 'K-02'] },
  { name: 'Mikrofon meja', units: ['M-01', 'M-02', 'M-03', 'M-04'] },
  { name: 'Laptop', units: ['L-01', 'L-02'] },
];

/** The demo's own procedure: data like every other. */
const procedure = new URL('../../prisma/procedures/contoh.yaml', import.meta.url);

const demoKey = 'demo';

/** Makes the demo institution where it does not exist, lets its people in, and returns them for the sign-in page. */
export async function openDemo(context: Context): Promise<DemoPeople> {
  const passwordHash = await hashPassword(demoPassword);
  const institutionId = await context.db.$transaction(async (tx) => {
    const existing = await findDemoInstitution(tx);
    if (existing !== null) return existing;
    const now = context.clock();
    const { id } = await tx.institution.create({
      data: { name: 'Universitas Contoh Nusantara', timeZone: demoTimeZone, createdAt: now },
    });
    await tx.setting.create({ data: { key: demoKey, value: { institutionId: id } } });
    await tx.place.createMany({
      data: places.map((place) => ({ ...place, institutionId: id, timeZone: demoTimeZone })),
    });
    await appendAudit(tx, {
      institutionId: id,
      at: now,
      actorId: null,
      action: 'institution.created',
      entityId: id,
      data: { demo: true },
    });
    for (const { name, units } of equipment) {
      await tx.equipment.create({
        data: { institutionId: id, name, units: { create: units.map((label) => ({ label })) } },
      });
    }
    await publishDemoProcedure(tx, id, now);
    for (const person of people) await createStaff(tx, { ...person, institutionId: id, passwordHash, now });
    return id;
  });
  await setStaffDeactivated(context.db, institutionId, null);
  return people.map(({ name, email, roles }) => ({ name, email, roles: [...roles], password: demoPassword }));
}

async function publishDemoProcedure(tx: Transaction, institutionId: string, now: Date): Promise<void> {
  const source = readFileSync(procedure, 'utf8');
  const { document, errors } = checkSource(source);
  if (!document) throw new Error(`procedures/contoh.yaml: line ${errors[0]?.line}: ${errors[0]?.message.en}`);
  const version = { code: 'konferensi', document, source, changeNote: 'Prosedur contoh', baseVersion: 0 };
  await publishSop(tx, { ...version, institutionId, publishedById: null, now });
}

/** Locks the demo's people out of an installation that is started without the demo: everybody knows their password. */
export async function closeDemo(context: Context): Promise<void> {
  const institutionId = await findDemoInstitution(context.db);
  if (institutionId !== null) await setStaffDeactivated(context.db, institutionId, context.clock());
}

async function findDemoInstitution(db: Pick<Context['db'], 'setting'>): Promise<string | null> {
  const setting = await db.setting.findUnique({ where: { key: demoKey } });
  return (setting?.value as { institutionId?: string } | undefined)?.institutionId ?? null;
}
