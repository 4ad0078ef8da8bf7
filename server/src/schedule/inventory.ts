/** What the institution has: places, equipment and when none of it may be held. Every change is one transaction with its audit entry. */
import type { Staff } from '@sambung/contract/http';
import type {
  Blackout,
  BlackoutInput,
  Equipment,
  EquipmentCreation,
  EquipmentInput,
  PlaceDetail,
  PlaceInput,
  UnitChange,
} from '@sambung/contract/schedule';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import * as blackouts from './blackout-store.ts';
import * as equipment from './equipment-store.ts';
import * as places from './place-store.ts';
import { findResources, listHolders } from './resource-store.ts';
import { dayMs, type Slot } from './slot.ts';
import { isHoldConflict } from './store.ts';

/** Runs a change of the institution's inventory and records it. */
async function change<T extends { id: string }>(
  context: Context,
  staff: Staff,
  action: string,
  act: (tx: Transaction, now: Date) => Promise<T>,
): Promise<T> {
  const now = context.clock();
  const institutionId = staff.institution.id;
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const changed = await act(tx, now);
    await appendAudit(tx, { institutionId, at: now, actorId: staff.id, action, entityId: changed.id, data: {} });
    return changed;
  });
}

const nameTaken = () =>
  new DomainError('invalid-input', {
    errors: [{ pointer: '/name', detail: { id: 'Nama ini sudah dipakai', en: 'This name is already used' } }],
  });

/** As far ahead as anybody books; what is later is found when it is nearer. */
const farAheadMs = 3_650 * dayMs;

/** Refuses with the numbers of the cases that hold one of the resources in the span. */
async function requireUnheld(tx: Transaction, ids: readonly string[], span: Slot): Promise<void> {
  const cases = await listHolders(tx, ids, span);
  if (cases.length > 0) throw stillHeld(cases.map(({ number }) => number ?? ''));
}

/** Numbers that are named; the rest is counted. */
const namedNumbers = 5;

function stillHeld(numbers: readonly string[]): DomainError {
  const named = numbers.slice(0, namedNumbers).join(', ');
  const more = numbers.length - namedNumbers;
  const [id, en] = more > 0 ? [` dan ${more} lainnya`, ` and ${more} more`] : ['', ''];
  return new DomainError('still-held', {
    detail: { id: `Dipesan untuk permohonan ${named}${id}.`, en: `Reserved for the requests ${named}${en}.` },
  });
}

export async function createPlace(context: Context, staff: Staff, input: PlaceInput): Promise<PlaceDetail> {
  return await change(context, staff, 'place.created', async (tx) => {
    if (await places.isPlaceNameTaken(tx, staff.institution.id, input.name)) throw nameTaken();
    return await places.insertPlace(tx, staff.institution.id, input);
  });
}

export async function changePlace(context: Context, staff: Staff, id: string, input: PlaceInput): Promise<PlaceDetail> {
  return await change(context, staff, 'place.changed', async (tx) => {
    if (!(await places.findPlace(tx, staff.institution.id, id))) throw new DomainError('not-found');
    if (await places.isPlaceNameTaken(tx, staff.institution.id, input.name, id)) throw nameTaken();
    return await places.updatePlace(tx, id, input);
  });
}

/** Takes a place out of use, or back. Throws `still-held` while cases to come hold it. */
export async function retirePlace(context: Context, staff: Staff, id: string, retired: boolean): Promise<PlaceDetail> {
  return await change(context, staff, retired ? 'place.retired' : 'place.reopened', async (tx, now) => {
    if (!(await places.findPlace(tx, staff.institution.id, id))) throw new DomainError('not-found');
    if (retired) await requireUnheld(tx, [id], { startsAt: now.getTime(), endsAt: now.getTime() + farAheadMs });
    return await places.retirePlace(tx, id, retired ? now : null);
  });
}

export async function createEquipment(context: Context, staff: Staff, input: EquipmentCreation): Promise<Equipment> {
  const { count, ...fields } = input;
  const labels = Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, '0'));
  return await change(context, staff, 'equipment.created', async (tx) => {
    if (await equipment.isEquipmentNameTaken(tx, staff.institution.id, input.name)) throw nameTaken();
    return await equipment.insertEquipment(tx, staff.institution.id, fields, labels);
  });
}

export async function changeEquipment(
  context: Context,
  staff: Staff,
  id: string,
  input: EquipmentInput,
): Promise<Equipment> {
  return await change(context, staff, 'equipment.changed', async (tx) => {
    await requireEquipment(tx, staff, id);
    if (await equipment.isEquipmentNameTaken(tx, staff.institution.id, input.name, id)) throw nameTaken();
    return await equipment.updateEquipment(tx, id, input);
  });
}

export async function retireEquipment(
  context: Context,
  staff: Staff,
  id: string,
  retired: boolean,
): Promise<Equipment> {
  return await change(context, staff, retired ? 'equipment.retired' : 'equipment.reopened', async (tx, now) => {
    const { units } = await requireEquipment(tx, staff, id);
    const ids = units.map((unit) => unit.id);
    if (retired) await requireUnheld(tx, ids, { startsAt: now.getTime(), endsAt: now.getTime() + farAheadMs });
    return await equipment.updateEquipment(tx, id, { retiredAt: retired ? now : null });
  });
}

