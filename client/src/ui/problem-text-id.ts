/** Every problem in plain Indonesian: what happened, what it means, what to do next. */
import type { ShownProblemCode } from '../api/problem.ts';

export interface ProblemText {
  /** What happened. */
  title: string;
  meaning: string;
  /** What to do next. */
  next: string;
}
export type ProblemTexts = Record<ShownProblemCode, ProblemText>;

export const indonesian: ProblemTexts = {
  'invalid-input': {
    title: 'Ada isian yang belum benar',
    meaning: 'Belum ada yang disimpan; isian Anda masih di sini.',
    next: 'Perbaiki bagian yang ditandai, lalu kirim lagi.',
  },
  'malformed-body': {
    title: 'Permintaan tidak dapat dibaca',
    meaning: 'Halaman ini mungkin versi lama.',
    next: 'Muat ulang halaman, lalu coba lagi.',
  },
  'payload-too-large': {
    title: 'Datanya terlalu besar',
    meaning: 'Sistem menolak menerimanya; belum ada yang disimpan.',
    next: 'Persingkat isian, lalu kirim lagi.',
  },
  'not-signed-in': {
    title: 'Anda belum masuk',
    meaning: 'Sesi Anda berakhir, atau Anda keluar di tab lain.',
    next: 'Masuk lagi, lalu kembali ke sini; isian Anda tetap ada.',
  },
  'wrong-credentials': {
    title: 'Email atau kata sandi salah',
    meaning: 'Keduanya harus sama persis dengan yang terdaftar; huruf besar dan kecil pada kata sandi dibedakan.',
    next: 'Periksa dan coba lagi, atau hubungi admin instansi Anda.',
  },
  'wrong-code': {
    title: 'Kode tidak cocok',
    meaning: 'Setiap kode hanya berlaku sebentar dan hanya sekali.',
    next: 'Tunggu kode berikutnya di aplikasi Anda, atau pakai kode pemulihan.',
  },
  'password-change-required': {
    title: 'Kata sandi pertama harus diganti dahulu',
    meaning: 'Kata sandi Anda dibuat oleh orang lain.',
    next: 'Buat kata sandi Anda sendiri, lalu lanjutkan.',
  },
  'second-step-required': {
    title: 'Verifikasi dua langkah diwajibkan',
    meaning: 'Instansi Anda mewajibkannya untuk jabatan Anda.',
    next: 'Pasang verifikasi dua langkah di halaman akun Anda, lalu lanjutkan.',
  },
  'email-taken': {
    title: 'Email itu sudah dipakai',
    meaning: 'Satu alamat email hanya untuk satu akun.',
    next: 'Tulis alamat lain, atau aktifkan lagi akun yang lama.',
  },
  'key-taken': {
    title: 'Kode itu sudah dipakai',
    meaning: 'Setiap jabatan mempunyai kode sendiri.',
    next: 'Tulis kode lain.',
  },
  'legal-hold': {
    title: 'Data sedang ditahan karena hukum',
    meaning:
      'Selama penahanan berlaku, tidak ada data orang yang boleh dihapus; penahanan itu lebih kuat daripada permintaan ini.',
    next: 'Cabut penahanan di halaman instansi setelah alasannya berakhir, lalu coba lagi.',
  },
  'wrong-password': {
    title: 'ID atau kata sandi rapat salah',
    meaning: 'Tidak ada rapat yang cocok dengan ID dan kata sandi itu.',
    next: 'Periksa keduanya pada undangan, atau buka tautan undangannya.',
  },
  'link-not-valid': {
    title: 'Tautan tidak berlaku',
    meaning: 'Tautannya terpotong, sudah dicabut, atau masa berlakunya habis.',
    next: 'Salin tautan dari undangan secara utuh, atau minta tautan baru kepada pengundang.',
  },
  'ticket-not-valid': {
    title: 'Izin masuk media kedaluwarsa',
    meaning: 'Sambungan gambar dan suara memerlukan izin yang baru.',
    next: 'Muat ulang halaman untuk bergabung kembali.',
  },
  forbidden: {
    title: 'Anda tidak berwenang',
    meaning: 'Tindakan ini hanya untuk peran lain di instansi Anda.',
    next: 'Bila seharusnya boleh, minta admin memeriksa peran Anda.',
  },
  'csrf-token-missing': {
    title: 'Sesi halaman kedaluwarsa',
    meaning: 'Halaman terlalu lama terbuka sehingga pengamannya berakhir.',
    next: 'Muat ulang halaman, lalu ulangi.',
  },
  'origin-not-allowed': {
    title: 'Permintaan ditolak demi keamanan',
    meaning: 'Permintaan datang dari alamat situs lain.',
    next: 'Buka Sambung lewat alamat resminya, lalu ulangi.',
  },
  'not-found': {
    title: 'Tidak ditemukan',
    meaning: 'Yang Anda cari tidak ada, atau bukan milik instansi Anda.',
    next: 'Periksa alamatnya, atau mulai dari beranda.',
  },
  'method-not-allowed': {
    title: 'Tindakan ini tidak tersedia',
    meaning: 'Halaman ini mungkin versi lama.',
    next: 'Muat ulang halaman, lalu coba lagi.',
  },
  'hold-conflict': {
    title: 'Ruang sudah dipesan pada waktu itu',
    meaning: 'Permohonan lain lebih dulu memegang ruang ini. Permohonan Anda belum terkirim; isian Anda masih di sini.',
    next: 'Pilih waktu atau ruang lain, lalu kirim lagi.',
  },
  'people-taken': {
    title: 'Petugas sudah dipegang pada waktu itu',
    meaning: 'Acara lain lebih dulu memegang mereka. Keputusan Anda belum tersimpan; isian Anda masih di sini.',
    next: 'Pilih petugas lain yang luang, atau minta pemohon memilih waktu lain.',
  },
  'lead-time': {
    title: 'Terlalu dekat dengan waktu pelaksanaan',
    meaning: 'Layanan ini harus diajukan lebih awal; belum ada yang terkirim.',
    next: 'Pilih tanggal yang lebih jauh, atau minta izin dengan alasan.',
  },
  'outside-working-hours': {
    title: 'Di luar jam kerja layanan',
    meaning: 'Layanan ini berjalan dalam jam kerja; belum ada yang terkirim.',
    next: 'Pilih waktu dalam jam kerja, atau minta izin dengan alasan.',
  },
  'requirements-missing': {
    title: 'Tahap ini belum lengkap',
    meaning: 'Keputusan belum disimpan karena masih ada yang kurang.',
    next: 'Lengkapi yang disebut di atas, lalu kirim lagi.',
  },
  'still-held': {
    title: 'Masih dipesan permohonan lain',
    meaning: 'Ada permohonan yang memakai ini pada waktu itu; belum ada yang diubah.',
    next: 'Pindahkan atau batalkan permohonan itu dulu, lalu coba lagi.',
  },
  'already-decided': {
    title: 'Sudah diputuskan',
    meaning: 'Orang lain lebih dulu memutuskan. Keputusan Anda tidak disimpan.',
    next: 'Lihat keputusan terbaru di halaman ini.',
  },
  'state-conflict': {
    title: 'Keadaannya sudah berubah',
    meaning: 'Ada perubahan sejak halaman ini dibuka, atau langkah ini belum waktunya. Tindakan Anda tidak disimpan.',
    next: 'Lihat keadaan terbaru, lalu putuskan lagi.',
  },
  'setup-done': {
    title: 'Pemasangan sudah selesai',
    meaning: 'Administrator pertama sudah dibuat, jadi halaman ini tidak berlaku lagi.',
    next: 'Masuk dengan akun Anda.',
  },
  'room-not-open': {
    title: 'Rapat belum dibuka',
    meaning: 'Ruang rapat dibuka menjelang waktunya.',
    next: 'Tunggu sebentar, lalu coba lagi.',
  },
  'waiting-at-the-door': {
    title: 'Menunggu diizinkan masuk',
    meaning: 'Rapat ini memakai ruang tunggu, dan pemimpinnya tahu Anda sudah di sini.',
    next: 'Tetap di halaman ini: Anda masuk dengan sendirinya.',
  },
  'room-locked': {
    title: 'Rapat sedang dikunci',
    meaning: 'Pemimpin rapat tidak menerima peserta baru saat ini.',
    next: 'Tetap di halaman ini, atau hubungi penyelenggara.',
  },
  'not-joined': {
    title: 'Anda belum bergabung',
    meaning: 'Sambungan Anda ke rapat terputus.',
    next: 'Muat ulang halaman untuk bergabung kembali.',
  },
  'media-not-found': {
    title: 'Sambungan media sudah tidak ada',
    meaning: 'Gambar dan suara perlu disambungkan kembali.',
    next: 'Halaman menyambung sendiri; bila tidak, muat ulang.',
  },
  'too-many-requests': {
    title: 'Terlalu banyak percobaan',
    meaning: 'Untuk menjaga keamanan, percobaan berikutnya ditahan sebentar.',
    next: 'Tunggu beberapa menit, lalu coba lagi.',
  },
  crowded: {
    title: 'Banyak yang masuk bersamaan',
    meaning: 'Server melayani satu per satu; Anda tidak berbuat salah.',
    next: 'Tunggu sebentar: halaman ini mencoba lagi dengan sendirinya.',
  },
  internal: {
    title: 'Terjadi kesalahan pada sistem',
    meaning: 'Kesalahannya pada kami, bukan pada isian Anda.',
    next: 'Coba lagi; bila terulang, sampaikan kode bantuan kepada pengelola sistem.',
  },
  'media-unavailable': {
    title: 'Layanan media belum siap',
    meaning: 'Gambar dan suara belum dapat disalurkan.',
    next: 'Tunggu sebentar; kami mencoba lagi. Bila lama, hubungi teknisi.',
  },
  'file-type-refused': {
    title: 'Jenis berkas ini tidak diterima',
    meaning: 'Isi berkas menentukan jenisnya, bukan namanya. Belum ada yang disimpan.',
    next: 'Unggah PDF, PNG, JPEG, atau WebP dengan nama yang sesuai isinya.',
  },
  'storage-full': {
    title: 'Penyimpanan server penuh',
    meaning: 'Tidak ada ruang lagi untuk menyimpan. Isian Anda tetap ada di halaman ini.',
    next: 'Beri tahu admin, lalu kirim lagi setelah ada ruang.',
  },
  'not-ready': {
    title: 'Sistem belum siap',
    meaning: 'Sistem sedang dinyalakan atau sedang dirawat.',
    next: 'Tunggu sebentar, lalu coba lagi.',
  },
  'server-unreachable': {
    title: 'Server tidak terjangkau',
    meaning: 'Jaringan Anda terputus, atau server sedang tidak menyala. Isian Anda masih di sini.',
    next: 'Periksa jaringan Anda, lalu coba lagi.',
  },
};
