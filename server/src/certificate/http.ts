/** Certificates over HTTP: lists, one with its history, verification, downloads, what staff do with it, and the public page's facts. */
import * as contract from '@sambung/contract/certificate';
import type { Staff } from '@sambung/contract/http';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { sendBytes } from '../file/index.ts';
import { limitRate } from '../guard.ts';
import { DomainError } from '../problem.ts';
import { getRequest } from '../request/index.ts';
import { reverify, revoke, suspendByHand } from './acting.ts';
import { checkCertificate } from './checking.ts';
import { samplesAsCsv, samplesAsJson, signedAsJson } from './files.ts';
import { makePdf } from './printing.ts';
import * as store from './store.ts';
import { describe, glanceAt, stateOf, summaryOf } from './view.ts';

const officers = ['approver', 'technician', 'admin'] as const;
const everybody = ['requester', ...officers] as const;
const pageSize = 25;
const quarterHourMs = 15 * 60_000;
/** Wrong codes of one sender. Higher helps guessing 130 random bits not at all; lower locks out an office behind one address. */
const failuresPerSender = 60;
/** Looks of one sender at the public page: each verifies every sample. Higher lets one sender load the server more. */
const looksPerSender = 300;

/** A certificate whose request the staff member may see. Throws `not-found` otherwise. */
async function certificateFor(context: Context, staff: Staff, id: string | undefined): Promise<store.CertificateRow> {
  const row = await store.findCertificate(context.db, staff.institution.id, id ?? '');
  if (!row) throw new DomainError('not-found');
  await getRequest(context, staff, row.requestId);
  return row;
}

async function described(context: Context, staff: Staff, id: string | undefined) {
  const row = await certificateFor(context, staff, id);
  const now = context.clock();
  const procedure = await store.procedureOf(context.db, row.requestId);
  const suspendedAt = row.states.findLast(({ transition }) => transition === 'suspended')?.at;
  const passed = suspendedAt ? await store.passedSince(context.db, row, suspendedAt) : [];
  return describe(row, { staff, procedure, passed, now });
}

const reading: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/certificates',
      summary: 'The certificates of the institution, newest first',
      access: officers,
      query: contract.certificateQuerySchema,
      answer: contract.certificatePageSchema,
    },
    async ({ context, staff, query: { state = null, siteId = null, page } }) => {
      const now = context.clock();
      const listing = { institutionId: staff.institution.id, state, siteId, now, page, pageSize };
      const { rows, total } = await store.listPage(context.db, listing);
      return { items: rows.map((row) => summaryOf(row, now)), total, page, pageSize };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/requests/:id/certificates',
      summary: 'The certificates of a request’s test calls, newest first',
      access: everybody,
      answer: z.array(contract.certificateSummarySchema),
    },
    async ({ context, staff, params }) => {
      const { id } = await getRequest(context, staff, params.id);
      const rows = await store.listOf(context.db, staff.institution.id, { requestId: id });
      return rows.map((row) => summaryOf(row, context.clock()));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/certificates/:id',
      summary: 'A certificate: what was signed, its state, and what happened to it',
      access: everybody,
      answer: contract.certificateSchema,
    },
    async ({ context, staff, params }) => await described(context, staff, params.id),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/certificates/:id/verification',
      summary: 'Whether everything that is stored is still what was signed; names what is not',
      access: everybody,
      answer: contract.certificateVerificationSchema,
    },
    async ({ context, staff, params }) =>
      await checkCertificate(context, await certificateFor(context, staff, params.id)),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/certificates/:id/document',
      summary: 'The certificate as PDF',
      access: everybody,
      query: contract.certificateDocumentQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query, res }) => {
      const row = await certificateFor(context, staff, params.id);
      sendBytes(res, await makePdf(context, row, query.language));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/certificates/:id/samples',
      summary: 'The raw samples behind a certificate, as CSV or JSON',
      access: officers,
      query: contract.certificateSamplesQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query, res }) => {
      const row = await certificateFor(context, staff, params.id);
      const samples = await store.readSamples(context.db, row.testCallId);
      sendBytes(res, query.format === 'csv' ? samplesAsCsv(row, samples) : samplesAsJson(row, samples));
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/certificates/:id/signed',
      summary: 'What was signed, with signature and public key, to be verified elsewhere',
      access: officers,
      answer: 'file',
    },
    async ({ context, staff, params, res }) =>
      sendBytes(res, signedAsJson(context, await certificateFor(context, staff, params.id))),
  ),
];

const acting: readonly Route[] = [
  defineRoute(
    {
      method: 'post',
      path: '/certificates/:id/suspension',
      summary: 'Suspends a certificate by hand, with a reason',
      access: officers,
      body: contract.certificateReasonSchema,
      answer: contract.certificateSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const { id } = await certificateFor(context, staff, params.id);
      await suspendByHand(context, staff, { id, ...body });
      return await described(context, staff, id);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/certificates/:id/revocation',
      summary: 'Revokes a certificate for good: approvers, and superiors of the position that tests',
      access: officers,
      body: contract.certificateReasonSchema,
      answer: contract.certificateSchema,
      problems: ['forbidden', 'state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const { id } = await certificateFor(context, staff, params.id);
      await revoke(context, staff, { id, ...body });
      return await described(context, staff, id);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/certificates/:id/reverification',
      summary: 'Lets a certificate hold again that was suspended for its address alone, after a short test',
      access: ['admin'],
      body: contract.reverificationInputSchema,
      answer: contract.certificateSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params, body }) => {
      const { id } = await certificateFor(context, staff, params.id);
      await reverify(context, staff, { id, ...body });
      return await described(context, staff, id);
    },
  ),
];

const forAnybody = defineRoute(
  {
    method: 'get',
    path: '/public-certificates/:code',
    summary: 'Whether a certificate holds, for whoever has its paper; nothing personal',
    access: 'anyone',
    answer: contract.publicCertificateSchema,
    limits: () => [
      limitRate({ limit: looksPerSender, windowMs: quarterHourMs }),
      limitRate({ limit: failuresPerSender, windowMs: quarterHourMs, failuresOnly: true }),
    ],
  },
  async ({ context, params }) => {
    const code = (params.code ?? '').toUpperCase();
    const row = /^[A-Z2-9]{26}$/.test(code) ? await store.findByCode(context.db, code) : null;
    if (!row) throw new DomainError('not-found');
    const { signature, samples, intact } = await checkCertificate(context, row);
    const { certificate, bound, decision } = glanceAt(row);
    return {
      institutionName: certificate.institution.name,
      siteName: bound.site.name,
      room: bound.site.room,
      lineClass: bound.lineClass,
      state: stateOf(row, context.clock()),
      verdict: decision.verdict,
      simulated: row.simulated,
      issuedAt: row.issuedAt.toISOString(),
      validUntil: row.validUntil.toISOString(),
      timeZone: certificate.timeZone,
      ...{ signature, samples, intact },
    };
  },
);

export const certificateRoutes: readonly Route[] = [...reading, ...acting, forAnybody];
