/** Help of what is a person’s own: notifications and their settings, the account; and of the guides. */
import type { HelpTopic } from './topic.ts';

export const ownTopics = {
  notifications: {
    ask: 'admin',
    id: {
      title: 'Pemberitahuan',
      about: 'Kabar tentang permohonan dan tugas Anda, yang terbaru di atas.',
      tasks: [
        {
          title: 'Membaca kabar',
          steps: [
            'Pilih sebuah kabar untuk membuka halamannya. Yang bertanda **Perlu tindakan Anda** menunggu Anda.',
            'Tekan **Tandai semua sudah dibaca** bila tidak ada yang perlu dibuka.',
            'Tekan **Atur pemberitahuan** untuk memilih apa yang dikirim lewat email.',
          ],
        },
      ],
      refusals: [
        [
          'Tidak menerima email',
          'Lihat pengaturannya dan folder spam. Admin melihat surat yang gagal di kotak keluar.',
        ],
      ],
    },
    en: {
      title: 'Notifications',
      about: 'News about your requests and tasks, the newest first.',
      tasks: [
        {
          title: 'Read the news',
          steps: [
            'Choose one to open its page. What says **Needs you** waits for you.',
            'Press **Mark all as read** when nothing needs opening.',
            'Press **Choose notifications** to choose what comes by email.',
          ],
        },
      ],
      refusals: [
        [
          'No email comes',
          'Look at the settings and the spam folder. An administrator sees failed mail in the outbox.',
        ],
      ],
    },
  },
  'notification-settings': {
    ask: 'admin',
    id: {
      title: 'Pengaturan pemberitahuan',
      about:
        'Memilih kabar mana yang dikirim lewat email dan mana yang cukup di layar, serta kalender di perangkat Anda.',
      tasks: [
        {
          title: 'Memilih kabar',
          steps: [
            'Untuk setiap kejadian pilih apakah emailnya dikirim seketika, dalam ringkasan, atau tidak, dan apakah kabarnya tampil **Di layar**.',
            'Nyalakan **Kirimi saya ringkasan harian** bila satu surat sehari sudah cukup.',
            'Tekan **Simpan pengaturan**.',
          ],
        },
        {
          title: 'Menaruh jadwal di kalender ponsel',
          steps: [
            'Di **Kalender di perangkat Anda** tekan **Buat alamat kalender** dan salin alamatnya; alamat itu hanya tampil sekali.',
            'Tambahkan di aplikasi kalender lewat “langganan dari URL”. Jadwal diperbarui sendiri.',
            'Bila alamatnya bocor, tekan **Cabut** lalu buat yang baru.',
          ],
        },
      ],
    },
    en: {
      title: 'Notification settings',
      about: 'Choosing which news comes by email and which only on screen, and the calendar on your devices.',
      tasks: [
        {
          title: 'Choose the news',
          steps: [
            'For each event choose whether its email comes at once, in the summary or not, and whether it is shown **On screen**.',
            'Switch on **Send me a daily summary** if one mail a day is enough.',
            'Press **Save settings**.',
          ],
        },
        {
          title: 'Put the schedule on a phone’s calendar',
          steps: [
            'In **Calendar on your devices** press **Make a calendar address** and copy it; it is shown only once.',
            'Add it in the calendar app with “subscribe from URL”. The schedule keeps itself up to date.',
            'If the address leaks, press **Revoke** and make a new one.',
          ],
        },
      ],
    },
  },
  account: {
    ask: 'admin',
    id: {
      title: 'Akun Anda',
      about: 'Profil, kata sandi, verifikasi dua langkah, sesi, dan data Anda sendiri.',
      tasks: [
        {
          title: 'Mengubah profil',
          steps: [
            'Ubah nama, telepon, unit, NIP, atau bahasa surat, lalu tekan **Simpan profil**. Email diganti oleh admin.',
          ],
        },
        {
          title: 'Mengganti kata sandi',
          steps: [
            'Tulis **Kata sandi sekarang** dan **Kata sandi baru**.',
            'Tekan **Ganti kata sandi**. Sesi Anda yang lain berakhir.',
          ],
        },
        {
          title: 'Memasang verifikasi dua langkah',
          steps: [
            'Tekan **Pasang** dan tulis kata sandi Anda.',
            'Pindai gambarnya dengan aplikasi autentikator, tulis **Kode dari aplikasi**, lalu tekan **Aktifkan**.',
            'Simpan kode pemulihannya: tekan **Cetak** atau tulis, lalu **Sudah saya simpan**.',
          ],
        },
        {
          title: 'Mengakhiri sesi yang tidak dikenal',
          steps: ['Di **Sesi Anda** tekan **Akhiri** atau **Akhiri semua sesi lain**, lalu ganti kata sandi.'],
        },
        {
          title: 'Mengunduh data Anda',
          steps: ['Tekan **Unduh data saya**. Anda mendapat satu berkas berisi semua yang disimpan tentang Anda.'],
        },
      ],
      words: [
        ['Jabatan', 'Hak Anda mengikuti jabatan, termasuk Plt. (jabatan kosong) dan Plh. (pemegang berhalangan).'],
      ],
      refusals: [
        [
          'Ponsel hilang',
          'Masuklah dengan kode pemulihan, lalu pasang lagi. Kode pun hilang? Admin dapat melepas verifikasinya.',
        ],
        [
          'Diminta memasang verifikasi',
          'Instansi mewajibkannya untuk peran Anda. Halaman lain terbuka sesudah dipasang.',
        ],
      ],
    },
    en: {
      title: 'Your account',
      about: 'Your profile, password, second step, sessions and data.',
      tasks: [
        {
          title: 'Change the profile',
          steps: [
            'Change name, phone, unit, employee number or the language of mail, then press **Save the profile**. An administrator changes the email.',
          ],
        },
        {
          title: 'Change the password',
          steps: [
            'Write the **Present password** and a **New password**.',
            'Press **Change the password**. Your other sessions end.',
          ],
        },
        {
          title: 'Set up the second step',
          steps: [
            'Press **Set up** and enter your password.',
            'Scan the picture with an authenticator app, write the **Code from the app**, then press **Turn on**.',
            'Keep the recovery codes: press **Print** or write them down, then **I have kept them**.',
          ],
        },
        {
          title: 'End a session you do not know',
          steps: ['In **Your sessions** press **End** or **End all other sessions**, then change the password.'],
        },
        {
          title: 'Download your data',
          steps: ['Press **Download my data**. You get one file with everything stored about you.'],
        },
      ],
      words: [
        [
          'Position',
          'Your rights follow your positions, also Plt. (the position is vacant) and Plh. (its holder is absent).',
        ],
      ],
      refusals: [
        [
          'The phone is lost',
          'Sign in with a recovery code and set it up again. The codes are lost too? An administrator can take the second step down.',
        ],
        [
          'You are asked for the second step',
          'Your institution requires it for your role. Other pages open once it is set up.',
        ],
      ],
    },
  },
  guide: {
    ask: 'admin',
    id: {
      title: 'Panduan',
      about: 'Panduan lengkap untuk satu peran, untuk dibaca di layar, dicetak, atau dibagikan sebagai PDF.',
      tasks: [
        {
          title: 'Mencetak atau membagikan',
          steps: [
            'Pilih peran di bagian atas halaman.',
            'Tekan **Unduh PDF panduan** untuk berkas A4, atau **Cetak halaman ini**.',
            'Bahasa panduan mengikuti bahasa yang Anda pilih di bagian atas layar.',
          ],
        },
      ],
    },
    en: {
      title: 'Guide',
      about: 'The whole guide of a role, to be read on screen, printed, or handed out as a PDF.',
      tasks: [
        {
          title: 'Print it or hand it out',
          steps: [
            'Choose the role at the top of the page.',
            'Press **Download the guide as PDF** for an A4 file, or **Print this page**.',
            'The guide is in the language that you choose at the top of the screen.',
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
