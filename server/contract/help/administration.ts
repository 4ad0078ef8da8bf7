/** Help of administration: its front page, the first steps, other institutions, the installation. */
import type { HelpTopic } from './topic.ts';

export const administrationTopics = {
  administration: {
    ask: 'operator',
    id: {
      title: 'Administrasi',
      about: 'Semua pengaturan instansi, satu kartu untuk setiap halaman. Hanya untuk admin.',
      tasks: [
        {
          title: 'Urutan untuk instansi baru',
          steps: [
            '**Instansi dan kop surat**: nama, zona waktu, dan kop yang tercetak.',
            '**Prosedur (SOP)**: layanan yang dijalankan.',
            '**Orang** lalu **Jabatan**: siapa memegang jabatan yang disebut SOP.',
            '**Ruang**, **Peralatan**, dan **Kalender kerja**.',
            '**Kotak keluar**: apakah surat benar-benar terkirim.',
          ],
        },
      ],
      refusals: [
        [
          'Halaman ini hanya untuk admin instansi',
          'Jabatan Anda tidak berperan admin. Minta admin lain menetapkannya.',
        ],
      ],
    },
    en: {
      title: 'Administration',
      about: 'Everything that is set up for the institution, a card for each page. For administrators only.',
      tasks: [
        {
          title: 'In this order for a new institution',
          steps: [
            '**Institution and letterhead**: name, time zone and the head that is printed.',
            '**Procedures (SOP)**: the services you offer.',
            '**People**, then **Positions**: who holds the positions that the procedures name.',
            '**Places**, **Equipment** and the **Working calendar**.',
            '**Outbox**: whether mail really leaves.',
          ],
        },
      ],
      refusals: [
        [
          'This page is for the institution’s admins only',
          'None of your positions is an administrator’s. Ask another administrator for one.',
        ],
      ],
    },
  },
  'first-steps': {
    ask: 'operator',
    id: {
      title: 'Langkah pertama',
      about: 'Apa yang perlu dilakukan sesudah pemasangan, dalam satu halaman. Boleh dikerjakan kapan saja.',
      tasks: [
        {
          title: 'Mengerjakan langkahnya',
          steps: [
            'Isi **Kop surat**.',
            'Di **Prosedur yang dilayani** centang SOP yang dijalankan, lalu tekan **Pasang yang dipilih**.',
            'Tekan **Kirim email percobaan** dan periksa kotak masuk Anda.',
            'Buat akun dengan **Tambah orang**, lalu **Atur jabatan**.',
            'Lihat pemeriksaan alamat dan port; perbaiki yang gagal. Lalu tekan **Selesai, ke beranda**.',
          ],
        },
      ],
      refusals: [
        [
          'Belum ada server email',
          'Sambung tetap berjalan; semua pesan dapat dibaca di **Kotak keluar**. Server email diatur oleh pengelola pemasangan.',
        ],
      ],
    },
    en: {
      title: 'First steps',
      about: 'What is to be done after the installation, on one page. Any time will do.',
      tasks: [
        {
          title: 'Take the steps',
          steps: [
            'Fill in the **Letterhead**.',
            'At **Procedures you offer** tick those you run, then press **Install the chosen ones**.',
            'Press **Send a test email** and look into your inbox.',
            'Create accounts with **Add people**, then **Set up positions**.',
            'Look at the checks of address and ports; put right what failed. Then press **Done, to the home page**.',
          ],
        },
      ],
      refusals: [
        [
          'There is no mail server yet',
          'Sambung works all the same; every message can be read in the **Outbox**. Who runs the installation sets the mail server.',
        ],
      ],
    },
  },
  institutions: {
    ask: 'operator',
    id: {
      title: 'Instansi lain',
      about:
        'Satu pemasangan melayani banyak instansi; masing-masing hanya melihat datanya sendiri. Hanya untuk pengelola pemasangan.',
      tasks: [
        {
          title: 'Menambah instansi',
          steps: [
            'Tekan **Tambah instansi**, isi nama, zona waktu, serta nama dan email admin pertamanya.',
            'Tekan **Buat instansi**, lalu sampaikan kata sandi pertama kepada admin itu dengan cara yang aman.',
          ],
        },
      ],
    },
    en: {
      title: 'Other institutions',
      about:
        'One installation serves many institutions; each sees only its own data. For those who run the installation only.',
      tasks: [
        {
          title: 'Add an institution',
          steps: [
            'Press **Add an institution**, enter its name and time zone, and name and email of its first administrator.',
            'Press **Create the institution**, then hand the first password to that person safely.',
          ],
        },
      ],
    },
  },
  installation: {
    ask: 'operator',
    id: {
      title: 'Pemeriksaan pemasangan',
      about: 'Memeriksa apakah alamat publik, kamera, dan port media dapat dipakai. Hanya untuk pengelola pemasangan.',
      tasks: [
        {
          title: 'Memeriksa',
          steps: [
            'Baca ketiga hasilnya; setiap yang gagal menyebut apa yang perlu diatur.',
            'Perbaiki pada server atau tembok api, lalu tekan **Periksa lagi**.',
            'Cobalah juga dari komputer lain di luar kantor.',
          ],
        },
      ],
      words: [
        ['**Kamera dan mikrofon**', 'Peramban hanya memberi kamera pada alamat https.'],
        ['**Port media**', 'Jalan gambar dan suara. Bila tertutup, orang tersambung tanpa gambar dan suara.'],
      ],
    },
    en: {
      title: 'Installation checks',
      about:
        'Whether the public address, cameras and media ports can be used. For those who run the installation only.',
      tasks: [
        {
          title: 'Check',
          steps: [
            'Read the three results; each that failed says what has to be set.',
            'Put it right on the server or the firewall, then press **Check again**.',
            'Try from a computer outside the office as well.',
          ],
        },
      ],
      words: [
        ['**Cameras and microphones**', 'Browsers give a camera only to https addresses.'],
        ['**Media ports**', 'The way of picture and sound. Closed, people connect without either.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
