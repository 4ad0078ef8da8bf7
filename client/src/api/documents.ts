/** Requests about printed documents and reports. */
import type { Print, Proof, SignatureInput } from '@sambung/contract/document';
import type { ReportFormat, ReportKind, ReportTable } from '@sambung/contract/report';
import type { Language } from '../ui/i18n.ts';
import { call } from './http.ts';

export const postSignature = (requestId: string, document: string, input: SignatureInput) =>
  call<Print>('POST', `/api/requests/${encodeURIComponent(requestId)}/prints/${document}/signatures`, input);
export const getProof = (code: string) => call<Proof>('GET', `/api/proofs/${encodeURIComponent(code)}`);

/** What a report is asked for; dates are calendar dates of the institution, both included. */
export interface ReportFilter {
  report: ReportKind;
  from: string;
  to: string;
  placeId?: string | undefined;
  unit?: string | undefined;
}
function reportQuery({ from, to, placeId, unit }: ReportFilter, more: Record<string, string>): string {
  const query = new URLSearchParams({ from, to, ...more });
  if (placeId) query.set('placeId', placeId);
  if (unit) query.set('unit', unit);
  return query.toString();
}
export const getReport = (filter: ReportFilter, page: number) =>
  call<ReportTable>('GET', `/api/reports/${filter.report}?${reportQuery(filter, { page: String(page) })}`);
export const reportFileUrl = (filter: ReportFilter, format: ReportFormat, language: Language) =>
  `/api/reports/${filter.report}/file?${reportQuery(filter, { format, language })}`;
