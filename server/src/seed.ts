/** The five institutions whose procedures come with the product, as a start for trials: positions instead of names, invented addresses. */
import { appendAudit } from './audit/index.ts';
import type { Transaction } from './db.ts';
import { assignPosition, createStaff, ensurePosition } from './identity/index.ts';
import { installProcedures, type ShippedCode, shippedSop } from './sop/index.ts';

interface SeedInstitution {
  /** Part of its people's addresses: `<position>@<key>.example`. */
  readonly key: string;
  readonly name: string;
  readonly timeZone: string;
  readonly procedures: readonly ShippedCode[];
  readonly places: readonly { name: string; location: string; capacity: number; features: string[] }[];
  /** Name and number of pieces. */
  readonly equipment: readonly (readonly [string, number])[];
}

const institutions: readonly SeedInstitution[] = [
  {
    key: 'unsri',
    name: 'Universitas Sriwijaya',
    timeZone: 'Asia/Jakarta',
    procedures: ['unsri-fixed', 'unsri-venue'],
    places: [
      place('Ruang Video Conference di Net Center Gd. Perpustakaan Pusat', 'Kampus Indralaya', 20),
      place('Ruang Rapat Gedung Rektorat Lt. II', 'Kampus Indralaya', 40),
    ],
    equipment: [['Perangkat video conference', 2]],
  },
  {
    key: 'batan',
    name: 'Badan Tenaga Nuklir Nasional (PPIKSN)',
    timeZone: 'Asia/Jakarta',
    procedures: ['batan'],
    places: [place('Ruang Video Konferensi', 'Gedung PPIKSN', 30)],
    equipment: [['Seperangkat video conference', 2]],
  },
  {
    key: 'kaltara',
    name: 'Diskominfo Provinsi Kalimantan Utara',
    timeZone: 'Asia/Makassar',
    procedures: ['kaltara'],
    places: [place('Ruang Rapat', 'Kantor Diskominfo', 30)],
    equipment: [
      ['Modem dan Access Point', 2],
      ['Laptop', 3],
      ['Peralatan video conference', 2],
      ['Peralatan audio', 2],
      ['Komputer', 2],
      ['Printer', 1],
    ],
  },
  {
    key: 'unej',
    name: 'Universitas Jember',
    timeZone: 'Asia/Jakarta',
    procedures: ['unej'],
    places: [place('Ruang Siar Humas', 'Biro Perencanaan, Sistem Informasi dan Humas', 15)],
    equipment: [
      ['PC, Laptop', 3],
      ['Kamera', 3],
      ['Tripod', 3],
      ['USB capture', 2],
    ],
  },
  {
    key: 'demak',
    name: 'Dinas Komunikasi dan Informatika Kabupaten Demak',
    timeZone: 'Asia/Jakarta',
    procedures: ['demak'],
    places: [place('Command Center', 'Kantor Dinkominfo', 25)],
    equipment: [
      ['Kamera Logitech', 2],
      ['Speaker dan Extender Mic Polycom', 1],
      ['Laptop', 2],
      ['TV Wall', 1],
      ['Komputer', 2],
    ],
  },
];

function place(name: string, location: string, capacity: number) {
  return { name, location, capacity, features: ['Internet kabel'] };
}

export interface SeedAccess {
  readonly now: Date;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

export interface SeededInstitution {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Id of the newest version by code. */
  readonly versions: ReadonlyMap<ShippedCode, string>;
  /** One account for each position, and an administrator. */
  readonly people: readonly { readonly email: string; readonly title: string }[];
}

/** Makes the five institutions with rooms, equipment, procedures, positions and one account for each position. Several calls would make them again. */
export async function seedInstitutions(tx: Transaction, access: SeedAccess): Promise<SeededInstitution[]> {
  const seeded: SeededInstitution[] = [];
  for (const institution of institutions) seeded.push(await seedInstitution(tx, institution, access));
  return seeded;
}

async function seedInstitution(
  tx: Transaction,
  { key, name, timeZone, procedures, places, equipment }: SeedInstitution,
  access: SeedAccess,
): Promise<SeededInstitution> {
  const { now } = access;
  const { id } = await tx.institution.create({ data: { name, timeZone, createdAt: now } });
  await appendAudit(tx, {
    institutionId: id,
    at: now,
    actorId: null,
    action: 'institution.created',
    entityId: id,
    data: { seed: true },
  });
  await tx.place.createMany({ data: places.map((one) => ({ ...one, institutionId: id, timeZone })) });
  await makeEquipment(tx, id, equipment);
  const versions = await installProcedures(tx, id, procedures, now);
  const positions = new Map(
    procedures.flatMap((code) => shippedSop(code).document.positions.map((position) => [position.key, position])),
  );
  const people: { email: string; title: string }[] = [];
  const admin = { key: 'admin', title: 'Admin', roles: ['admin' as const], skills: [] };
  for (const position of [...positions.values(), admin]) {
    const email = `${position.key}@${key}.example`;
    const person = { institutionId: id, name: position.title, email, roles: [], ...access };
    const staffId = await createStaff(tx, person);
    await tx.staff.update({ where: { id: staffId }, data: { unit: name, skills: [...position.skills] } });
    const positionId = await ensurePosition(tx, {
      institutionId: id,
      key: position.key,
      title: position.title,
      roles: position.roles,
    });
    await assignPosition(tx, { institutionId: id, positionId, staffId, startsAt: now, actorId: null, now });
    people.push({ email, title: position.title });
  }
  return { id, key, name, versions, people };
}

/** Kinds of equipment with their pieces, labelled by running number. */
async function makeEquipment(
  tx: Transaction,
  institutionId: string,
  equipment: readonly (readonly [string, number])[],
): Promise<void> {
  for (const [name, count] of equipment)
    await tx.equipment.create({
      data: {
        institutionId,
        name,
        units: { create: Array.from({ length: count }, (_, index) => ({ label: String(index + 1) })) },
      },
    });
}
