/** Reports as tables: the schedule recap, time standards, lead times, outcomes, utilisation, test calls; on screen and as files. */
import { z } from 'zod';
import { languageSchema } from './problem.ts';
import { bilingualSchema, dateSchema } from './text.ts';

/**
 * `recap` is the schedule (rekap jadwal), `compliance` the time standards kept step by step, `lead-time` how long before the event requests come, `outcomes`
 * what became of requests (rejections, returns, alternatives), `utilisation` how much of their opening hours places are used,
 * `certification` the results of test calls by site and month, `test-metrics` how each metric came out.
 */
export const reportKinds = [
  'recap',
  'compliance',
  'lead-time',
  'outcomes',
  'utilisation',
  'certification',
  'test-metrics',
] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Days a report may cover. Higher makes one question read more of the past; lower splits a year's report. */
export const longestReportDays = 366;

const ends = z.strictObject({
  /** Both ends included, calendar dates of the institution. */
  from: dateSchema,
  to: dateSchema,
  placeId: z.uuid().optional(),
  /** Part of the applicant's unit (OPD, faculty), in any case. */
  unit: z.string().trim().min(1).max(200).optional(),
});
const isRange = ({ from, to }: { from: string; to: string }) => from <= to;
const isShort = ({ from, to }: { from: string; to: string }) =>
  !(Date.parse(to) - Date.parse(from) > (longestReportDays - 1) * 86_400_000);
const notRange = { path: ['to'], message: 'ends-after-start' };
const notShort = { path: ['to'], message: 'at-most-a-year' };

// GET /api/reports/:report?from=…&to=…&placeId=…&unit=…&page=… → ReportTable
export const reportQuerySchema = ends
  .extend({ page: z.coerce.number().int().min(1).max(10_000).default(1) })
  .refine(isRange, notRange)
  .refine(isShort, notShort);
export type ReportQuery = z.infer<typeof reportQuerySchema>;

export const reportFormats = ['pdf', 'xlsx', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];
// GET /api/reports/:report/file?format=pdf|xlsx|csv&language=… → the whole table as a file
export const reportFileQuerySchema = ends
  .extend({ format: z.enum(reportFormats), language: languageSchema.default('id') })
  .refine(isRange, notRange)
  .refine(isShort, notShort);

/** How a column's cells are written: `instant` is ISO 8601 in UTC, shown in the table's zone. */
export const columnKinds = ['text', 'integer', 'number', 'percent', 'hours', 'days', 'instant'] as const;
export type ColumnKind = (typeof columnKinds)[number];
export const reportCellSchema = z.union([z.string(), z.number(), bilingualSchema, z.null()]);
export type ReportCell = z.infer<typeof reportCellSchema>;

export const reportTableSchema = z.object({
  report: z.enum(reportKinds),
  from: dateSchema,
  to: dateSchema,
  timeZone: z.string(),
  columns: z.array(z.object({ key: z.string(), label: bilingualSchema, kind: z.enum(columnKinds) })),
  rows: z.array(
    z.object({
      /** The request behind a row of the recap. */
      requestId: z.uuid().nullable(),
      cells: z.array(reportCellSchema),
    }),
  ),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});
export type ReportTable = z.infer<typeof reportTableSchema>;
