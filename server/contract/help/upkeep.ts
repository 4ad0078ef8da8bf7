/** Help of what administrators look after: the words of mail, the outbox, the audit log, personal data. */
import type { HelpTopic } from './topic.ts';

export const upkeepTopics = {
  'mail-texts': {
    ask: 'operator',
    id: {
      title: 'Kata-kata surat',
      about: 'Mengganti kata-kata surat pemberitahuan dengan gaya instansi Anda, dalam dua bahasa.',
      tasks: [
        {
          title: 'Mengubah sebuah surat',
          steps: [
            'Pada **Surat** pilih kejadiannya, dan pilih **Bahasa surat**.',
            'Ubah **Judul surat** dan **Isi surat**. Isian seperti nomor dan waktu disisipkan dengan tombolnya.',
            'Tekan **Lihat contoh**, lalu **Simpan kata-kata**.',
            'Menyesal? Tekan **Kembali ke kata-kata bawaan**.',
          ],
        },
      ],
      words: [
        ['Isian', 'Tempat yang diganti dengan data permohonan. Baris yang isiannya kosong semua tidak ikut dikirim.'],
      ],
      refusals: [
        [
          'Isian wajib tidak ada',
          'Beberapa surat harus memuat tautan atau kode. Sisipkan yang disebut di bawah isi surat.',
        ],
      ],
    },
    en: {
      title: 'Words of mails',
      about: 'Putting your institution’s own words into the mails, in both languages.',
      tasks: [
        {
          title: 'Change a mail',
          steps: [
            'At **Mail** choose the event, and choose the **Language of the mail**.',
            'Change **Subject** and **Text**. Placeholders such as number and time are put in with their buttons.',
            'Press **Show an example**, then **Save the words**.',
            'Changed your mind? Press **Back to the built-in words**.',
          ],
        },
      ],
      words: [
        [
          'Placeholder',
          'A spot that is filled with data of the request. A line whose placeholders are all empty is left out.',
        ],
      ],
      refusals: [
        ['A placeholder is missing', 'Some mails must carry a link or code. Put in what is named below the text.'],
      ],
    },
  },
  outbox: {
    ask: 'operator',
    id: {
      title: 'Surat keluar',
      about: 'Semua email yang dibuat Sambung untuk instansi ini: yang menunggu, terkirim, dan gagal.',
      tasks: [
        {
          title: 'Memeriksa pengiriman',
          steps: [
            'Tekan **Kirim surat uji ke saya** dan periksa kotak masuk Anda.',
            'Pilih **Gagal** untuk melihat surat yang ditolak beserta jawaban server surat.',
            'Sesudah sebabnya diperbaiki, tekan **Kirim ulang** pada suratnya.',
          ],
        },
        {
          title: 'Membaca surat',
          steps: ['Tekan **Baca surat**. Tanpa server surat, sampaikan sendiri kabar yang penting.'],
        },
      ],
      words: [
        ['**Menunggu**', 'Akan dikirim, atau dicoba lagi sesudah gagal.'],
        ['**Terkirim**', 'Diterima oleh server surat; bukan bukti sudah dibaca.'],
        ['**Gagal**', 'Ditolak, atau sudah terlalu lama untuk dikirim.'],
      ],
      refusals: [['Server surat belum diatur', 'Pengelola pemasangan mengisi SMTP_URL dan MAIL_FROM pada server.']],
    },
    en: {
      title: 'Outgoing mail',
      about: 'Every email that Sambung made for this institution: waiting, sent and failed.',
      tasks: [
        {
          title: 'See whether mail leaves',
          steps: [
            'Press **Send me a test mail** and look into your inbox.',
            'Choose **Failed** to see mails that were refused, with what the mail server said.',
            'Once the cause is put right, press **Send again** at the mail.',
          ],
        },
        {
          title: 'Read a mail',
          steps: ['Press **Read the mail**. Without a mail server, tell people important news yourself.'],
        },
      ],
      words: [
        ['**Waiting**', 'To be sent, or to be tried again.'],
        ['**Sent**', 'The mail server took it; that is no proof that it was read.'],
        ['**Failed**', 'Refused, or too old to be sent.'],
      ],
      refusals: [['No mail server is set', 'Who runs the installation sets SMTP_URL and MAIL_FROM on the server.']],
    },
  },
  audit: {
    ask: 'operator',
    id: {
      title: 'Log audit',
      about: 'Siapa mengubah apa dan kapan. Catatannya berantai: satu yang diubah merusak semua sesudahnya.',
      tasks: [
        {
          title: 'Mencari catatan',
          steps: [
            'Saring dengan **Nomor permohonan atau id**, **Pelaku**, **Tindakan**, atau tanggal.',
            'Buka **Rincian** untuk isinya. **Unduh CSV** membawa hasil saringan keluar.',
          ],
        },
        {
          title: 'Memeriksa keutuhan',
          steps: ['Tekan **Periksa rantai**. Catat sidik catatan terakhir bila perlu dibandingkan kelak.'],
        },
      ],
      refusals: [
        [
          'Rantai rusak',
          'Nomor catatannya disebut. Jangan mengubah apa pun; hubungi pengelola pemasangan dan simpan cadangannya.',
        ],
      ],
    },
    en: {
      title: 'Audit log',
      about: 'Who changed what and when. Its entries are a chain: one that is altered breaks all that follow.',
      tasks: [
        {
          title: 'Find entries',
          steps: [
            'Narrow them down by **Request number or id**, **Who**, **Action** or date.',
            'Open **Details** for what it says. **Download CSV** takes what was found with you.',
          ],
        },
        {
          title: 'See whether it is whole',
          steps: ['Press **Verify the chain**. Note the hash of the newest entry if it is to be compared later.'],
        },
      ],
      refusals: [
        [
          'The chain is broken',
          'The entry is named. Change nothing; tell who runs the installation, and keep the backups.',
        ],
      ],
    },
  },
  'personal-data': {
    ask: 'operator',
    id: {
      title: 'Data pribadi orang luar',
      about:
        'Memenuhi permintaan orang tanpa akun: memberi salinan datanya, atau menghapusnya. Untuk pegawai, buka halaman Orang.',
      tasks: [
        {
          title: 'Memberi atau menghapus data',
          steps: [
            'Pastikan dahulu siapa yang meminta.',
            'Tulis **Alamat email orang itu**, lalu tekan **Unduh datanya**.',
            'Untuk menghapus, tulis alasannya tanpa nama orang, lalu tekan **Hapus datanya**. Nama, telepon, dan alamatnya hilang dari permohonan yang sudah selesai.',
          ],
        },
      ],
      refusals: [
        [
          'Data sedang ditahan karena hukum',
          'Penahanan lebih kuat daripada permintaan. Akhiri penahanan di halaman instansi bila sebabnya sudah tidak ada.',
        ],
      ],
    },
    en: {
      title: 'Personal data of outside people',
      about:
        'Answering people without an account: giving them a copy of their data, or erasing it. For staff, open the People page.',
      tasks: [
        {
          title: 'Give or erase data',
          steps: [
            'Make sure first who is asking.',
            'Write **Their email address**, then press **Download their data**.',
            'To erase, write the reason without naming anybody, then press **Erase their data**. Name, phone and address go from all finished requests.',
          ],
        },
      ],
      refusals: [
        [
          'The data is under legal hold',
          'The hold is stronger than the request. Lift it on the institution page once its reason has ended.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
