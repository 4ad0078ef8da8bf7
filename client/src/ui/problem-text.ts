/** Every problem in plain words: what happened, what it means, and what to do next. The server's own words stay a supplement. */
import type { Language } from '@sambung/contract/problem';
import type { ShownProblemCode } from '../api/problem.ts';

export interface ProblemText {
  title: string;
  meaning: string;
  next: string;
}

export const problemTexts: Record<ShownProblemCode, Record<Language, ProblemText>> = {
  'invalid-input': {
    id: {
      title: 'Ada isian yang belum benar',
      meaning: 'Belum ada yang disimpan; isian Anda masih di sini.',
      next: 'Perbaiki bagian yang ditandai, lalu kirim lagi.',
    },
    en: {
      title: 'Some of what you filled in is not right yet',
      meaning: 'Nothing has been saved; what you typed is still here.',
      next: 'Correct the marked fields and send again.',
    },
  },
  'malformed-body': {
    id: {
      title: 'Permintaan tidak dapat dibaca',
      meaning: 'Halaman ini mungkin versi lama.',
      next: 'Muat ulang halaman, lalu coba lagi.',
    },
    en: {
      title: 'The request could not be read',
      meaning: 'This page may be an old version.',
      next: 'Reload the page and try again.',
    },
  },
  'payload-too-large': {
    id: {
      title: 'Datanya terlalu besar',
      meaning: 'Sistem menolak menerimanya; belum ada yang disimpan.',
      next: 'Persingkat isian, lalu kirim lagi.',
    },
    en: {
      title: 'The data is too large',
      meaning: 'The system refused it; nothing has been saved.',
      next: 'Shorten what you wrote and send again.',
    },
  },
  'not-signed-in': {
    id: {
      title: 'Anda belum masuk',
      meaning: 'Sesi Anda berakhir, atau Anda keluar di tab lain.',
      next: 'Masuk lagi, lalu kembali ke sini; isian Anda tetap ada.',
    },
    en: {
      title: 'You are not signed in',
      meaning: 'Your session has ended, or you signed out in another tab.',
      next: 'Sign in again, then come back here; what you typed stays.',
    },
  },
  'wrong-credentials': {
    id: {
      title: 'Email atau kata sandi salah',
      meaning: 'Keduanya harus sama persis dengan yang terdaftar; huruf besar dan kecil pada kata sandi dibedakan.',
      next: 'Periksa dan coba lagi, atau hubungi admin instansi Anda.',
    },
    en: {
      title: 'Wrong email or password',
      meaning: 'Both must match what is registered; capital letters in the password count.',
      next: 'Check them and try again, or ask your institution’s administrator.',
    },
  },
  'wrong-password': {
    id: {
      title: 'ID atau kata sandi rapat salah',
      meaning: 'Tidak ada rapat yang cocok dengan ID dan kata sandi itu.',
      next: 'Periksa keduanya pada undangan, atau buka tautan undangannya.',
    },
    en: {
      title: 'Wrong meeting ID or password',
      meaning: 'No meeting matches this ID and password.',
      next: 'Check both in your invitation, or open the invitation’s link.',
    },
  },
  'link-not-valid': {
    id: {
      title: 'Tautan tidak berlaku',
      meaning: 'Tautannya terpotong, sudah dicabut, atau masa berlakunya habis.',
      next: 'Salin tautan dari undangan secara utuh, atau minta tautan baru kepada pengundang.',
    },
    en: {
      title: 'This link is not valid',
      meaning: 'It was cut off, withdrawn, or its time is over.',
      next: 'Copy the whole link from the invitation, or ask the person who invited you for a new one.',
    },
  },
  'ticket-not-valid': {
    id: {
      title: 'Izin masuk media kedaluwarsa',
      meaning: 'Sambungan gambar dan suara memerlukan izin yang baru.',
      next: 'Muat ulang halaman untuk bergabung kembali.',
    },
    en: {
      title: 'The media ticket has expired',
      meaning: 'Picture and sound need a fresh permission.',
      next: 'Reload the page to join again.',
    },
  },
  forbidden: {
    id: {
      title: 'Anda tidak berwenang',
      meaning: 'Tindakan ini hanya untuk peran lain di instansi Anda.',
      next: 'Bila seharusnya boleh, minta admin memeriksa peran Anda.',
    },
    en: {
      title: 'You are not allowed to do this',
      meaning: 'It belongs to another role in your institution.',
      next: 'If you should be allowed, ask an administrator to check your roles.',
    },
  },
  'csrf-token-missing': {
    id: {
      title: 'Sesi halaman kedaluwarsa',
      meaning: 'Halaman terlalu lama terbuka sehingga pengamannya berakhir.',
      next: 'Muat ulang halaman, lalu ulangi.',
    },
    en: {
      title: 'This page’s session has expired',
      meaning: 'The page was open so long that its safeguard ended.',
      next: 'Reload the page and do it again.',
    },
  },
  'origin-not-allowed': {
    id: {
      title: 'Permintaan ditolak demi keamanan',
      meaning: 'Permintaan datang dari alamat situs lain.',
      next: 'Buka Sambung lewat alamat resminya, lalu ulangi.',
    },
    en: {
      title: 'Refused for safety',
      meaning: 'The request came from another site’s address.',
      next: 'Open Sambung at its own address and try again.',
    },
  },
  'not-found': {
    id: {
      title: 'Tidak ditemukan',
      meaning: 'Yang Anda cari tidak ada, atau bukan milik instansi Anda.',
      next: 'Periksa alamatnya, atau mulai dari beranda.',
    },
    en: {
      title: 'Not found',
      meaning: 'What you are looking for does not exist, or belongs to another institution.',
      next: 'Check the address, or start from the home page.',
    },
  },
  'method-not-allowed': {
    id: {
      title: 'Tindakan ini tidak tersedia',
      meaning: 'Halaman ini mungkin versi lama.',
      next: 'Muat ulang halaman, lalu coba lagi.',
    },
    en: {
      title: 'This action is not available',
      meaning: 'This page may be an old version.',
      next: 'Reload the page and try again.',
    },
  },
  'hold-conflict': {
    id: {
      title: 'Ruang sudah dipesan pada waktu itu',
      meaning:
        'Permohonan lain lebih dulu memegang ruang ini. Permohonan Anda belum terkirim; isian Anda masih di sini.',
      next: 'Pilih waktu atau ruang lain, lalu kirim lagi.',
    },
    en: {
      title: 'The place is already held at that time',
      meaning: 'Another request holds it first. Yours has not been sent; what you typed is still here.',
      next: 'Choose another time or place and send again.',
    },
  },
  'already-decided': {
    id: {
      title: 'Sudah diputuskan',
      meaning: 'Orang lain lebih dulu memutuskan. Keputusan Anda tidak disimpan.',
      next: 'Lihat keputusan terbaru di halaman ini.',
    },
    en: {
      title: 'It has already been decided',
      meaning: 'Someone else decided first. Your decision was not stored.',
      next: 'See the newest decision on this page.',
    },
  },
  'state-conflict': {
    id: {
      title: 'Keadaannya sudah berubah',
      meaning: 'Ada perubahan sejak halaman ini dibuka, atau langkah ini belum waktunya. Tindakan Anda tidak disimpan.',
      next: 'Lihat keadaan terbaru, lalu putuskan lagi.',
    },
    en: {
      title: 'The state has changed',
      meaning:
        'Something changed since this page was opened, or it is too early for this step. Your action was not stored.',
      next: 'Look at the newest state, then decide again.',
    },
  },
  'setup-done': {
    id: {
      title: 'Pemasangan sudah selesai',
      meaning: 'Administrator pertama sudah dibuat, jadi halaman ini tidak berlaku lagi.',
      next: 'Masuk dengan akun Anda.',
    },
    en: {
      title: 'Set-up has already been done',
      meaning: 'The first administrator exists, so this page no longer applies.',
      next: 'Sign in with your account.',
    },
  },
  'room-not-open': {
    id: {
      title: 'Rapat belum dibuka',
      meaning: 'Ruang rapat dibuka menjelang waktunya.',
      next: 'Tunggu sebentar, lalu coba lagi.',
    },
    en: {
      title: 'The meeting is not open',
      meaning: 'The room opens shortly before its time.',
      next: 'Wait a moment and try again.',
    },
  },
  'not-joined': {
    id: {
      title: 'Anda belum bergabung',
      meaning: 'Sambungan Anda ke rapat terputus.',
      next: 'Muat ulang halaman untuk bergabung kembali.',
    },
    en: {
      title: 'You have not joined',
      meaning: 'Your connection to the meeting was lost.',
      next: 'Reload the page to join again.',
    },
  },
  'media-not-found': {
    id: {
      title: 'Sambungan media sudah tidak ada',
      meaning: 'Gambar dan suara perlu disambungkan kembali.',
      next: 'Halaman menyambung sendiri; bila tidak, muat ulang.',
    },
    en: {
      title: 'That media connection is gone',
      meaning: 'Picture and sound need to be connected again.',
      next: 'The page reconnects by itself; if it does not, reload it.',
    },
  },
  'too-many-requests': {
    id: {
      title: 'Terlalu banyak percobaan',
      meaning: 'Untuk menjaga keamanan, percobaan berikutnya ditahan sebentar.',
      next: 'Tunggu beberapa menit, lalu coba lagi.',
    },
    en: {
      title: 'Too many attempts',
      meaning: 'To keep things safe, further attempts are held back for a while.',
      next: 'Wait a few minutes and try again.',
    },
  },
  internal: {
    id: {
      title: 'Terjadi kesalahan pada sistem',
      meaning: 'Kesalahannya pada kami, bukan pada isian Anda.',
      next: 'Coba lagi; bila terulang, sampaikan kode bantuan kepada pengelola sistem.',
    },
    en: {
      title: 'Something went wrong on our side',
      meaning: 'The fault is ours, not in what you filled in.',
      next: 'Try again; if it happens again, give the help code to the people who run this system.',
    },
  },
  'media-unavailable': {
    id: {
      title: 'Layanan media belum siap',
      meaning: 'Gambar dan suara belum dapat disalurkan.',
      next: 'Tunggu sebentar; kami mencoba lagi. Bila lama, hubungi teknisi.',
    },
    en: {
      title: 'The media service is not ready',
      meaning: 'Picture and sound cannot be carried yet.',
      next: 'Wait a moment; we keep trying. If it takes long, call a technician.',
    },
  },
  'not-ready': {
    id: {
      title: 'Sistem belum siap',
      meaning: 'Sistem sedang dinyalakan atau sedang dirawat.',
      next: 'Tunggu sebentar, lalu coba lagi.',
    },
    en: {
      title: 'The system is not ready',
      meaning: 'It is starting, or being looked after.',
      next: 'Wait a moment and try again.',
    },
  },
  'server-unreachable': {
    id: {
      title: 'Server tidak terjangkau',
      meaning: 'Jaringan Anda terputus, atau server sedang tidak menyala. Isian Anda masih di sini.',
      next: 'Periksa jaringan Anda, lalu coba lagi.',
    },
    en: {
      title: 'The server cannot be reached',
      meaning: 'Your network is down, or the server is not running. What you typed is still here.',
      next: 'Check your network and try again.',
    },
  },
};

/** The words for a code; a code newer than this page reads as `internal`. */
export function problemText(code: string, language: Language): ProblemText {
  const known = Object.hasOwn(problemTexts, code) ? problemTexts[code as ShownProblemCode] : problemTexts.internal;
  return known[language];
}
