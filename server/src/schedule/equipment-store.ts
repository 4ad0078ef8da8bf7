/** Rows of equipment: kinds, and the units that are held. */
import type { Equipment, EquipmentInput } from '@sambung/contract/schedule';
import type { Database, Transaction } from '../db.ts';

const withUnits = { units: { orderBy: { label: 'asc' } } } as const;
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

async function findRow(db: Database | Transaction, institutionId: string, id: string) {
  return await db.equipment.findFirst({ where: { id, institutionId }, include: withUnits });
}

const iso = (at: Date | null) => at?.toISOString() ?? null;
const equipmentOf = (row: Row): Equipment => ({
  ...{ id: row.id, name: row.name, note: row.note, retiredAt: iso(row.retiredAt) },
  stock: row.units.filter(({ brokenAt, retiredAt }) => brokenAt === null && retiredAt === null).length,
  units: row.units.map(({ id, label, brokenAt, retiredAt }) => ({
    ...{ id, label },
    ...{ brokenAt: iso(brokenAt), retiredAt: iso(retiredAt) },
  })),
});

/** The institution's equipment by name; retired kinds only when asked for. */
export async function listEquipment(db: Database, institutionId: string, withRetired: boolean): Promise<Equipment[]> {
  const rows = await db.equipment.findMany({
    where: { institutionId, ...(!withRetired && { retiredAt: null }) },
    include: withUnits,
    orderBy: { name: 'asc' },
  });
  return rows.map(equipmentOf);
}

export async function findEquipment(db: Database | Transaction, institutionId: string, id: string) {
  const row = await findRow(db, institutionId, id);
  return row && equipmentOf(row);
}

export async function insertEquipment(
  tx: Transaction,
  institutionId: string,
  input: EquipmentInput,
  labels: readonly string[],
): Promise<Equipment> {
  const data = { institutionId, ...input, units: { create: labels.map((label) => ({ label })) } };
  return equipmentOf(await tx.equipment.create({ data, include: withUnits }));
}

export async function updateEquipment(
  tx: Transaction,
  id: string,
  data: EquipmentInput | { retiredAt: Date | null },
): Promise<Equipment> {
  return equipmentOf(await tx.equipment.update({ where: { id }, data, include: withUnits }));
}

export async function insertUnit(tx: Transaction, equipmentId: string, label: string): Promise<string> {
  return (await tx.equipmentUnit.create({ data: { equipmentId, label }, select: { id: true } })).id;
}

export async function updateUnit(
  tx: Transaction,
  id: string,
  data: { label?: string; brokenAt?: Date | null; retiredAt?: Date | null },
): Promise<void> {
  await tx.equipmentUnit.update({ where: { id }, data });
}

export async function isEquipmentNameTaken(tx: Transaction, institutionId: string, name: string, exceptId?: string) {
  const where = { institutionId, name, ...(exceptId !== undefined && { id: { not: exceptId } }) };
  return (await tx.equipment.count({ where })) > 0;
}
