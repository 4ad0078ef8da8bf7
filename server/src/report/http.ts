/** Reports over HTTP: a page of a table, or the whole table as a file. */

import type { Staff } from '@sambung/contract/http';
import { letterheadSchema } from '@sambung/contract/institution';
import {
  type ReportKind,
  reportFileQuerySchema,
  reportKinds,
  reportQuerySchema,
  reportTableSchema,
} from '@sambung/contract/report';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { printDate, printedLetterhead, zoneName } from '../document/index.ts';
import { getFile, readFile, sendBytes } from '../file/index.ts';
import { DomainError } from '../problem.ts';
import { makeFile, mediaTypes } from './files.ts';
import { makeReport, type Question } from './reports.ts';
import { readLetterhead } from './store.ts';
import { reportColumns, reportTitles } from './table.ts';

const office = ['approver', 'technician', 'admin'] as const;
/** Rows of a page on screen. More makes the page slower, fewer makes people turn pages. */
const pageSize = 100;
/** Rows of a file. A PDF of more takes seconds of one processor and nobody leafs through it; tables for programs may be longer. */
const longestFile = { pdf: 3_000, xlsx: 20_000, csv: 50_000 };

function reportOf(name: string | undefined): ReportKind {
  const known = z.enum(reportKinds).safeParse(name);
  if (!known.success) throw new DomainError('not-found');
  return known.data;
}

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly placeId?: string | undefined;
  readonly unit?: string | undefined;
}
function questionOf({ institution }: Staff, { from, to, placeId, unit }: Asked): Question {
  return { institutionId: institution.id, timeZone: institution.timeZone, from, to, placeId, unit };
}

/** Letterhead and footer of an institution's printouts. */
export async function letterheadFor(context: Context, institutionId: string) {
  const { name, letterhead } = await readLetterhead(context.db, institutionId);
  const parsed = letterheadSchema.parse(letterhead);
  const logo = parsed.logoFileId
    ? await readFile(context, await getFile(context.db, institutionId, parsed.logoFileId))
    : null;
  return {
    letterhead: printedLetterhead({ name, letterhead: parsed }, [], logo),
    footer: parsed.footer ? [{ text: parsed.footer }] : [],
  };
}

export const reportRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/reports/:report',
      summary: 'A page of a report: recap, compliance, lead-time, outcomes, utilisation, certification or test-metrics',
      access: office,
      query: reportQuerySchema,
      answer: reportTableSchema,
    },
    async ({ context, staff, params, query }) => {
      const report = reportOf(params.report);
      const { from, to, page } = query;
      const part = { offset: (page - 1) * pageSize, limit: pageSize };
      const { rows, total } = await makeReport(context, report, questionOf(staff, query), part);
      const columns = reportColumns[report].map(({ key, label, kind }) => ({ key, label, kind }));
      const timeZone = staff.institution.timeZone;
      const written = rows.map(({ requestId, cells }) => ({ requestId, cells: [...cells] }));
      return { report, from, to, timeZone, columns, rows: written, total, page, pageSize };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/reports/:report/file',
      summary: 'A whole report as PDF, XLSX or CSV',
      access: office,
      query: reportFileQuerySchema,
      answer: 'file',
    },
    async ({ context, staff, params, query, res }) => {
      const report = reportOf(params.report);
      const { format, language, from, to } = query;
      const question = questionOf(staff, query);
      const { rows, total } = await makeReport(context, report, question, { offset: 0, limit: longestFile[format] });
      if (total > longestFile[format]) throw tooLong(total, longestFile[format]);
      const { timeZone } = question;
      const day = (date: string) => printDate(new Date(`${date}T00:00:00Z`), 'UTC', language);
      const zone = zoneName(timeZone, context.clock());
      const subtitle = [`${day(from)} – ${day(to)} (${zone})`, query.unit].filter(Boolean).join(' · ');
      const bytes = await makeFile(format, {
        title: reportTitles[report][language],
        subtitle,
        columns: reportColumns[report],
        rows,
        timeZone,
        language,
        ...(await letterheadFor(context, staff.institution.id)),
        createdAt: context.clock(),
      });
      sendBytes(res, { name: `${report}-${from}-${to}.${format}`, mediaType: mediaTypes[format], bytes });
    },
  ),
];

function tooLong(total: number, most: number): DomainError {
  return new DomainError('invalid-input', {
    errors: [
      {
        pointer: '/to',
        detail: {
          id: `Rentang ini memuat ${total} baris, paling banyak ${most} untuk bentuk berkas ini. Persempit rentangnya.`,
          en: `This range has ${total} rows, at most ${most} for this kind of file. Choose a shorter range.`,
        },
      },
    ],
  });
}
