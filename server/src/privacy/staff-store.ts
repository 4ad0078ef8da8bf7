/** What is stored about a staff member, and its erasure. */
import type { PersonalData } from '@sambung/contract/privacy';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { endSessionsOf, listSessions, removeSecondStep } from '../identity/index.ts';
import { type Actor, erasedDomain, requireAdminLeft } from '../people/index.ts';
import { DomainError } from '../problem.ts';
import { eraseContactRows } from './contact-store.ts';
import { erasedWord } from './redaction.ts';
import { refuseOpenCases, refuseUnderHold } from './refusals-store.ts';

/** JSON of rows: instants as text. */
export const plain = (rows: unknown[]) => JSON.parse(JSON.stringify(rows)) as PersonalData['records'][string];

/** Everything about the staff member by table; no secret is among it. Throws `not-found`. */
export async function exportStaff(
  db: Database,
  institutionId: string,
  id: string,
  now: Date,
): Promise<{ email: string; records: PersonalData['records'] }> {
  const staff = await db.staff.findFirst({
    where: { id, institutionId },
    omit: { passwordHash: true, totpSealed: true, totpLastStep: true, recoveryHashes: true },
  });
  if (!staff) throw new DomainError('not-found');
  const assignments = await db.positionAssignment.findMany({
    where: { staffId: id },
    select: { capacity: true, startsAt: true, endsAt: true, position: { select: { title: true } } },
  });
  const own = {
    number: true,
    title: true,
    applicant: true,
    values: true,
    state: true,
    startsAt: true,
    createdAt: true,
  };
  const requests = await db.request.findMany({ where: { institutionId, requesterId: id }, select: own });
  const registered = await db.request.findMany({
    where: { institutionId, registeredById: id },
    select: { number: true },
  });
  const decisions = await db.caseStep.findMany({
    where: { institutionId, decidedById: id },
    select: { key: true, decision: true, actingAs: true, instruction: true, note: true, finishedAt: true },
  });
  const documents = await db.caseDocument.findMany({
    where: { uploadedById: id, request: { institutionId } },
    select: { kind: true, uploadedByName: true, uploadedAt: true, file: { select: { name: true } } },
  });
  const explanations = await db.deviation.findMany({
    where: { institutionId, explainedById: id },
    select: { kind: true, explanation: true, explainedByName: true, explainedAt: true },
  });
  const signatures = await db.documentSignature.findMany({
    where: { institutionId, staffId: id },
    select: { document: true, signerName: true, signedAt: true },
  });
  const messages = await db.outboxMessage.findMany({
    where: { institutionId, staffId: id },
    select: { event: true, channel: true, address: true, createdAt: true, sentAt: true },
  });
  const actions = await db.auditEntry.findMany({
    where: { institutionId, actorId: id },
    select: { at: true, action: true, entityId: true },
    orderBy: { seq: 'asc' },
  });
  const sessions = (await listSessions(db, id, now)).map(({ device, signedInAt, lastSeenAt }) => ({
    device,
    signedInAt,
    lastSeenAt,
  }));
  const tables = {
    assignments,
    requests,
    registered,
    decisions,
    documents,
    explanations,
    signatures,
    messages,
    actions,
    sessions,
  };
  const records = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, plain(rows)]));
  return { email: staff.email, records: { account: plain([staff]), ...records } };
}

/**
 * Takes name, addresses and everything to sign in with out of the account and out of what it left elsewhere; decisions and audit entries keep its id,
 * behind which nobody stands any more. Throws `not-found`, `legal-hold`, `state-conflict` (a request of theirs is open, the last admin).
 */
export async function eraseStaff(
  tx: Transaction,
  { institutionId, actorId, now }: Actor,
  id: string,
  reason: string,
): Promise<Record<string, number>> {
  await lockInstitution(tx, institutionId);
  await refuseUnderHold(tx, institutionId);
  const staff = await tx.staff.findFirst({ where: { id, institutionId } });
  if (!staff) throw new DomainError('not-found');
  await refuseOpenCases(tx, institutionId, { requesterId: id });
  const contact = await eraseContactRows(tx, institutionId, staff.email);
  await removeSecondStep(tx, id);
  await tx.staff.update({
    where: { id },
    data: {
      name: erasedWord,
      email: `${id}${erasedDomain}`,
      phone: '',
      employeeNumber: '',
      unit: '',
      skills: [],
      // No password has this hash.
      passwordHash: 'erased',
      preferences: {},
      deactivatedAt: staff.deactivatedAt ?? now,
    },
  });
  await requireAdminLeft(tx, institutionId, now);
  const sessions = await endSessionsOf(tx, id);
  const resets = await tx.passwordReset.deleteMany({ where: { staffId: id } });
  const feeds = await tx.calendarFeed.deleteMany({ where: { institutionId, subjectKind: 'person', subjectId: id } });
  const positions = await tx.positionAssignment.updateMany({
    where: { staffId: id, startsAt: { lt: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    data: { endsAt: now },
  });
  const documents = await tx.caseDocument.updateMany({
    where: { uploadedById: id, request: { institutionId } },
    data: { uploadedByName: erasedWord },
  });
  const explanations = await tx.deviation.updateMany({
    where: { institutionId, explainedById: id },
    data: { explainedByName: erasedWord },
  });
  const signatures = await tx.documentSignature.updateMany({
    where: { institutionId, staffId: id },
    data: { signerName: erasedWord, mark: { kind: 'typed' } },
  });
  const messages = await tx.outboxMessage.deleteMany({ where: { institutionId, staffId: id } });
  const changed = {
    account: 1,
    sessions,
    passwordLinks: resets.count,
    calendarAddresses: feeds.count,
    positions: positions.count,
    documents: documents.count,
    explanations: explanations.count,
    signatures: signatures.count,
    messages: messages.count + (contact.messages ?? 0),
    requests: contact.requests ?? 0,
    siteProfiles: contact.siteProfiles ?? 0,
    sites: contact.sites ?? 0,
  };
  const data = { reason, changed };
  await appendAudit(tx, { institutionId, at: now, actorId, action: 'staff.anonymised', entityId: id, data });
  return changed;
}
