/** The audit log over HTTP, for admins of the institution. */
import { auditFilterSchema, auditPageSchema, auditQuerySchema, chainVerdictSchema } from '@sambung/contract/audit';
import { stringify } from 'csv-stringify/sync';
import { defineRoute, type Route } from '../api/index.ts';
import { verifyChain } from './store.ts';
import { auditPageSize, readAuditForExport, readAuditPage, readChainHead } from './viewer-store.ts';

const access = ['admin'] as const;

export const auditRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/audit',
      summary: 'The audit log, newest first',
      access,
      query: auditQuerySchema,
      answer: auditPageSchema,
    },
    async ({ context, staff, query: { page, ...filter } }) => {
      const { id: institutionId, timeZone } = staff.institution;
      const found = await readAuditPage(context.db, { institutionId, timeZone, filter, page });
      return { ...found, page, pageSize: auditPageSize };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/audit/export',
      summary: 'The audit log as CSV',
      access,
      query: auditFilterSchema,
      answer: 'file',
    },
    async ({ context, staff, query, res }) => {
      const { id: institutionId, timeZone } = staff.institution;
      const entries = await readAuditForExport(context.db, { institutionId, timeZone, filter: query });
      const rows = entries.map(({ seq, at, actor, action, entityId, entityName, data, hash }) => [
        seq,
        at,
        actor?.name ?? '',
        action,
        entityName ?? '',
        entityId,
        JSON.stringify(data),
        hash,
      ]);
      const columns = ['seq', 'at', 'actor', 'action', 'subject', 'subject_id', 'data', 'hash'];
      const text = stringify(rows, { header: true, columns, bom: true, escape_formulas: true });
      res.setHeader('content-disposition', 'attachment; filename="audit.csv"');
      res.type('text/csv; charset=utf-8').send(text);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/audit/verification',
      summary: 'Whether the chain is as it was written',
      access,
      answer: chainVerdictSchema,
    },
    async ({ context, staff }) => {
      const broken = await verifyChain(context.db, staff.institution.id);
      const head = await readChainHead(context.db, staff.institution.id);
      return { ...head, broken: broken && { seq: Number(broken.seq), reason: broken.reason } };
    },
  ),
];
