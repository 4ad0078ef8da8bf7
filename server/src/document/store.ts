/** Everything that documents are made from, read at one moment, and the rows of signatures and proofs. */
import type { PrintedDocumentKind, SignatureInput, SignatureMark, SignatureSide } from '@sambung/contract/document';
import type { FieldValues } from '@sambung/contract/form';
import { letterheadSchema } from '@sambung/contract/institution';
import type { Applicant, RequestState } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import type { Database, Transaction } from '../db.ts';
import type { CaseFacts, HoldFacts, StepFacts } from './case-facts.ts';
import type { SignatureFacts } from './printing.ts';

const person = { select: { id: true, name: true } } as const;
const everything = {
  institution: { select: { id: true, name: true, timeZone: true, letterhead: true } },
  sopVersion: { select: { version: true, document: true } },
  place: { select: { id: true, name: true, location: true, timeZone: true } },
  registrar: person,
  steps: { include: { decidedBy: person, assignees: { include: { staff: person } } } },
  documents: { where: { removedAt: null }, include: { file: true }, orderBy: { uploadedAt: 'asc' } },
  deviations: { orderBy: { noticedAt: 'asc' } },
  holds: { where: { releasedAt: null }, orderBy: { startsAt: 'asc' } },
  profile: { include: { site: { select: { timeZone: true } } } },
} as const;

/** The facts of a case of this institution, or null when it has none with that id. */
export async function findFacts(
  db: Database | Transaction,
  institutionId: string,
  id: string,
): Promise<CaseFacts | null> {
  const row = await db.request.findFirst({ where: { id, institutionId }, include: everything });
  if (!row) return null;
  const sop = row.sopVersion.document as unknown as SopDocument;
  const titles = new Map(sop.positions.map(({ key, title }) => [key, title]));
  const order = new Map(sop.steps.map(({ key }, index) => [key, index]));
  const applicant = row.applicant as unknown as Applicant;
  const names = await readNames(db, institutionId, row);
  return {
    id: row.id,
    institution: {
      id: row.institution.id,
      name: row.institution.name,
      letterhead: letterheadSchema.parse(row.institution.letterhead),
    },
    timeZone: row.place?.timeZone ?? row.institution.timeZone,
    sop,
    sopVersion: row.sopVersion.version,
    number: row.number ?? '',
    title: row.title,
    channel: row.channel === 'walk_in' ? 'walk-in' : row.channel,
    state: (row.state === 'no_show' ? 'no-show' : row.state) as RequestState,
    applicant,
    requesterId: row.requesterId,
    registeredByName: row.registrar?.name ?? null,
    placeName: row.place ? [row.place.name, row.place.location].filter(Boolean).join(', ') : null,
    venue: row.venue,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    participantCount: row.participantCount,
    receivedAt: row.receivedAt,
    submittedAt: row.submittedAt,
    values: row.values as FieldValues,
    simulated: row.simulated,
    steps: row.steps
      .map(
        (step): StepFacts => ({
          key: step.key,
          round: step.round,
          state: step.state,
          positionTitle: step.position === 'requester' ? applicant.name : (titles.get(step.position) ?? step.position),
          startedAt: step.startedAt,
          finishedAt: step.finishedAt,
          decision: step.decision,
          decidedByName: step.decidedBy?.name ?? null,
          decidedById: step.decidedById,
          actingAs: step.actingAs,
          instruction: step.instruction,
          nature: step.nature,
          deadlineAt: step.deadlineAt,
          note: step.note,
          agendaNumber: step.agendaNumber,
          values: step.values as FieldValues,
          checklist: step.checklist as StepFacts['checklist'],
          assigneeNames: step.assignees.map(({ staff }) => staff.name).sort(),
        }),
      )
      .sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0) || a.round - b.round),
    documents: row.documents.map(({ id: documentId, kind, file }) => ({
      id: documentId,
      kind,
      name: file.name,
      mediaType: file.mediaType,
      sha256: file.sha256,
    })),
    holds: row.holds
      .map(
        (hold): HoldFacts => ({
          kind: hold.kind === 'pre_test' ? 'pre-test' : hold.kind,
          resourceKind: hold.resourceKind,
          resourceName: names[hold.resourceId] ?? '',
          startsAt: hold.startsAt,
          endsAt: hold.endsAt,
        }),
      )
      // The same holds always in the same order: the order is part of what is hashed.
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (placeInOrder(a) < placeInOrder(b) ? -1 : 1)),
    deviations: row.deviations.map(({ kind, stepKey, explanation }) => ({ kind, stepKey, explanation })),
    profile: row.profile && {
      values: row.profile.values as FieldValues,
      notes: { test: {}, actual: {}, ...(row.profile.notes as object) },
      submittedAt: row.profile.submittedAt,
      submittedByName: row.profile.submittedByName,
      siteZone: row.profile.site?.timeZone ?? null,
    },
    names,
  };
}

const placeInOrder = ({ kind, resourceKind, resourceName }: HoldFacts) => `${kind} ${resourceKind} ${resourceName}`;

