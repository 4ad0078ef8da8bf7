/** Documents over HTTP: what people attach to a case, what the case prints, signatures, and the public proof. */
import {
  type PrintedDocumentKind,
  printedDocuments,
  printListSchema,
  printQuerySchema,
  printSchema,
  proofSchema,
  signatureInputSchema,
} from '@sambung/contract/document';
import type { Staff } from '@sambung/contract/http';
import { caseDocumentSchema } from '@sambung/contract/request';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { readUpload, sendBytes, sendFile } from '../file/index.ts';
import { DomainError } from '../problem.ts';
import { getRequest } from '../request/index.ts';
import { attachDocument, detachDocument, findDocument } from './case-documents.ts';
import type { CaseFacts } from './case-facts.ts';
import { listPrints, makePdf, proveDocument, signPrint } from './prints.ts';
import { findFacts } from './store.ts';

const everybody = ['requester', 'approver', 'technician', 'admin'] as const;

/** The facts of a case that the staff member may see. Throws `not-found` otherwise. */
async function factsFor(context: Context, staff: Staff, id: string | undefined): Promise<CaseFacts> {
  const request = await getRequest(context, staff, id);
  const facts = await findFacts(context.db, staff.institution.id, request.id);
  if (!facts) throw new DomainError('not-found');
  return facts;
}

function documentOf(name: string | undefined): PrintedDocumentKind {
  const known = z.enum(printedDocuments).safeParse(name);
  if (!known.success) throw new DomainError('not-found');
  return known.data;
}

export const documentRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/documents',
      summary: 'Attach a file to a request: a form with `kind` and `file` (PDF, PNG, JPEG or WebP, decided by content)',
      access: everybody,
      upload: true,
      answer: caseDocumentSchema,
      status: 201,
      problems: ['malformed-body', 'payload-too-large', 'file-type-refused', 'storage-full', 'state-conflict'],
    },
    async ({ context, staff, params, req }) => {
      const request = await getRequest(context, staff, params.id);
      return await attachDocument(context, staff, request.id, await readUpload(context, req));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/documents/:documentId',
      summary: 'A file that was attached to a request',
      access: everybody,
      answer: 'file',
    },
    async ({ context, staff, params, res }) => {
      const request = await getRequest(context, staff, params.id);
      await sendFile(context, res, findDocument(request, params.documentId).file);
    },
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/requests/:id/documents/:documentId',
      summary: 'Take an attached file off a request',
      access: everybody,
      answer: null,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params }) => {
      const request = await getRequest(context, staff, params.id);
      await detachDocument(context, staff, request.id, findDocument(request, params.documentId).id);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/prints',
      summary: 'The documents that the request prints now, with their signatures',
      access: everybody,
      answer: printListSchema,
    },
    async ({ context, staff, params }) => ({
      prints: await listPrints(context.db, staff, await factsFor(context, staff, params.id)),
    }),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/prints/:document',
      summary: 'One printed document as PDF; original labels stay as they are, the others follow `language`',
      access: everybody,
      query: printQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query, res }) => {
      const document = documentOf(params.document);
      const facts = await factsFor(context, staff, params.id);
      const { name, bytes } = await makePdf(context, facts, document, query.language);
      sendBytes(res, { name, mediaType: 'application/pdf', bytes });
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/requests/:id/prints/:document/signatures',
      summary: 'Sign a printed document, typed or drawn, over the content that was shown',
      access: everybody,
      body: signatureInputSchema,
      answer: printSchema,
      status: 201,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const document = documentOf(params.document);
      const request = await getRequest(context, staff, params.id);
      return await signPrint(context, staff, { requestId: request.id, document, input: body });
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/proofs/:code',
      summary: 'Whether a printed document still says what the office holds; nothing personal',
      access: 'anyone',
      answer: proofSchema,
    },
    async ({ context, params }) => {
      const code = (params.code ?? '').toUpperCase();
      if (!/^[A-Z2-9]{20}$/.test(code)) throw new DomainError('not-found');
      return await proveDocument(context, code);
    },
  ),
];
