/** Help of an institution, its people and their positions. */
import type { HelpTopic } from './topic.ts';

export const peopleTopics = {
  institution: {
    ask: 'operator',
    id: {
      title: 'Instansi dan kop surat',
      about: 'Nama, zona waktu, kop yang tercetak, keamanan, pengingat, dan pemberitahuan privasi instansi.',
      tasks: [
        {
          title: 'Mengatur kop surat',
          steps: [
            'Isi **Baris kop** dari lembaga tertinggi sampai unit, lalu alamat dan kontaknya.',
            'Tekan **Pilih gambar** untuk logo (PNG atau JPEG).',
            'Tekan **Simpan**. Cetakan berikutnya memakainya.',
          ],
        },
        {
          title: 'Mewajibkan verifikasi dua langkah',
          steps: ['Di **Keamanan** pilih peran pada **Verifikasi dua langkah wajib untuk**, lalu **Simpan**.'],
        },
        {
          title: 'Pengingat dan ringkasan',
          steps: [
            'Di **Waktu pengingat** isi jam ringkasan harian dan berapa jam sebelum acara orang diingatkan, lalu **Simpan**.',
          ],
        },
        {
          title: 'Privasi dan lama penyimpanan',
          steps: [
            'Di **Data pribadi** tulis pemberitahuan privasi dalam dua bahasa dan kontaknya.',
            'Isi **Lama penyimpanan (hari)**; kosong berarti disimpan sampai dihapus atas permintaan.',
          ],
        },
      ],
      words: [
        [
          '**Penahanan karena hukum**',
          'Selama diisi, tidak ada data orang yang dihapus, dan lama penyimpanan tidak berjalan.',
        ],
      ],
    },
    en: {
      title: 'Institution and letterhead',
      about: 'Name, time zone, the head that is printed, security, reminders and the privacy notice.',
      tasks: [
        {
          title: 'Set up the letterhead',
          steps: [
            'Fill in the **Lines of the head** from the highest body down to the unit, then address and contacts.',
            'Press **Choose a picture** for the logo (PNG or JPEG).',
            'Press **Save**. Prints use it from now on.',
          ],
        },
        {
          title: 'Require the second step',
          steps: ['At **Security** choose roles in **Second step required for**, then **Save**.'],
        },
        {
          title: 'Reminders and summary',
          steps: [
            'At **Reminders** enter when the daily summary leaves and how many hours before an event people are reminded, then **Save**.',
          ],
        },
        {
          title: 'Privacy and retention',
          steps: [
            'At **Personal data** write the privacy notice in both languages, and whom to ask.',
            'Fill in the **Retention (days)**; empty means that data is kept until it is erased on request.',
          ],
        },
      ],
      words: [['**Legal hold**', 'While it is filled in nobody’s data is erased, and retention stands still.']],
    },
  },
  people: {
    ask: 'operator',
    id: {
      title: 'Orang',
      about: 'Akun pegawai: membuat, mengubah, membantu masuk, menonaktifkan.',
      tasks: [
        {
          title: 'Membuat akun',
          steps: [
            'Tekan **Tambah orang**, isi nama, email, dan bila ada jabatannya.',
            'Pada **Cara masuk pertama** pilih tautan lewat email atau kata sandi yang tampil sekali.',
            'Tekan **Buat akun**. Kata sandi pertama harus diganti ketika masuk.',
          ],
        },
        {
          title: 'Orang tidak dapat masuk',
          steps: [
            'Cari orangnya, lalu tekan **Ubah**.',
            'Tekan **Buat kata sandi pertama baru**; ponselnya hilang: **Lepas verifikasi dua langkah**.',
          ],
        },
        {
          title: 'Orang pindah atau berhenti',
          steps: [
            'Akhiri jabatannya, lalu tekan **Nonaktifkan**. Ia langsung keluar dari semua perangkat; riwayatnya tetap.',
          ],
        },
        {
          title: 'Permintaan atas data pribadi',
          steps: [
            'Di **Data pribadi** pilih **Unduh datanya** atau **Hapus data pribadi**, dengan alasan tanpa nama orang.',
          ],
        },
      ],
      refusals: [
        ['Email itu sudah dipakai', 'Satu alamat untuk satu akun. Cari akun lamanya, lalu **Aktifkan lagi**.'],
      ],
    },
    en: {
      title: 'People',
      about: 'Staff accounts: creating, editing, helping people in, deactivating.',
      tasks: [
        {
          title: 'Create an account',
          steps: [
            'Press **Add a person**, enter name, email and, if known, the position.',
            'At **First way in** choose a link by mail or a password that is shown once.',
            'Press **Create the account**. A first password has to be changed when signing in.',
          ],
        },
        {
          title: 'Somebody cannot sign in',
          steps: [
            'Find the person, then press **Edit**.',
            'Press **Make a new first password**; if the phone is lost, **Take the second step down**.',
          ],
        },
        {
          title: 'Somebody moves or leaves',
          steps: [
            'End their positions, then press **Deactivate**. They are signed out everywhere at once; their history stays.',
          ],
        },
        {
          title: 'Requests about personal data',
          steps: [
            'At **Personal data** choose **Download their data** or **Erase personal data**, with a reason that names nobody.',
          ],
        },
      ],
      refusals: [
        ['That email is already in use', 'One address is for one account. Find the older one, then **Reactivate** it.'],
      ],
    },
  },
  positions: {
    ask: 'operator',
    id: {
      title: 'Jabatan',
      about: 'Hak melekat pada jabatan, bukan pada orang. SOP menyebut jabatan; di sini ditetapkan siapa memegangnya.',
      tasks: [
        {
          title: 'Menetapkan pemegang',
          steps: [
            'Tekan **Tugaskan orang** pada jabatannya, pilih orang dan tanggal mulainya.',
            'Pada **Sebagai** pilih definitif, Plt., atau Plh. Plt. dan Plh. harus berakhir.',
            'Pemegang lama diganti? Tekan **Akhiri** pada namanya.',
          ],
        },
        {
          title: 'Membuat jabatan',
          steps: [
            'Tekan **Tambah jabatan**. **Kode** harus sama dengan yang dipakai dalam SOP.',
            'Pilih peran, dan **Atasan** yang diberi tahu bila waktu baku terlampaui.',
          ],
        },
      ],
      words: [
        ['**Plt. (jabatan kosong)**', 'Pelaksana tugas: memegang jabatan yang belum berpemegang.'],
        ['**Plh. (pemegang berhalangan)**', 'Pelaksana harian: menggantikan pemegang yang cuti atau dinas luar.'],
      ],
      refusals: [
        [
          'Tugas tidak muncul pada siapa pun',
          'Jabatan pada tahap itu tidak berpemegang. Tetapkan orangnya; tugasnya langsung muncul.',
        ],
      ],
    },
    en: {
      title: 'Positions',
      about: 'Rights belong to positions, not to persons. Procedures name positions; here it is said who holds them.',
      tasks: [
        {
          title: 'Say who holds a position',
          steps: [
            'Press **Assign somebody** at the position, choose the person and the first day.',
            'At **As** choose definitive, Plt. or Plh. Plt. and Plh. must end.',
            'Somebody is replaced? Press **End** at their name.',
          ],
        },
        {
          title: 'Make a position',
          steps: [
            'Press **Add a position**. Its **Code** must be the one that the procedures use.',
            'Choose the roles, and the **Superior** who is told when a time standard is breached.',
          ],
        },
      ],
      words: [
        ['**Plt. (the position is vacant)**', 'Acting: holds a position that has no holder yet.'],
        ['**Plh. (its holder is absent)**', 'For the day: stands in for a holder on leave or travelling.'],
      ],
      refusals: [
        [
          'A task appears with nobody',
          'Nobody holds the position of that step. Assign somebody; the task appears at once.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
