/** What the institution's retention periods let go: deleted or emptied once a day. */
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { settingsOf } from '../identity/index.ts';
import { tracesOf } from './contact-store.ts';
import { type Json, redact } from './redaction.ts';

const dayMs = 24 * 3_600_000;
/** Requests emptied in one transaction. Higher holds the institution's lock longer, lower takes more rounds. */
const batch = 100;

/** Applies every institution's periods as of `now`; one under legal hold keeps everything. Returns how many rows went, by institution and kind. */
export async function applyRetention(db: Database, now: Date): Promise<Record<string, Record<string, number>>> {
  const outcome: Record<string, Record<string, number>> = {};
  for (const institution of await db.institution.findMany()) {
    const { retention, legalHold } = settingsOf(institution);
    if (legalHold !== null) continue;
    const before = (days: number | null) => (days === null ? null : new Date(now.getTime() - days * dayMs));
    outcome[institution.id] = await db.$transaction(async (tx) => {
      await lockInstitution(tx, institution.id);
      const gone = {
        messages: await deleteMessages(tx, institution.id, before(retention.messages)),
        samples: await deleteSamples(tx, institution.id, before(retention.samples)),
        addresses: await deleteAddresses(tx, institution.id, before(retention.addresses)),
        contacts: await emptyContacts(tx, institution.id, before(retention.contacts)),
      };
      if (Object.values(gone).some((count) => count > 0)) {
        const { id } = institution;
        const facts = { at: now, actorId: null, action: 'institution.retention-applied', entityId: id, data: gone };
        await appendAudit(tx, { institutionId: id, ...facts });
      }
      return gone;
    });
  }
  return outcome;
}

async function deleteMessages(tx: Transaction, institutionId: string, before: Date | null): Promise<number> {
  if (before === null) return 0;
  return (await tx.outboxMessage.deleteMany({ where: { institutionId, createdAt: { lt: before } } })).count;
}

async function deleteSamples(tx: Transaction, institutionId: string, before: Date | null): Promise<number> {
  if (before === null) return 0;
  const where = { testCall: { institutionId }, at: { lt: before } };
  // What a page found before the call names devices and addresses, and is of no use once the seconds are gone.
  const { count } = await tx.testCallSelfCheck.deleteMany({ where });
  // Samples are append-only to every other transaction.
  await tx.$executeRaw`SELECT set_config('sambung.retention', 'on', true)`;
  const ofConferences = { actualCall: { institutionId }, at: { lt: before } };
  const ofMeetings = { meeting: { institutionId } };
  const shared = await tx.chatMessage.findMany({
    where: { ...ofMeetings, saidAt: { lt: before }, fileId: { not: null } },
    select: { fileId: true },
  });
  const deleted = [
    await tx.testCallSample.deleteMany({ where }),
    await tx.actualCallSample.deleteMany({ where: ofConferences }),
    await tx.chatMessage.deleteMany({ where: { ...ofMeetings, saidAt: { lt: before } } }),
    await tx.storedFile.deleteMany({ where: { id: { in: shared.flatMap(({ fileId }) => fileId ?? []) } } }),
    await tx.lineSpell.deleteMany({ where: { ...ofMeetings, lastAt: { lt: before } } }),
  ];
  return deleted.reduce((sum, one) => sum + one.count, count);
}

/** Addresses that a site has given up. */
async function deleteAddresses(tx: Transaction, institutionId: string, before: Date | null): Promise<number> {
  if (before === null) return 0;
  return (await tx.siteAddress.deleteMany({ where: { site: { institutionId }, until: { lt: before } } })).count;
}

/** Applicants of finished requests; the request itself stays for the statistics. */
async function emptyContacts(tx: Transaction, institutionId: string, before: Date | null): Promise<number> {
  if (before === null) return 0;
  const rows = await tx.request.findMany({
    where: {
      institutionId,
      state: { in: ['archived', 'rejected', 'cancelled', 'no_show'] },
      updatedAt: { lt: before },
      NOT: { applicant: { path: ['name'], equals: '' } },
    },
    select: { id: true, applicant: true, values: true },
    take: batch,
  });
  for (const { id, applicant, values } of rows) {
    const emptied = { name: '', unit: (applicant as { unit?: string }).unit ?? '', email: '', phone: '' };
    const traces = tracesOf((applicant as { email?: string }).email ?? '', applicant as Json);
    await tx.request.update({
      where: { id },
      data: { applicant: emptied, values: redact(values as Json, traces) as object },
    });
  }
  return rows.length;
}
