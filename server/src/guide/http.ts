/** Guides over HTTP: the guide of a role as PDF, for an institution to hand out. */
import { guideRoles } from '@sambung/contract/help/guides';
import { languageSchema } from '@sambung/contract/problem';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { renderPdf } from '../document/index.ts';
import { sendBytes } from '../file/index.ts';
import { version } from '../health.ts';
import { DomainError, languageOf } from '../problem.ts';
import { printGuide } from './guide.ts';

const roleSchema = z.enum(guideRoles);

export const guideRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/guides/:role',
      summary:
        'The guide of a role as PDF: requester, approver, technician or admin; in `language`, else in that of the reader',
      // Nothing in it is secret, but it says how an office works: that is for whoever works there, in any role.
      access: 'staff',
      query: z.object({ language: languageSchema.optional() }),
      answer: 'file',
    },
    async ({ context, staff, params, query, req, res }) => {
      const role = roleSchema.safeParse(params.role);
      if (!role.success) throw new DomainError('not-found');
      const language = query.language ?? languageOf(req.headers);
      const { timeZone } = staff.institution;
      const guide = printGuide(role.data, language, { version, printedAt: context.clock(), timeZone });
      const bytes = await renderPdf(guide);
      sendBytes(res, { name: `${guide.title}.pdf`, mediaType: 'application/pdf', bytes });
    },
  ),
];
