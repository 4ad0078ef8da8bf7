/** One typed function a route that only admins may call: people, positions, the institution, the audit log, personal data. */
import type { AuditPage, ChainVerdict } from '@sambung/contract/audit';
import type {
  InstallationChecks,
  Institution,
  InstitutionCreation,
  InstitutionEdit,
  InstitutionSummary,
  NewInstitution,
} from '@sambung/contract/institution';
import type {
  AssignmentInput,
  NewPerson,
  Person,
  PersonCreation,
  PersonEdit,
  Position,
  PositionCreation,
  PositionEdit,
} from '@sambung/contract/people';
import type { ErasureResult, PersonalData } from '@sambung/contract/privacy';
import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';
import { type UploadOptions, upload } from './upload.ts';

export const institutionQuery = queryOptions({
  queryKey: ['institution'],
  queryFn: () => call<Institution>('GET', '/api/institution'),
});
export const patchInstitution = (edit: InstitutionEdit) => call<Institution>('PATCH', '/api/institution', edit);
export const postLogo = (file: File, options?: UploadOptions) =>
  upload<Institution>('/api/institution/logo', file, {}, options);
export const deleteLogo = () => call<Institution>('DELETE', '/api/institution/logo');
export const institutionsQuery = queryOptions({
  queryKey: ['institutions'],
  queryFn: () => call<InstitutionSummary[]>('GET', '/api/institutions'),
});
export const postInstitution = (creation: InstitutionCreation) =>
  call<NewInstitution>('POST', '/api/institutions', creation);
export const getChecks = () => call<InstallationChecks>('GET', '/api/installation/checks');

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: () => call<Person[]>('GET', '/api/people'),
});
export const postPerson = (creation: PersonCreation) => call<NewPerson>('POST', '/api/people', creation);
export const patchPerson = (id: string, edit: PersonEdit) => call<Person>('PATCH', `/api/people/${id}`, edit);
export type PersonAct = 'deactivation' | 'reactivation' | 'second-step-removal';
export const actOnPerson = (id: string, act: PersonAct) => call<Person>('POST', `/api/people/${id}/${act}`);
export const endPersonSessions = (id: string) => call<void>('DELETE', `/api/people/${id}/sessions`);
export const postFirstPassword = (id: string) => call<NewPerson>('POST', `/api/people/${id}/first-password`);
export const getPersonData = (id: string) => call<PersonalData>('GET', `/api/people/${id}/data`);
export const erasePerson = (id: string, reason: string) =>
  call<ErasureResult>('POST', `/api/people/${id}/anonymisation`, { reason });
export const postContactData = (email: string) => call<PersonalData>('POST', '/api/contacts/data', { email });
export const eraseContact = (email: string, reason: string) =>
  call<ErasureResult>('POST', '/api/contacts/anonymisation', { email, reason });

export const positionsQuery = queryOptions({
  queryKey: ['positions'],
  queryFn: () => call<Position[]>('GET', '/api/positions'),
});
export const postPosition = (creation: PositionCreation) => call<Position>('POST', '/api/positions', creation);
export const patchPosition = (id: string, edit: PositionEdit) => call<Position>('PATCH', `/api/positions/${id}`, edit);
export const retirePosition = (id: string) => call<Position>('POST', `/api/positions/${id}/retirement`);
export const postAssignment = (id: string, input: AssignmentInput) =>
  call<Position>('POST', `/api/positions/${id}/assignments`, input);
export const endAssignment = (id: string, assignmentId: string, endsAt: string) =>
  call<Position>('POST', `/api/positions/${id}/assignments/${assignmentId}/end`, { endsAt });

/** A filter as the address of the page carries it; empty entries do not count. */
export type AuditFilters = Record<'subject' | 'actorId' | 'action' | 'from' | 'to', string>;
function auditSearch(filters: AuditFilters, page?: number): string {
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  if (page !== undefined) search.set('page', String(page));
  return search.toString();
}
export const auditQuery = (filters: AuditFilters, page: number) =>
  queryOptions({
    queryKey: ['audit', filters, page],
    queryFn: () => call<AuditPage>('GET', `/api/audit?${auditSearch(filters, page)}`),
    placeholderData: (before: AuditPage | undefined) => before,
  });
export const auditExportAddress = (filters: AuditFilters) => `/api/audit/export?${auditSearch(filters)}`;
export const getChainVerdict = () => call<ChainVerdict>('GET', '/api/audit/verification');
