/** Guides over HTTP: the guide of a role as PDF, for an institution to hand out. */
import { guideRoles } from '@sambung/contract/help/guides';
import { languageSchema } from '@sambung/contract/problem';
import type { Response } from 'express';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { type PrintedDocument, renderPdf } from '../document/index.ts';
import { sendBytes } from '../file/index.ts';
import { limitRate } from '../guard.ts';
import { version } from '../health.ts';
import { DomainError, languageOf } from '../problem.ts';
import { printGuide } from './guide.ts';

const roleSchema = z.enum(guideRoles);

/** Where nobody is signed in there is no institution whose zone would say which day it is printed on. */
const zoneOfStrangers = 'Asia/Jakarta';
/** Printing takes the processor for a moment: so many guides of one sender in a quarter of an hour. */
const guidesPerSender = { limit: 30, windowMs: 15 * 60_000 };

export const guideRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/guides/participant',
      summary:
        'The participants’ guide as PDF, for people without an account; in `language`, else in that of the reader',
      access: 'anyone',
      query: z.object({ language: languageSchema.optional() }),
      answer: 'file',
      limits: () => [limitRate(guidesPerSender)],
    },
    async ({ context, query, req, res }) => {
      const edition = { version, printedAt: context.clock(), timeZone: zoneOfStrangers };
      await send(res, printGuide('participant', query.language ?? languageOf(req.headers), edition));
    },
  ),
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
      await send(res, printGuide(role.data, language, { version, printedAt: context.clock(), timeZone }));
    },
  ),
];

async function send(res: Response, guide: PrintedDocument): Promise<void> {
  sendBytes(res, { name: `${guide.title}.pdf`, mediaType: 'application/pdf', bytes: await renderPdf(guide) });
}
