/** Rows of the first-run set-up. */
import { roles } from '@sambung/contract/http';
import { appendAudit } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { setupKey } from './operator-store.ts';
import { createStaff } from './store.ts';

/** `tokenHash` is the SHA-256 of the newest first-run token; `doneAt` is set for ever once the administrator exists, `institutionId` is whose it is. */
type Setup = { tokenHash?: string; doneAt?: string; institutionId?: string };

export async function readSetup(db: Database | Transaction): Promise<Setup> {
  return ((await db.setting.findUnique({ where: { key: setupKey } }))?.value ?? {}) as Setup;
}

export async function storeSetup(db: Database | Transaction, setup: Setup): Promise<void> {
  await db.setting.upsert({
    where: { key: setupKey },
    create: { key: setupKey, value: setup },
    update: { value: setup },
  });
}

interface FirstRun {
  institutionName: string;
  timeZone: string;
  name: string;
  email: string;
  passwordHash: string;
  now: Date;
  /** Decides, with the row locked, whether this set-up may still happen; throws when not. */
  check(setup: Setup): void;
}

/** Makes the institution, its first place and its administrator in one transaction; of two at once only one happens. Returns the staff id. */
export async function performSetup(db: Database, first: FirstRun): Promise<string> {
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM settings WHERE key = ${setupKey} FOR UPDATE`;
    first.check(await readSetup(tx));
    const institution = await tx.institution.create({
      data: { name: first.institutionName, timeZone: first.timeZone },
    });
    await appendAudit(tx, {
      institutionId: institution.id,
      at: first.now,
      actorId: null,
      action: 'institution.created',
      entityId: institution.id,
      data: {},
    });
    // So that a request can be filed at once.
    await tx.place.create({
      data: {
        institutionId: institution.id,
        name: 'Ruang Konferensi Utama',
        location: first.institutionName,
        capacity: 50,
        timeZone: first.timeZone,
      },
    });
    const staffId = await createStaff(tx, { ...first, institutionId: institution.id, roles });
    await storeSetup(tx, { doneAt: first.now.toISOString(), institutionId: institution.id });
    return staffId;
  });
}
