/** Certificates of test calls on screen: the list, one of them, the public check. */
export { CertificateLinks } from './CertificateLinks.tsx';
export { CertificatePage } from './CertificatePage.tsx';
export { CertificatesPage } from './CertificatesPage.tsx';
export { Measurements } from './Measurements.tsx';
export { PublicCertificatePage } from './PublicCertificatePage.tsx';
