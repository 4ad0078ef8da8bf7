/** What all printed documents of an institution share: letterhead, control box, foot, signatures, proof. Pure. */
import type { SignatureMark, SignatureSide } from '@sambung/contract/document';
import type { Letterhead } from '@sambung/contract/institution';
import type { Language } from '@sambung/contract/problem';
import type { SopDocument } from '@sambung/contract/sop';
import type { CaseFacts } from './case-facts.ts';
import type { Block, ControlBox, PrintedDocument, Letterhead as PrintedLetterhead, PrintedMark } from './layout.ts';
import { printInstant } from './when.ts';

export interface SignatureFacts {
  readonly side: SignatureSide;
  readonly signerName: string;
  readonly placeName: string;
  readonly signedAt: Date;
  readonly mark: SignatureMark;
  readonly contentHash: string;
}

export function printedLetterhead(
  institution: { readonly name: string; readonly letterhead: Letterhead },
  issuer: readonly string[],
  logo: Uint8Array | null,
): PrintedLetterhead {
  const { lines, address, phone, email, website } = institution.letterhead;
  const names =
    lines.length > 0 ? lines : issuer.length > 0 ? issuer.map((line) => line.toUpperCase()) : [institution.name];
  const reach = [phone && `Telp. ${phone}`, email, website].filter(Boolean).join(' · ');
  return { lines: names, contact: [address, reach].filter(Boolean), logo };
}

const pageWords = { id: '{page} dari {pages}', en: '{page} of {pages}' };
export const footPageWords = { id: 'Halaman {page} dari {pages}', en: 'Page {page} of {pages}' };

/** The box of document control, with the labels the document itself has; null for a procedure without any number or date. */
export function controlBox({ control }: SopDocument, language: Language): ControlBox | null {
  // BATAN's documents say "No. Revisi/Terbitan" and "Tanggal Berlaku", those of the others "Tanggal Pembuatan, Revisi, Pengesahan/Efektif".
  const byRevision = control.revision !== '';
  const rows = [
    { label: byRevision ? 'No.' : 'Nomor SOP', value: control.number },
    { label: 'No. Revisi/Terbitan', value: control.revision },
    { label: 'Tanggal Pembuatan', value: control.madeOn },
    { label: 'Tanggal Revisi', value: control.revisedOn },
    { label: 'Tanggal Perubahan', value: control.changedOn },
    { label: byRevision ? 'Tanggal Berlaku' : 'Tanggal Efektif', value: control.effectiveOn },
    { label: 'Tanggal Pengesahan', value: control.endorsedOn },
  ].filter(({ value }) => value !== '');
  if (rows.length === 0) return null;
  return {
    title: control.title.toUpperCase(),
    rows,
    pageLabel: language === 'id' ? 'Halaman' : 'Page',
    pageWords: pageWords[language],
  };
}

export function footerOf({ sop, institution }: CaseFacts): PrintedDocument['footer'] {
  const { confidentiality, footer } = sop.control;
  return [
    ...(confidentiality ? [{ text: confidentiality, italic: true }] : []),
    ...[footer || institution.letterhead.footer].filter(Boolean).map((text) => ({ text })),
  ];
}

const signed = { id: 'Ditandatangani', en: 'Signed' };
const typed = { id: 'tanda tangan ketik', en: 'typed signature' };
const drawn = { id: 'tanda tangan gambar', en: 'drawn signature' };
const content = { id: 'isi', en: 'content' };

/** A signature as printed: the mark, the name, and over what it was given. */
export function printedMark(
  signature: SignatureFacts | undefined,
  timeZone: string,
  language: Language,
): PrintedMark | null {
  if (!signature) return null;
  const { mark } = signature;
  return {
    kind: mark.kind,
    name: signature.signerName,
    ...(mark.kind === 'drawn' && { path: mark.svgPath }),
    lines: [
      `${signed[language]} ${printInstant(signature.signedAt, timeZone, language)} (${(mark.kind === 'typed' ? typed : drawn)[language]})`,
      `${content[language]} SHA-256 ${signature.contentHash.slice(0, 32)}`,
      signature.contentHash.slice(32),
    ],
  };
}

const proofSentence = {
  id: 'Keaslian dokumen ini dapat diperiksa siapa pun dengan memindai kode di samping atau membuka alamat berikut. Halaman itu tidak memuat data pribadi.',
  en: 'Anybody can check this document by scanning the code or opening the address below. That page shows no personal data.',
};
export const proofBlock = (url: string, hash: string, language: Language): Block => ({
  kind: 'proof',
  url,
  hash,
  sentence: proofSentence[language],
});
