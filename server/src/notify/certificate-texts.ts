/** The mails about certificates of test calls, in both languages. */
import type { certificateEvents } from '@sambung/contract/notify-certificates';

type CertificateTexts = Record<keyof typeof certificateEvents, { readonly subject: string; readonly body: string }>;

const factsId = 'Nomor: {{number}}\nAcara: {{title}}\nWaktu: {{when}}';
const pageId = 'Keadaan sertifikat, untuk siapa saja: {{proof-page}}\nBuka permohonan: {{link}}';

export const certificateTextsId: CertificateTexts = {
  'certificate-issued': {
    subject: 'Sertifikat kelayakan terbit: {{site}} ({{number}})',
    body: `Sertifikat kelayakan sambungan untuk {{site}} sudah terbit.

Berlaku sampai: {{expires}}
Syarat: {{reason}}
Diputuskan oleh: {{by}}

${factsId}

${pageId}`,
  },
  'certificate-suspended': {
    subject: 'Sertifikat ditangguhkan: {{site}} ({{number}})',
    body: `Sertifikat kelayakan {{site}} ditangguhkan dan tidak berlaku untuk sementara. Sambungan perlu diuji lagi sebelum acara.

Sebab: {{cause}}
Keterangan: {{reason}}
Ditangguhkan oleh: {{by}}

${factsId}

${pageId}`,
  },
  'certificate-reverified': {
    subject: 'Sertifikat berlaku lagi: {{site}} ({{number}})',
    body: `Sertifikat kelayakan {{site}} berlaku lagi setelah diverifikasi ulang.

Berlaku sampai: {{expires}}
Keterangan: {{reason}}
Disetujui oleh: {{by}}

${factsId}

${pageId}`,
  },
  'certificate-expired': {
    subject: 'Sertifikat habis masa berlakunya: {{site}} ({{number}})',
    body: `Masa berlaku sertifikat kelayakan {{site}} sudah habis. Untuk acara berikutnya diperlukan uji koneksi baru.

${factsId}

${pageId}`,
  },
  'certificate-revoked': {
    subject: 'Sertifikat dicabut: {{site}} ({{number}})',
    body: `Sertifikat kelayakan {{site}} dicabut dan tidak berlaku lagi. Diperlukan uji koneksi baru.

Alasan: {{reason}}
Dicabut oleh: {{by}}

${factsId}

${pageId}`,
  },
};

const factsEn = 'Number: {{number}}\nEvent: {{title}}\nTime: {{when}}';
const pageEn = 'State of the certificate, for anybody: {{proof-page}}\nOpen the request: {{link}}';

export const certificateTextsEn: CertificateTexts = {
  'certificate-issued': {
    subject: 'Certificate issued: {{site}} ({{number}})',
    body: `The certificate for the connection of {{site}} has been issued.

Valid until: {{expires}}
Conditions: {{reason}}
Decided by: {{by}}

${factsEn}

${pageEn}`,
  },
  'certificate-suspended': {
    subject: 'Certificate suspended: {{site}} ({{number}})',
    body: `The certificate of {{site}} is suspended and does not hold for now. The connection has to be tested again before the event.

Cause: {{cause}}
Remark: {{reason}}
Suspended by: {{by}}

${factsEn}

${pageEn}`,
  },
  'certificate-reverified': {
    subject: 'Certificate holds again: {{site}} ({{number}})',
    body: `The certificate of {{site}} holds again after it was verified anew.

Valid until: {{expires}}
Remark: {{reason}}
Approved by: {{by}}

${factsEn}

${pageEn}`,
  },
  'certificate-expired': {
    subject: 'Certificate expired: {{site}} ({{number}})',
    body: `The certificate of {{site}} has expired. The next event needs a new test call.

${factsEn}

${pageEn}`,
  },
  'certificate-revoked': {
    subject: 'Certificate revoked: {{site}} ({{number}})',
    body: `The certificate of {{site}} was revoked and does not hold any more. A new test call is needed.

Reason: {{reason}}
Revoked by: {{by}}

${factsEn}

${pageEn}`,
  },
};
