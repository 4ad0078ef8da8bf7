/** Files that people attach to a case: kept with the case, taken off again while it is open. */
import type { Staff } from '@sambung/contract/http';
import type { CaseDocument } from '@sambung/contract/request';
import { keySchema } from '@sambung/contract/text';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { dropUpload, storeFile, type Upload } from '../file/index.ts';
import { DomainError } from '../problem.ts';
import { type Case, canAttach, getRequest } from '../request/index.ts';
import * as store from './store.ts';

/** Files of one case. More is a sign of something else than a case's papers. */
const mostDocuments = 100;

/** Attaches the upload's file under its `kind` (`attachment` when it says none). The file is durable when this resolves. */
export async function attachDocument(
  context: Context,
  staff: Staff,
  requestId: string,
  upload: Upload,
): Promise<CaseDocument> {
  try {
    const [file] = upload.files;
    const kind = keySchema.safeParse(upload.fields.kind ?? 'attachment');
    if (!file || !kind.success) throw missing(file === undefined ? '/file' : '/kind');
    return await changeDocuments(context, staff, requestId, async (tx, request) => {
      if ((await store.countCaseDocuments(tx, requestId)) >= mostDocuments) throw tooMany();
      const now = context.clock();
      const stored = await storeFile(context, tx, { institutionId: staff.institution.id, upload: file, now });
      const uploader = { uploadedById: staff.id, uploadedByName: staff.name };
      const { id } = await store.addCaseDocument(tx, {
        requestId,
        fileId: stored.id,
        kind: kind.data,
        ...uploader,
        now,
      });
      await audit(tx, {
        staff,
        request,
        now,
        action: 'document.attached',
        data: { documentId: id, kind: kind.data, sha256: stored.sha256 },
      });
      const { name, mediaType, sizeBytes } = stored;
      return {
        id,
        kind: kind.data,
        name,
        mediaType,
        sizeBytes,
        uploadedAt: now.toISOString(),
        uploadedByName: staff.name,
      };
    });
  } catch (error) {
    await dropUpload(upload);
    throw error;
  }
}

export async function detachDocument(
  context: Context,
  staff: Staff,
  requestId: string,
  documentId: string,
): Promise<void> {
  await changeDocuments(context, staff, requestId, async (tx, request) => {
    const document = findDocument(request, documentId);
    const now = context.clock();
    await store.removeCaseDocument(tx, document, request.state === 'draft', now);
    await audit(tx, { staff, request, now, action: 'document.removed', data: { documentId, kind: document.kind } });
  });
}

/** A document of the case. Throws `not-found`. */
export function findDocument(request: Case, documentId: string | undefined): Case['documents'][number] {
  const document = request.documents.find(({ id }) => id === documentId);
  if (!document) throw new DomainError('not-found');
  return document;
}

/** Reads the case again under the institution's lock, so that nothing is attached to one that has just ended. */
async function changeDocuments<T>(
  context: Context,
  staff: Staff,
  requestId: string,
  change: (tx: Transaction, request: Case) => Promise<T>,
): Promise<T> {
  return await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, staff.institution.id);
    const request = await getRequest({ ...context, db: tx as Context['db'] }, staff, requestId);
    if (!canAttach(staff, request)) throw new DomainError('state-conflict');
    return await change(tx, request);
  });
}

interface Entry {
  readonly staff: Staff;
  readonly request: Case;
  readonly now: Date;
  readonly action: string;
  readonly data: { readonly [key: string]: string };
}
async function audit(tx: Transaction, { staff, request, now, action, data }: Entry): Promise<void> {
  await appendAudit(tx, {
    institutionId: staff.institution.id,
    at: now,
    actorId: staff.id,
    action,
    entityId: request.id,
    data,
  });
}

function missing(pointer: string): DomainError {
  const detail = { id: 'Wajib diisi', en: 'This is required' };
  return new DomainError('invalid-input', { errors: [{ pointer, detail }] });
}

function tooMany(): DomainError {
  return new DomainError('state-conflict', {
    detail: {
      id: `Satu permohonan memuat paling banyak ${mostDocuments} berkas. Hapus yang tidak diperlukan dahulu.`,
      en: `A request holds at most ${mostDocuments} files. Remove what is not needed first.`,
    },
  });
}