interface Named {
  readonly holds: readonly { readonly resourceKind: string; readonly resourceId: string }[];
  readonly documents: readonly { readonly id: string; readonly file: { readonly name: string } }[];
}

/** Names behind the ids that holds and forms of this institution can hold. */
async function readNames(
  db: Database | Transaction,
  institutionId: string,
  row: Named,
): Promise<Record<string, string>> {
  const held = (kind: string) => ({
    in: row.holds.filter((hold) => hold.resourceKind === kind).map(({ resourceId }) => resourceId),
  });
  const [places, equipment, units, people] = await Promise.all([
    db.place.findMany({ where: { institutionId }, select: { id: true, name: true } }),
    db.equipment.findMany({ where: { institutionId }, select: { id: true, name: true } }),
    db.equipmentUnit.findMany({ where: { id: held('equipment') }, include: { equipment: { select: { name: true } } } }),
    db.staff.findMany({ where: { id: held('person'), institutionId }, select: { id: true, name: true } }),
  ]);
  return Object.fromEntries([
    ...[...places, ...equipment, ...people].map(({ id, name }) => [id, name]),
    ...units.map(({ id, label, equipment: { name } }) => [id, `${name} ${label}`]),
    ...row.documents.map(({ id, file }) => [id, file.name]),
  ]);
}

/** Signatures under a document, oldest first; of a side that signed twice only the newest counts. */
export async function listSignatures(
  db: Database | Transaction,
  requestId: string,
): Promise<(SignatureFacts & { document: string })[]> {
  const rows = await db.documentSignature.findMany({
    where: { requestId },
    orderBy: [{ signedAt: 'asc' }, { id: 'asc' }],
  });
  const newest = new Map(rows.map((row) => [`${row.document} ${row.side}`, row]));
  return [...newest.values()].map((row) => ({
    document: row.document,
    side: row.side as SignatureSide,
    signerName: row.signerName,
    placeName: row.placeName,
    signedAt: row.signedAt,
    mark: row.mark as SignatureMark,
    contentHash: row.contentHash,
  }));
}

interface NewSignature extends SignatureInput {
  readonly institutionId: string;
  readonly requestId: string;
  readonly document: PrintedDocumentKind;
  readonly staffId: string;
  readonly now: Date;
}
export async function addSignature(tx: Transaction, signature: NewSignature): Promise<string> {
  const { institutionId, requestId, document, side, contentHash, signerName, placeName, mark, staffId, now } =
    signature;
  const { id } = await tx.documentSignature.create({
    data: {
      institutionId,
      requestId,
      document,
      side,
      contentHash,
      signerName,
      placeName,
      mark,
      staffId,
      signedAt: now,
    },
    select: { id: true },
  });
  return id;
}

interface NewProof {
  readonly institutionId: string;
  readonly requestId: string;
  readonly document: PrintedDocumentKind;
  readonly contentHash: string;
  readonly code: string;
  readonly now: Date;
}
/** The code under which this content can be proved: the one it has, else the new one. */
export async function proofCode(db: Database, { now, code, ...proof }: NewProof): Promise<string> {
  const known = await db.documentProof.findFirst({
    where: proof,
    orderBy: { issuedAt: 'asc' },
    select: { code: true },
  });
  if (known) return known.code;
  await db.documentProof.create({ data: { ...proof, code, issuedAt: now } });
  return code;
}

export interface ProofRow {
  readonly institutionId: string;
  readonly requestId: string;
  readonly document: PrintedDocumentKind;
  readonly contentHash: string;
  readonly issuedAt: Date;
}
export async function findProof(db: Database, code: string): Promise<ProofRow | null> {
  const row = await db.documentProof.findUnique({ where: { code } });
  return row && { ...row, document: row.document as PrintedDocumentKind };
}

interface NewCaseDocument {
  readonly requestId: string;
  readonly fileId: string;
  readonly kind: string;
  readonly uploadedById: string;
  readonly uploadedByName: string;
  readonly now: Date;
}
export async function addCaseDocument(tx: Transaction, { now, ...document }: NewCaseDocument): Promise<{ id: string }> {
  return await tx.caseDocument.create({ data: { ...document, uploadedAt: now }, select: { id: true } });
}

export async function countCaseDocuments(tx: Transaction, requestId: string): Promise<number> {
  return await tx.caseDocument.count({ where: { requestId, removedAt: null } });
}

/** Takes a document off its case. What a draft held leaves no trace; of a filed case the row stays, with the day it was removed. */
export async function removeCaseDocument(
  tx: Transaction,
  document: { id: string; fileId: string },
  isDraft: boolean,
  now: Date,
): Promise<void> {
  if (!isDraft) {
    await tx.caseDocument.update({ where: { id: document.id }, data: { removedAt: now } });
    return;
  }
  await tx.caseDocument.delete({ where: { id: document.id } });
  await tx.storedFile.deleteMany({ where: { id: document.fileId, documents: { none: {} } } });
}
