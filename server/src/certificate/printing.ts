/** The certificate as PDF: gathers letterhead, the officers' notes on both calls and the state of the moment, and prints them with what was signed. */
import { type FieldValues, fieldsOf } from '@sambung/contract/form';
import { letterheadSchema } from '@sambung/contract/institution';
import type { Language } from '@sambung/contract/problem';
import { canonicalJson, type Json } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { footPageWords, printedLetterhead, renderPdf } from '../document/index.ts';
import { getFile, readFile, sha256Of } from '../file/index.ts';
import type { CallNotes } from './call-columns.ts';
import type { MadeFile } from './files.ts';
import { certificatePaper } from './paper.ts';
import * as store from './store.ts';
import { publicPathOf } from './telling.ts';
import { contentOf, stateOf } from './view.ts';

export async function makePdf(context: Context, row: store.CertificateRow, language: Language): Promise<MadeFile> {
  const content = contentOf(row);
  const now = context.clock();
  const procedure = await store.procedureOf(context.db, row.requestId);
  const clientForm = procedure.forms['client-profile'];
  const letterhead = letterheadSchema.parse(row.institution.letterhead);
  const { logoFileId } = letterhead;
  const logo =
    logoFileId === null ? null : await readFile(context, await getFile(context.db, row.institutionId, logoFileId));
  const foot = procedure.control.footer || letterhead.footer;
  const bytes = await renderPdf(
    certificatePaper({
      content,
      state: stateOf(row, now),
      validUntil: row.validUntil,
      language,
      letterhead: printedLetterhead({ name: row.institution.name, letterhead }, procedure.control.issuer, logo),
      footer: foot === '' ? [] : [{ text: foot }],
      pageWords: footPageWords[language],
      notes: await notesOf(context, row, clientForm ? fieldsOf(clientForm) : []),
      proof: {
        url: context.publicUrl() + publicPathOf(row.code),
        hash: sha256Of(canonicalJson(row.content as { [key: string]: Json })),
      },
      createdAt: now,
    }),
  );
  const name = `${row.request.number ?? 'sertifikat'}-certificate-${row.id.slice(0, 8)}.pdf`;
  return { name, mediaType: 'application/pdf', bytes };
}

/** Both columns of the officers' part of the client's form: values with two columns, and the officers' notes over them. */
async function notesOf(context: Context, row: store.CertificateRow, fields: CallNotes['fields']): Promise<CallNotes> {
  const profile = await store.profileOf(context.db, row.requestId);
  const values = (profile?.values ?? {}) as FieldValues;
  const notes = { test: {}, actual: {}, ...(profile?.notes as object | undefined) } as Record<
    'test' | 'actual',
    FieldValues
  >;
  const column = (name: 'test' | 'actual'): FieldValues => {
    const own = Object.entries(values).flatMap(([key, value]) => {
      const isPair = typeof value === 'object' && value !== null && !Array.isArray(value) && name in value;
      return isPair ? [[key, (value as FieldValues)[name]] as const] : [];
    });
    return { ...Object.fromEntries(own), ...notes[name] } as FieldValues;
  };
  const conference = await store.actualCallOf(context.db, row.requestId);
  return { fields, test: column('test'), actual: column('actual'), conference };
}
