/** A whole printed document of a case: its blocks with head, foot, proof. Pure. */
import type { PrintedDocumentKind } from '@sambung/contract/document';
import type { Language } from '@sambung/contract/problem';
import { caseBlocks } from './case-blocks.ts';
import type { CaseFacts } from './case-facts.ts';
import { contentHash, nameOf, requestSheet } from './documents.ts';
import type { PrintedDocument } from './layout.ts';
import { controlBox, footerOf, footPageWords, printedLetterhead, proofBlock, type SignatureFacts } from './printing.ts';

export interface Printing {
  readonly document: PrintedDocumentKind;
  readonly language: Language;
  readonly signatures: readonly SignatureFacts[];
  readonly pictures: Readonly<Record<string, Uint8Array>>;
  readonly logo: Uint8Array | null;
  readonly proofUrl: string;
  readonly createdAt: Date;
}

export function printFacts(facts: CaseFacts, printing: Printing): PrintedDocument {
  const { document, language, signatures, pictures, logo, proofUrl, createdAt } = printing;
  const { sop, institution } = facts;
  return {
    title: `${nameOf(document, language)} ${facts.number}`,
    language,
    letterhead: printedLetterhead(institution, sop.control.issuer, logo),
    control: controlBox(sop, language),
    pageWords: footPageWords[language],
    formCode: formCode(document, facts),
    footer: footerOf(facts),
    watermark: facts.simulated ? 'SIMULASI' : null,
    landscape: false,
    createdAt,
    blocks: [
      ...caseBlocks(document, { facts, language, signatures, pictures }),
      proofBlock(proofUrl, contentHash(document, facts), language),
    ],
  };
}

/** The code of the form, on documents that are that form. */
function formCode(document: PrintedDocumentKind, facts: CaseFacts): string {
  const { form, report } = requestSheet(facts);
  const isForm = document === 'request' || (document === 'service-report' && report.length > 0);
  return isForm ? (form.code ?? '') : '';
}
