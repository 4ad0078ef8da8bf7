/** Tables as files: CSV and XLSX for other programs, PDF for the folder. */
import type { Language } from '@sambung/contract/problem';
import type { ReportCell, ReportFormat } from '@sambung/contract/report';
import { stringify } from 'csv-stringify/sync';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import {
  footPageWords,
  type PrintedDocument,
  printClock,
  printDate,
  type Row,
  renderPdf,
  zoneName,
} from '../document/index.ts';
import { type Column, type TableRow, writeNumber } from './table.ts';

export interface FilledTable {
  readonly title: string;
  /** Period, filters, zone: a line under the title. */
  readonly subtitle: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly timeZone: string;
  readonly language: Language;
  readonly letterhead: PrintedDocument['letterhead'];
  readonly footer: PrintedDocument['footer'];
  readonly createdAt: Date;
}

export const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

export async function makeFile(format: ReportFormat, table: FilledTable): Promise<Uint8Array> {
  if (format === 'csv') return makeCsv(table);
  return format === 'xlsx' ? await makeXlsx(table) : await makePdf(table);
}

const isBilingual = (cell: ReportCell): cell is { id: string; en: string } => typeof cell === 'object' && cell !== null;

/** A cell in words, every time with its zone. */
function words(cell: ReportCell, { kind }: Column, { timeZone, language }: FilledTable): string {
  if (cell === null) return '';
  if (isBilingual(cell)) return cell[language];
  if (kind === 'instant') {
    const at = new Date(cell);
    return `${printDate(at, timeZone, language)}, ${printClock(at, timeZone, language)} ${zoneName(timeZone, at)}`;
  }
  if (typeof cell === 'string') return cell;
  return kind === 'percent' ? `${writeNumber(cell, language)} %` : writeNumber(cell, language);
}

/** A spreadsheet reads a cell that begins so as a formula (CWE-1236): such cells get an apostrophe in front. Numbers are left as they are. */
function makeCsv(table: FilledTable): Uint8Array {
  const header = table.columns.map(({ label }) => label[table.language]);
  const rows = table.rows.map(({ cells }) =>
    cells.map((cell, index) => {
      const column = table.columns[index];
      return column && typeof cell === 'string'
        ? words(cell, column, table)
        : isBilingual(cell)
          ? cell[table.language]
          : cell;
    }),
  );
  return Buffer.from(stringify([header, ...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' }));
}

/** Real dates and numbers, so that a spreadsheet can sort and add. Texts are written as texts, whatever they begin with. */
async function makeXlsx(table: FilledTable): Promise<Uint8Array> {
  const { columns, language } = table;
  const head = columns.map(({ label }) => ({
    value: label[language],
    type: String,
    fontWeight: 'bold' as const,
    wrap: true,
  }));
  const rows = table.rows.map(({ cells }) =>
    cells.map((cell, index) => {
      const column = columns[index];
      if (cell === null || !column) return null;
      if (typeof cell === 'number') return { value: cell, type: Number };
      if (column.kind === 'instant' && typeof cell === 'string') {
        return { value: wallClock(new Date(cell), table.timeZone), type: Date, format: 'yyyy-mm-dd hh:mm' };
      }
      return { value: printable(isBilingual(cell) ? cell[language] : cell), type: String, wrap: true };
    }),
  );
  const top = [
    [{ value: table.title, type: String, fontWeight: 'bold' as const }],
    [{ value: table.subtitle, type: String }],
  ];
  const sheet = [...top, [null], head, ...rows] as SheetData;
  const widths = columns.map(({ share }) => ({ width: Math.max(10, Math.round(share * 140)) }));
  const options = {
    sheet: language === 'id' ? 'Laporan' : 'Report',
    columns: widths,
    stickyRowsCount: 4,
    orientation: 'landscape' as const,
  };
  return await writeExcelFile(sheet, options).toBuffer();
}

/** Spreadsheets know no zones: the clock of the table's zone is written as if it were UTC's, and the subtitle names the zone. */
function wallClock(at: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return new Date(`${parts.replace(' ', 'T')}Z`);
}

/** XML 1.0 has no control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are taken out.
const printable = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

async function makePdf(table: FilledTable): Promise<Uint8Array> {
  const { columns, language } = table;
  const head: Row = {
    cells: columns.map(({ label, share }) => ({ words: label[language], share, bold: true, shaded: true })),
  };
  const rows = table.rows.map(
    ({ cells }): Row => ({
      cells: columns.map((column, index) => ({
        words: words(cells[index] ?? null, column, table),
        share: column.share,
        align: column.kind === 'text' || column.kind === 'instant' ? ('left' as const) : ('right' as const),
      })),
    }),
  );
  const none = language === 'id' ? 'Tidak ada data pada rentang ini.' : 'Nothing in this range.';
  return await renderPdf({
    title: table.title,
    language,
    letterhead: table.letterhead,
    control: null,
    pageWords: footPageWords[language],
    formCode: '',
    footer: table.footer,
    watermark: null,
    landscape: true,
    createdAt: table.createdAt,
    blocks: [
      { kind: 'title', text: table.title.toUpperCase(), beneath: table.subtitle },
      rows.length > 0
        ? { kind: 'grid', head: [head], rows, small: true }
        : { kind: 'paragraph', words: none, align: 'center' },
    ],
  });
}
