/** Makes the prints of a case: what exists for its reader, the PDF of one, a signature under it, and the proof of what it says. */
import { randomBytes } from 'node:crypto';
import type { Print, PrintedDocumentKind, Proof, SignatureInput, SignatureSide } from '@sambung/contract/document';
import { signatureSides } from '@sambung/contract/document';
import type { Staff } from '@sambung/contract/http';
import type { Language } from '@sambung/contract/problem';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { getFile, readFile } from '../file/index.ts';
import { DomainError } from '../problem.ts';
import { printFacts } from './assemble.ts';
import type { CaseFacts } from './case-facts.ts';
import { contentHash, documentNames, existingDocuments } from './documents.ts';
import type { PrintedDocument } from './layout.ts';
import { renderPdf } from './pdf.ts';
import type { SignatureFacts } from './printing.ts';
import * as store from './store.ts';

/** The documents that exist now, with who signed and what the reader may sign. */
export async function listPrints(db: Transaction, staff: Staff, facts: CaseFacts): Promise<Print[]> {
  const signatures = await store.listSignatures(db, facts.id);
  return existingDocuments(facts).map((document) => {
    const hash = contentHash(document, facts);
    const own = signatures.filter((signature) => signature.document === document);
    return {
      document,
      name: documentNames[document],
      contentHash: hash,
      signatures: own.map((signature) => ({
        side: signature.side,
        signerName: signature.signerName,
        placeName: signature.placeName,
        signedAt: signature.signedAt.toISOString(),
        kind: signature.mark.kind,
        valid: signature.contentHash === hash,
      })),
      maySign: signatureSides.filter((side) => maySign(document, side, staff, facts)),
    };
  });
}

const signable: readonly PrintedDocumentKind[] = ['service-report'];

/** Officers sign for the office and hold the pen for a user without an account (who signs on their screen); users sign for themselves. */
function maySign(document: PrintedDocumentKind, side: SignatureSide, staff: Staff, facts: CaseFacts): boolean {
  if (!signable.includes(document)) return false;
  const isOfficer = staff.roles.some((role) => role === 'technician' || role === 'approver');
  if (side === 'officer') return isOfficer;
  return facts.requesterId === null ? isOfficer : staff.id === facts.requesterId;
}

/** Signs what was shown. Throws `state-conflict` when the document says something else by now. */
export async function signPrint(
  context: Context,
  staff: Staff,
  { requestId, document, input }: { requestId: string; document: PrintedDocumentKind; input: SignatureInput },
): Promise<Print> {
  const institutionId = staff.institution.id;
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const facts = await store.findFacts(tx, institutionId, requestId);
    if (!facts || !existingDocuments(facts).includes(document)) throw new DomainError('not-found');
    if (!maySign(document, input.side, staff, facts)) throw new DomainError('forbidden');
    const hash = contentHash(document, facts);
    if (hash !== input.contentHash) throw new DomainError('state-conflict', { detail: changedMeanwhile });
    const now = context.clock();
    const signatureId = await store.addSignature(tx, {
      ...input,
      institutionId,
      requestId,
      document,
      staffId: staff.id,
      now,
    });
    const data = { document, side: input.side, contentHash: hash, signatureId, mark: input.mark.kind };
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: staff.id,
      action: 'document.signed',
      entityId: requestId,
      data,
    });
    const print = (await listPrints(tx, staff, facts)).find((each) => each.document === document);
    if (!print) throw new DomainError('not-found');
    return print;
  });
}

const changedMeanwhile = {
  id: 'Isi dokumen berubah sejak ditampilkan. Buka kembali dokumennya, periksa, lalu tanda tangani.',
  en: 'The document has changed since it was shown. Open it again, check it, then sign.',
};

/** One document as PDF. Throws `not-found` when it does not exist now. */
export async function makePdf(
  context: Context,
  facts: CaseFacts,
  document: PrintedDocumentKind,
  language: Language,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (!existingDocuments(facts).includes(document)) throw new DomainError('not-found');
  const hash = contentHash(document, facts);
  const all = await store.listSignatures(context.db, facts.id);
  const signatures = all.filter((each) => each.document === document && each.contentHash === hash);
  const bytes = await renderPdf(await printed(context, facts, { document, language, hash, signatures }));
  return { name: `${facts.number}-${document}.pdf`, bytes };
}

interface Printing {
  readonly document: PrintedDocumentKind;
  readonly language: Language;
  readonly hash: string;
  readonly signatures: readonly SignatureFacts[];
}

async function printed(context: Context, facts: CaseFacts, printing: Printing): Promise<PrintedDocument> {
  const { document, language, hash, signatures } = printing;
  const now = context.clock();
  const code = await store.proofCode(context.db, {
    institutionId: facts.institution.id,
    requestId: facts.id,
    document,
    contentHash: hash,
    code: newProofCode(),
    now,
  });
  return printFacts(facts, {
    document,
    language,
    signatures,
    pictures: document === 'survey' ? await readPictures(context, facts) : {},
    logo: await readLogo(context, facts),
    proofUrl: `${context.publicUrl()}/proof/${code}`,
    createdAt: now,
  });
}

/** 100 bits in letters and digits that nobody confuses: enough that no code is ever guessed, short enough to be typed from paper. */
function newProofCode(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return [...randomBytes(20)].map((byte) => letters[byte % 32]).join('');
}

async function readLogo(context: Context, { institution }: CaseFacts): Promise<Uint8Array | null> {
  const { logoFileId } = institution.letterhead;
  if (logoFileId === null) return null;
  return await readFile(context, await getFile(context.db, institution.id, logoFileId));
}

/** Photos that pdfkit can embed; others are named in the form. */
const printable = ['image/png', 'image/jpeg'];
async function readPictures(context: Context, facts: CaseFacts): Promise<Record<string, Uint8Array>> {
  const pictures: Record<string, Uint8Array> = {};
  for (const document of facts.documents) {
    if (printable.includes(document.mediaType)) pictures[document.id] = await readFile(context, document);
  }
  return pictures;
}

/** What the public page says of a printed code. Throws `not-found` for a code that was never given. */
export async function proveDocument(context: Context, code: string): Promise<Proof> {
  const proof = await store.findProof(context.db, code);
  const facts = proof && (await store.findFacts(context.db, proof.institutionId, proof.requestId));
  if (!proof || !facts) throw new DomainError('not-found');
  const isSame =
    existingDocuments(facts).includes(proof.document) && contentHash(proof.document, facts) === proof.contentHash;
  const signatures = (await store.listSignatures(context.db, facts.id)).filter(
    (each) => each.document === proof.document && each.contentHash === proof.contentHash,
  );
  return {
    institutionName: facts.institution.name,
    document: proof.document,
    documentName: documentNames[proof.document],
    caseNumber: facts.number,
    issuedAt: proof.issuedAt.toISOString(),
    timeZone: facts.timeZone,
    contentHash: proof.contentHash,
    state: isSame ? 'valid' : 'changed',
    signatures: signatures.map(({ side, signedAt }) => ({ side, signedAt: signedAt.toISOString() })),
    simulated: facts.simulated,
  };
}
