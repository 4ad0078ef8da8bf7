/** What a privacy notice says where the institution has not written its own (X-31; Law 27 of 2022 on personal data). */
import type { Language } from '@sambung/contract/problem';

const words: Record<Language, (institution: string) => string> = {
  id: (institution) =>
    [
      `${institution} memproses data Anda untuk menyelenggarakan konferensi video: nama, jabatan, alamat email, nomor telepon, alamat IP, dan hasil uji koneksi. Dasarnya adalah tugas pelayanan publik instansi ini (Undang-Undang Nomor 27 Tahun 2022).`,
      'Data itu hanya dilihat oleh petugas yang menangani permohonan Anda, tidak dijual, dan tidak dikirim ke layanan pihak lain. Rekaman hanya dibuat setelah diumumkan kepada semua yang hadir.',
      'Anda berhak melihat, memperbaiki, dan meminta penghapusan data Anda. Permintaan penghapusan ditunda selama data ditahan karena hukum, dan kami memberitahukannya.',
    ].join('\n\n'),
  en: (institution) =>
    [
      `${institution} processes your data to hold video conferences: name, position, email address, phone number, IP address and the results of connection tests. It does so as part of its public task (Law 27 of 2022).`,
      'Only the officers who handle your request see it; it is not sold and not sent to services of others. Nothing is recorded before everybody present has been told.',
      'You may see your data, have it corrected, and ask for its erasure. An erasure waits while the data is under legal hold, and we say so.',
    ].join('\n\n'),
};

/** The institution's own words in this language, else ours. */
export function noticeText(language: Language, institution: string, own: Record<Language, string>): string {
  return own[language] === '' ? words[language](institution) : own[language];
}