export async function addUnit(context: Context, staff: Staff, id: string, label: string): Promise<Equipment> {
  return await change(context, staff, 'equipment.unit-added', async (tx) => {
    const { units } = await requireEquipment(tx, staff, id);
    requireFreeLabel(units, label);
    await equipment.insertUnit(tx, id, label);
    return await requireEquipment(tx, staff, id);
  });
}

/**
 * Changes a unit. A broken one keeps what it holds, because the cases must learn of it (their readiness says so); a retired one must be free. Only admins
 * rename and retire.
 */
export async function changeUnit(
  context: Context,
  staff: Staff,
  { id, unitId }: { id: string; unitId: string },
  input: UnitChange,
): Promise<Equipment> {
  const { label, broken, retired } = input;
  if ((label !== undefined || retired !== undefined) && !staff.roles.includes('admin'))
    throw new DomainError('forbidden');
  return await change(context, staff, 'equipment.unit-changed', async (tx, now) => {
    const { units } = await requireEquipment(tx, staff, id);
    const unit = units.find((one) => one.id === unitId);
    if (!unit) throw new DomainError('not-found');
    if (label !== undefined) requireFreeLabel(units, label, unitId);
    if (retired) await requireUnheld(tx, [unitId], { startsAt: now.getTime(), endsAt: now.getTime() + farAheadMs });
    const since = (wanted: boolean, before: string | null) => (wanted ? new Date(before ?? now) : null);
    await equipment.updateUnit(tx, unitId, {
      ...(label !== undefined && { label }),
      ...(broken !== undefined && { brokenAt: since(broken, unit.brokenAt) }),
      ...(retired !== undefined && { retiredAt: since(retired, unit.retiredAt) }),
    });
    return await requireEquipment(tx, staff, id);
  });
}

async function requireEquipment(tx: Transaction, staff: Staff, id: string): Promise<Equipment> {
  const found = await equipment.findEquipment(tx, staff.institution.id, id);
  if (!found) throw new DomainError('not-found');
  return found;
}

function requireFreeLabel(units: Equipment['units'], label: string, exceptId?: string): void {
  if (!units.some((unit) => unit.label === label && unit.id !== exceptId)) return;
  const detail = { id: 'Nomor ini sudah dipakai', en: 'This number is already used' };
  throw new DomainError('invalid-input', { errors: [{ pointer: '/label', detail }] });
}

/** Keeps a resource from being held. Throws `still-held` with the cases that hold it then, `hold-conflict` when another blackout does. */
export async function createBlackout(context: Context, staff: Staff, input: BlackoutInput): Promise<Blackout> {
  const { kind, resourceId, note } = input;
  const [startsAt, endsAt] = [new Date(input.startsAt), new Date(input.endsAt)];
  const institutionId = staff.institution.id;
  try {
    return await change(context, staff, 'blackout.created', async (tx, now) => {
      const resource = (await findResources(tx, institutionId, [resourceId])).get(resourceId);
      if (resource?.kind !== kind) throw new DomainError('invalid-input', { errors: [unknownResource] });
      await requireUnheld(tx, [resourceId], { startsAt: startsAt.getTime(), endsAt: endsAt.getTime() });
      const row = { institutionId, resourceKind: kind, resourceId, startsAt, endsAt, note, createdAt: now };
      const { id } = await blackouts.insertBlackout(tx, row);
      return { id, resource, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), note };
    });
  } catch (error) {
    if (isHoldConflict(error)) throw new DomainError('hold-conflict', { detail: alreadyBlocked, cause: error });
    throw error;
  }
}

const unknownResource = {
  pointer: '/resourceId',
  detail: { id: 'Pilihan tidak dikenal', en: 'This choice is not known' },
};
const alreadyBlocked = {
  id: 'Pada waktu itu sudah ada penutupan lain.',
  en: 'Another blackout already covers that time.',
};

export async function listBlackouts(context: Context, staff: Staff, from: Date, to: Date): Promise<Blackout[]> {
  const rows = await blackouts.listBlackouts(context.db, staff.institution.id, from, to);
  const ids = rows.map(({ resourceId }) => resourceId);
  const resources = await findResources(context.db, staff.institution.id, ids);
  return rows.flatMap(({ id, resourceId, startsAt, endsAt, note }) => {
    const resource = resources.get(resourceId);
    return resource ? [{ id, resource, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), note }] : [];
  });
}

/** Lets a blackout go; false when there is none of the institution. */
export async function endBlackout(context: Context, staff: Staff, id: string): Promise<boolean> {
  const institutionId = staff.institution.id;
  const now = context.clock();
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    if (!(await blackouts.releaseBlackout(tx, institutionId, id, now))) return false;
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: staff.id,
      action: 'blackout.ended',
      entityId: id,
      data: {},
    });
    return true;
  });
}
