/** Procedures over HTTP: the services one may request, and their upkeep by administrators. */
import {
  type SopDocument,
  type SopVersion,
  shippedSopSchema,
  sopCheckSchema,
  sopCreationSchema,
  sopListItemSchema,
  sopPublicationSchema,
  sopSourceSchema,
  sopSummarySchema,
  sopVersionSchema,
} from '@sambung/contract/sop';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { checkSource } from './check.ts';
import { type ShippedCode, shippedCodes, shippedSop } from './shipped.ts';
import * as store from './store.ts';

export const sopRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/sops',
      summary: 'Services that may be requested',
      access: 'staff',
      answer: z.array(sopSummarySchema),
    },
    ({ context, staff }) => store.listServices(context.db, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/admin/sops',
      summary: 'All procedures of the institution, retired ones too',
      access: ['admin'],
      answer: z.array(sopListItemSchema),
    },
    ({ context, staff }) => store.listSops(context.db, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/sops/check',
      summary: 'Check the text of a procedure',
      access: ['admin'],
      body: sopSourceSchema,
      answer: sopCheckSchema,
    },
    async ({ body }) => checkSource(body.source),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/sops',
      summary: 'Publish a new procedure',
      access: ['admin'],
      body: sopCreationSchema,
      answer: sopVersionSchema,
      status: 201,
      problems: ['invalid-input'],
    },
    async ({ context, staff, body }) => {
      const document = checked(body.source);
      const taken = await context.db.sop.count({ where: { institutionId: staff.institution.id, code: body.code } });
      if (taken > 0) throw wrongInput('/code', 'Kode ini sudah dipakai SOP lain', 'Another procedure has this code');
      return await publish(context, staff, { ...body, document, baseVersion: 0 });
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/sops/:id/versions/:version',
      summary: 'One version of a procedure with its history',
      access: 'staff',
      answer: sopVersionSchema,
    },
    ({ context, staff, params }) => getVersion(context, staff.institution.id, params.id ?? '', params.version ?? ''),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/sops/:id/versions',
      summary: 'Publish a new version of a procedure',
      access: ['admin'],
      body: sopPublicationSchema,
      answer: sopVersionSchema,
      status: 201,
      problems: ['state-conflict', 'invalid-input'],
    },
    async ({ context, staff, params, body }) => {
      const sop = await store.findSop(context.db, staff.institution.id, params.id ?? '');
      if (!sop) throw new DomainError('not-found');
      return await publish(context, staff, { ...body, code: sop.code, document: checked(body.source) });
    },
  ),
  ...[true, false].map((retired) =>
    defineRoute(
      {
        method: retired ? 'post' : 'delete',
        path: '/sops/:id/retirement',
        summary: retired ? 'Take a procedure out of the services' : 'Put a retired procedure back into the services',
        access: ['admin'],
        answer: sopListItemSchema,
      },
      async ({ context, staff, params }) => {
        const facts = { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
        const sop = await context.db.$transaction((tx) =>
          store.setSopRetired(tx, { ...facts, id: params.id ?? '', retired }),
        );
        if (!sop) throw new DomainError('not-found');
        return sop;
      },
    ),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/shipped-sops',
      summary: 'Procedures that come with the product',
      access: ['admin'],
      answer: z.array(shippedSopSchema),
    },
    async () => shippedCodes.map(summaryOfShipped),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/shipped-sops/:code',
      summary: 'The text of a procedure that comes with the product',
      access: ['admin'],
      answer: sopSourceSchema,
    },
    async ({ params }) => {
      const code = shippedCodes.find((one) => one === params.code);
      if (!code) throw new DomainError('not-found');
      return { source: shippedSop(code).source };
    },
  ),
];

/** A shipped procedure as lists show it. */
export function summaryOfShipped(code: ShippedCode) {
  const { control, service } = shippedSop(code).document;
  return { code, number: control.number, title: control.title, issuer: control.issuer, service };
}

interface Author {
  readonly id: string;
  readonly institution: { readonly id: string };
}

async function publish(
  context: Context,
  staff: Author,
  publication: { code: string; source: string; changeNote: string; document: SopDocument; baseVersion: number },
): Promise<SopVersion> {
  const facts = { institutionId: staff.institution.id, publishedById: staff.id, now: context.clock() };
  const { sopId, version } = await context.db.$transaction((tx) => store.publishSop(tx, { ...publication, ...facts }));
  return await getVersion(context, staff.institution.id, sopId, String(version));
}

async function getVersion(context: Context, institutionId: string, id: string, version: string): Promise<SopVersion> {
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : null;
  const found = number === null ? null : await store.findVersion(context.db, institutionId, id, number);
  if (!found) throw new DomainError('not-found');
  return found;
}

/** The document a text means; its faults as errors of the field, the line in front. */
function checked(source: string): SopDocument {
  const { document, errors } = checkSource(source);
  if (document) return document;
  throw new DomainError('invalid-input', {
    errors: errors.slice(0, 20).map(({ line, message }) => ({
      pointer: '/source',
      detail: { id: `Baris ${line}: ${message.id}`, en: `Line ${line}: ${message.en}` },
    })),
  });
}

const wrongInput = (pointer: string, id: string, en: string) =>
  new DomainError('invalid-input', { errors: [{ pointer, detail: { id, en } }] });
