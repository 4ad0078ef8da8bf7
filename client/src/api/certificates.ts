/** Certificates of test calls: lists, one with its history, what is done with it, the public answer. One typed function a route. */
import type {
  Certificate,
  CertificatePage,
  CertificateState,
  CertificateSummary,
  CertificateVerification,
  PublicCertificate,
  ReverificationInput,
} from '@sambung/contract/certificate';
import type { Language } from '../ui/i18n.ts';
import { call } from './http.ts';

const pathOf = (id: string, rest = '') => `/api/certificates/${encodeURIComponent(id)}${rest}`;

export function getCertificates(filter: { state?: CertificateState; page: number }) {
  const query = new URLSearchParams({ page: String(filter.page), ...(filter.state && { state: filter.state }) });
  return call<CertificatePage>('GET', `/api/certificates?${query}`);
}
export const getCertificatesOf = (requestId: string) =>
  call<CertificateSummary[]>('GET', `/api/requests/${encodeURIComponent(requestId)}/certificates`);
export const getCertificate = (id: string) => call<Certificate>('GET', pathOf(id));
export const getVerification = (id: string) => call<CertificateVerification>('GET', pathOf(id, '/verification'));
export const postSuspension = (id: string, reason: string) =>
  call<Certificate>('POST', pathOf(id, '/suspension'), { reason });
export const postRevocation = (id: string, reason: string) =>
  call<Certificate>('POST', pathOf(id, '/revocation'), { reason });
export const postReverification = (id: string, input: ReverificationInput) =>
  call<Certificate>('POST', pathOf(id, '/reverification'), input);
export const getPublicCertificate = (code: string) =>
  call<PublicCertificate>('GET', `/api/public-certificates/${encodeURIComponent(code)}`);

/** Addresses of files, for links. */
export const certificateFiles = (id: string, language: Language) => ({
  document: pathOf(id, `/document?language=${language}`),
  samplesCsv: pathOf(id, '/samples?format=csv'),
  samplesJson: pathOf(id, '/samples?format=json'),
  signed: pathOf(id, '/signed'),
});
