/** Personal data over HTTP: what is stored about somebody, and its erasure. */
import {
  contactErasureSchema,
  contactQuerySchema,
  erasureResultSchema,
  erasureSchema,
  type PersonalData,
  personalDataSchema,
} from '@sambung/contract/privacy';
import { defineRoute, type Route } from '../api/index.ts';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { eraseContactRows, exportContact, findCaseIds } from './contact-store.ts';
import { refuseOpenCases, refuseUnderHold } from './refusals-store.ts';
import { eraseStaff, exportStaff } from './staff-store.ts';

const admin = ['admin'] as const;

async function staffData(
  context: Context,
  institution: { id: string; name: string },
  id: string,
): Promise<PersonalData> {
  const now = context.clock();
  const { email, records } = await exportStaff(context.db, institution.id, id, now);
  return { exportedAt: now.toISOString(), institution: institution.name, subject: { kind: 'staff', email }, records };
}

export const privacyRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/account/data',
      summary: 'Everything stored about oneself',
      access: 'staff',
      answer: personalDataSchema,
    },
    ({ context, staff }) => staffData(context, staff.institution, staff.id),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/people/:id/data',
      summary: 'Everything stored about a staff member',
      access: admin,
      answer: personalDataSchema,
      problems: ['not-found'],
    },
    ({ context, staff, params: { id = '' } }) => staffData(context, staff.institution, id),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/contacts/data',
      summary: 'Everything stored about somebody without an account',
      access: admin,
      body: contactQuerySchema,
      answer: personalDataSchema,
    },
    async ({ context, staff: { institution }, body: { email } }) => ({
      exportedAt: context.clock().toISOString(),
      institution: institution.name,
      subject: { kind: 'contact' as const, email },
      records: await exportContact(context.db, institution.id, email),
    }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people/:id/anonymisation',
      summary: 'Erase a staff member’s personal data; the account can never be used again',
      access: admin,
      body: erasureSchema,
      answer: erasureResultSchema,
      problems: ['not-found', 'legal-hold', 'state-conflict'],
    },
    async ({ context, staff, params: { id = '' }, body }) => {
      const actor = { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
      const changed = await context.db.$transaction((tx) => eraseStaff(tx, actor, id, body.reason));
      context.staffEvents.emit('sessions-ended', id);
      return { changed };
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/contacts/anonymisation',
      summary: 'Erase the personal data of somebody without an account',
      access: admin,
      body: contactErasureSchema,
      answer: erasureResultSchema,
      problems: ['legal-hold', 'state-conflict'],
    },
    async ({ context, staff, body: { email, reason } }) => {
      const institutionId = staff.institution.id;
      const changed = await context.db.$transaction(async (tx) => {
        await lockInstitution(tx, institutionId);
        await refuseUnderHold(tx, institutionId);
        await refuseOpenCases(tx, institutionId, { id: { in: await findCaseIds(tx, institutionId, email) } });
        const rows = await eraseContactRows(tx, institutionId, email);
        const facts = { institutionId, at: context.clock(), actorId: staff.id, entityId: institutionId };
        const data = { reason, changed: rows };
        await appendAudit(tx, { ...facts, action: 'contact.anonymised', data });
        return rows;
      });
      return { changed };
    },
  ),
];
