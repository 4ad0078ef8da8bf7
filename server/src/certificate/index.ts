/** Certificates of test calls: signed when one is decided, checked against what is stored, suspended when the line is no longer the one that was tested. */
export { startCertificateExpiry } from './expiry.ts';
export { certificateRoutes } from './http.ts';
export { type CertificateIssue, issueCertificate } from './issue.ts';
export {
  type CertificatesOf,
  compareWithCertificates,
  isReverifiable,
  judgeRealCall,
  type Suspension,
  suspendCertificates,
} from './life.ts';
export { badRating, isCallTooBad } from './states.ts';
export { newestContent } from './view.ts';
