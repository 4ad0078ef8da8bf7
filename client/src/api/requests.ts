/** Requests (cases), their steps, documents and tasks: one typed function a route. */
import type { Attendance } from '@sambung/contract/attendance';
import type { PrintList } from '@sambung/contract/document';
import type { LineHistory, RunningMeetings } from '@sambung/contract/line-state';
import type { Language } from '@sambung/contract/problem';
import type { Ratings } from '@sambung/contract/rating';
import type { ReportFormat } from '@sambung/contract/report';
import type {
  CaseDecision,
  CaseDetail,
  CaseDocument,
  caseChangeSchema,
  caseCreationSchema,
  caseEditSchema,
  casePageSchema,
  caseReasonSchema,
  caseSubmissionSchema,
  RequestState,
  stepWorkSchema,
} from '@sambung/contract/request';
import type { SopSummary, SopVersion } from '@sambung/contract/sop';
import type { bulkDecisionSchema, bulkOutcomeSchema, Task } from '@sambung/contract/task';
import type { Transcript } from '@sambung/contract/transcript';
import type { z } from 'zod';
import { call } from './http.ts';
import { type UploadOptions, upload } from './upload.ts';

export type CasePage = z.infer<typeof casePageSchema>;
export type CaseCreation = z.input<typeof caseCreationSchema>;
export type CaseEdit = z.input<typeof caseEditSchema>;
export type CaseSubmission = z.input<typeof caseSubmissionSchema>;
export type CaseChange = z.input<typeof caseChangeSchema>;
export type CaseReason = z.input<typeof caseReasonSchema>;
export type StepWork = z.input<typeof stepWorkSchema>;
export type BulkDecision = z.input<typeof bulkDecisionSchema>;
export type BulkOutcome = z.infer<typeof bulkOutcomeSchema>;
/** What a list of requests is narrowed to. */
export interface CaseFilter {
  view: 'own' | 'office';
  state?: RequestState | undefined;
  q?: string | undefined;
  page?: number | undefined;
}

const at = (id: string, rest = '') => `/api/requests/${encodeURIComponent(id)}${rest}`;
const stepAt = (id: string, stepId: string, rest = '') => at(id, `/steps/${encodeURIComponent(stepId)}${rest}`);

export const getSops = () => call<SopSummary[]>('GET', '/api/sops');
export const getSopVersion = (sopId: string, version: number) =>
  call<SopVersion>('GET', `/api/sops/${encodeURIComponent(sopId)}/versions/${version}`);

export function getCases({ view, state, q, page }: CaseFilter): Promise<CasePage> {
  const query = new URLSearchParams({ view });
  if (state !== undefined) query.set('state', state);
  if (q !== undefined && q.trim() !== '') query.set('q', q.trim());
  if (page !== undefined && page > 1) query.set('page', String(page));
  return call<CasePage>('GET', `/api/requests?${query}`);
}
export const getCase = (id: string) => call<CaseDetail>('GET', at(id));
export const postCase = (input: CaseCreation) => call<CaseDetail>('POST', '/api/requests', input);
export const patchCase = (id: string, input: CaseEdit) => call<CaseDetail>('PATCH', at(id), input);
export const postSubmission = (id: string, input: CaseSubmission) =>
  call<CaseDetail>('POST', at(id, '/submission'), input);
export const postStepDecision = (id: string, stepId: string, input: CaseDecision) =>
  call<CaseDetail>('POST', stepAt(id, stepId, '/decision'), input);
export const patchStep = (id: string, stepId: string, input: StepWork) =>
  call<CaseDetail>('PATCH', stepAt(id, stepId), input);
export const postCancellation = (id: string, input: CaseReason) =>
  call<CaseDetail>('POST', at(id, '/cancellation'), input);
export const postTestCallOmission = (id: string, input: CaseReason) =>
  call<CaseDetail>('POST', at(id, '/test-call-omission'), input);
export const getAttendance = (id: string) => call<Attendance>('GET', at(id, '/attendance'));
export const getLineHistory = (id: string) => call<LineHistory>('GET', at(id, '/line-history'));
export const getRunningMeetings = () => call<RunningMeetings>('GET', '/api/running-meetings');
export const getTranscript = (id: string) => call<Transcript>('GET', at(id, '/transcript'));
export const transcriptFile = (id: string, format: ReportFormat, language: Language) =>
  at(id, `/transcript/file?format=${format}&language=${language}`);
export const getRatings = (id: string) => call<Ratings>('GET', at(id, '/ratings'));
export const attendanceFile = (id: string, format: ReportFormat, language: Language) =>
  at(id, `/attendance/file?format=${format}&language=${language}`);
export const postNoShow = (id: string, input: CaseReason) => call<CaseDetail>('POST', at(id, '/no-show'), input);
export const postChange = (id: string, input: CaseChange) => call<CaseDetail>('POST', at(id, '/change'), input);
export const postOfferAcceptance = (id: string, offerId: string, version: number) =>
  call<CaseDetail>('POST', at(id, `/offers/${encodeURIComponent(offerId)}/acceptance`), { version });
export const postExplanation = (id: string, deviationId: string, explanation: string) =>
  call<CaseDetail>('POST', at(id, `/deviations/${encodeURIComponent(deviationId)}/explanation`), { explanation });

/** Attaches a file; `kind` is the document's key in the procedure, or `attachment`. Answers the document, and the case with it. */
export async function postDocument(id: string, kind: string, file: File, options?: UploadOptions) {
  const added = await upload<CaseDocument>(at(id, '/documents'), file, { kind }, options);
  return { added, detail: await getCase(id) };
}
export async function deleteDocument(id: string, documentId: string): Promise<CaseDetail> {
  await call<void>('DELETE', at(id, `/documents/${encodeURIComponent(documentId)}`));
  return getCase(id);
}
export const documentUrl = (id: string, documentId: string) => at(id, `/documents/${encodeURIComponent(documentId)}`);

export const getTasks = () => call<Task[]>('GET', '/api/tasks');
export const postTaskDecisions = (input: BulkDecision) => call<BulkOutcome>('POST', '/api/tasks/decisions', input);

/** Documents of a case that can be printed now. */
export const getPrints = (id: string) => call<PrintList>('GET', at(id, '/prints')).then(({ prints }) => prints);
export const printUrl = (id: string, document: string, language: Language) =>
  at(id, `/prints/${encodeURIComponent(document)}?language=${language}`);
