/** The mails in Indonesian: a subject and a body for every event, in plain words. An institution may put its own in their place. */
import type { NotificationEvent } from '@sambung/contract/notify';
import { certificateTextsId } from './certificate-texts.ts';

export interface MailWords {
  readonly subject: string;
  /** The first paragraph alone is also what the screen shows. */
  readonly body: string;
}

const facts = 'Nomor: {{number}}\nAcara: {{title}}\nWaktu: {{when}}\nTempat: {{place}}\nPemohon: {{applicant}}';
const open = 'Buka permohonan: {{link}}';
const task = 'Kerjakan di sini: {{link}}';

export const textsId: Record<NotificationEvent, MailWords> = {
  'request-submitted': {
    subject: 'Permohonan {{number}} diterima: {{title}}',
    body: `Permohonan “{{title}}” sudah kami terima dengan nomor {{number}}.

${facts}
Didaftarkan oleh: {{by}}

Anda akan diberi tahu begitu ada keputusan. Sebutkan nomor permohonan bila menghubungi kami.

${open}`,
  },
  'request-returned': {
    subject: 'Perlu dilengkapi: permohonan {{number}}, {{title}}',
    body: `Permohonan “{{title}}” ({{number}}) dikembalikan untuk dilengkapi.

Yang perlu diperbaiki: {{reason}}
Dikembalikan oleh: {{by}}
Tempat dan waktu tetap Anda pegang sampai {{due}}. Setelah itu permohonan mengantre lagi.

${facts}

${open}`,
  },
  'request-rejected': {
    subject: 'Permohonan {{number}} ditolak: {{title}}',
    body: `Permohonan “{{title}}” ({{number}}) tidak dapat dipenuhi.

Alasan: {{reason}}
Diputuskan oleh: {{by}}

${facts}

${open}`,
  },
  'request-cancelled': {
    subject: 'Dibatalkan: {{title}} ({{number}})',
    body: `Acara “{{title}}” ({{number}}), {{when}}, dibatalkan.

Alasan: {{reason}}
Dibatalkan oleh: {{by}}

${facts}

${open}`,
  },
  'request-approved': {
    subject: 'Permohonan {{number}} disetujui: {{title}}',
    body: `Permohonan “{{title}}” ({{number}}) disetujui. Acara berlangsung {{when}}.

${facts}
Disetujui oleh: {{by}}
Catatan: {{note}}

${open}`,
  },
  disposed: {
    subject: 'Disposisi untuk Anda: {{title}} ({{number}})',
    body: `Ada tugas untuk Anda: {{step}}, permohonan {{number}} “{{title}}”.

Selesaikan sebelum: {{due}}
Instruksi: {{instruction}}
Sifat: {{nature}}
Alasan: {{reason}}
Dari: {{by}}

${facts}

${task}`,
  },
  assigned: {
    subject: 'Anda ditugaskan: {{title}} ({{number}})',
    body: `Anda ditugaskan untuk {{step}}, permohonan {{number}} “{{title}}”. Acara: {{when}}.

Selesaikan sebelum: {{due}}
Instruksi: {{instruction}}
Sifat: {{nature}}
Ditugaskan oleh: {{by}}

${facts}

${task}`,
  },
  'test-scheduled': {
    subject: 'Jadwal uji koneksi: {{title}} ({{number}})',
    body: `Uji koneksi untuk “{{title}}” ({{number}}) dijadwalkan {{test-when}}.

Dijadwalkan oleh: {{by}}

Acaranya sendiri:
${facts}

${open}`,
  },
  'test-result': {
    subject: 'Hasil uji koneksi: {{result}}, {{title}} ({{number}})',
    body: `Hasil uji koneksi untuk “{{title}}” ({{number}}): {{result}}.

Catatan: {{note}}
Diuji oleh: {{by}}

${facts}

${open}`,
  },
  'address-changed': {
    subject: 'Alamat IP berubah: {{site}}',
    body: `Alamat IP publik {{site}} berubah menjadi {{new-address}}. Verifikasi ulang sebelum acara.

Alamat lama: {{old-address}}
Catatan: {{note}}
Dilaporkan oleh: {{by}}

${facts}

${open}`,
  },
  ...certificateTextsId,
  reminder: {
    subject: 'Pengingat, {{before}} lagi: {{title}}',
    body: `Acara “{{title}}” ({{number}}) mulai {{before}} lagi: {{when}}.

${facts}

${open}`,
  },
  'clock-reminder': {
    subject: 'Waktu terpakai {{percent}}: {{step}}, {{title}} ({{number}})',
    body: `Waktu baku untuk {{step}} pada permohonan {{number}} “{{title}}” sudah terpakai {{percent}}.

Selesaikan sebelum: {{due}}

${facts}

${task}`,
  },
  'clock-breach': {
    subject: 'Terlambat: {{step}}, {{title}} ({{number}})',
    body: `{{step}} pada permohonan {{number}} “{{title}}” melewati waktu baku.

Batas waktu: {{due}}
Penanggung jawab: {{responsible}}

Keterlambatan dicatat sebagai penyimpangan dan perlu dijelaskan.

${facts}

${task}`,
  },
  started: {
    subject: 'Dimulai: {{title}} ({{number}})',
    body: `Acara “{{title}}” ({{number}}) sudah dimulai.

${facts}

${open}`,
  },
  ended: {
    subject: 'Selesai: {{title}} ({{number}})',
    body: `Acara “{{title}}” ({{number}}) sudah selesai.

${facts}

${open}`,
  },
  'report-due': {
    subject: 'Laporan ditunggu: {{title}} ({{number}})',
    body: `{{step}} untuk “{{title}}” ({{number}}) ditunggu paling lambat {{due}}.

${facts}

${task}`,
  },
  archived: {
    subject: 'Diarsipkan: {{title}} ({{number}})',
    body: `Permohonan “{{title}}” ({{number}}) selesai dan sudah diarsipkan.

${facts}

${open}`,
  },
  'slot-offered': {
    subject: 'Ada waktu kosong untuk Anda: {{title}} ({{number}})',
    body: `Waktu yang Anda tunggu untuk “{{title}}” ({{number}}) kini kosong: {{new-when}}.

Tempat: {{new-place}}
Jawab sebelum: {{expires}}. Sesudah itu waktu ini ditawarkan kepada antrean berikutnya.

Terima atau tolak di sini: {{link}}`,
  },
  waitlisted: {
    subject: 'Masuk daftar tunggu: {{title}} ({{number}})',
    body: `Permohonan “{{title}}” ({{number}}) masuk daftar tunggu, karena waktu yang diminta sudah dipakai.

Catatan: {{note}}

${facts}

Anda diberi tahu begitu waktunya kosong, sesuai urutan.

${open}`,
  },
  'profile-invitation': {
    subject: 'Mohon isi profil lokasi: {{title}} ({{number}})',
    body: `Mohon isi profil lokasi Anda untuk acara “{{title}}” ({{number}}), {{when}}. Tidak perlu akun.

Isi profil: {{link}}

Tautan berlaku sampai: {{expires}}
Catatan: {{note}}
Dikirim oleh: {{by}}

${facts}`,
  },
  'change-requested': {
    subject: 'Jadwal berubah: {{title}} ({{number}})',
    body: `Jadwal “{{title}}” ({{number}}) berubah menjadi {{new-when}}, dan menunggu persetujuan ulang.

Tempat: {{new-place}}
Alasan: {{reason}}
Diubah oleh: {{by}}

${facts}

${open}`,
  },
  'no-show': {
    subject: 'Dicatat tidak hadir: {{title}} ({{number}})',
    body: `Acara “{{title}}” ({{number}}), {{when}}, dicatat tidak hadir dan tempatnya dilepas.

Keterangan: {{reason}}
Dicatat oleh: {{by}}

${open}`,
  },
  'meeting-shared': {
    subject: 'Cara bergabung: {{title}}',
    body: `Anda diundang ke konferensi video “{{title}}”, {{when}}.

Gabung: {{link}}
ID rapat: {{code}}
Kata sandi: {{password}}

Tempat: {{place}}
Penyelenggara: {{institution}}

Cukup dengan peramban; tidak perlu akun maupun aplikasi. Jangan teruskan surat ini kepada yang tidak diundang.`,
  },
  'password-reset': {
    subject: 'Atur ulang kata sandi',
    body: `Kata sandi akun Anda diminta untuk diatur ulang.

Buat kata sandi baru: {{link}}

Tautan berlaku sampai: {{expires}}

Bila bukan Anda yang meminta, abaikan surat ini; kata sandi Anda tidak berubah.`,
  },
  'account-created': {
    subject: 'Akun Anda di {{institution}}',
    body: `Akun untuk mengajukan dan mengelola konferensi video di {{institution}} sudah dibuat.

Buat kata sandi Anda: {{link}}

Tautan berlaku sampai: {{expires}}
Dibuat oleh: {{by}}`,
  },
  digest: {
    subject: 'Ringkasan {{date}}: {{tasks}}',
    body: `Ringkasan Anda untuk {{date}}: {{tasks}}.

Terlambat: {{late}}

{{task-list}}

Konferensi hari ini:
{{conferences}}

Kabar sejak kemarin:
{{news}}

Tugas saya: {{link}}`,
  },
};
