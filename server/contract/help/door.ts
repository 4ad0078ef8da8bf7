/** Help of the doors: signing in, passwords, the first run, and an address that does not exist. */
import type { HelpTopic } from './topic.ts';

export const doorTopics = {
  'sign-in': {
    ask: 'admin',
    id: {
      title: 'Masuk',
      about:
        'Pegawai masuk dengan email dan kata sandi. Peserta rapat tidak memerlukan akun: mereka memakai tautan undangan.',
      tasks: [
        {
          title: 'Masuk dengan akun Anda',
          steps: [
            'Tulis **Email** dan **Kata sandi**, lalu tekan **Masuk**.',
            'Bila verifikasi dua langkah terpasang, tulis **Kode** enam angka dari aplikasi di ponsel, lalu tekan **Lanjutkan**.',
            'Bila kata sandi Anda dibuat orang lain, buatlah yang baru ketika diminta, lalu tekan **Simpan kata sandi**.',
          ],
        },
        {
          title: 'Ikut rapat tanpa akun',
          steps: [
            'Buka tautan dari undangan Anda. Itu sudah cukup.',
            'Bila tautannya tidak ada, pilih **gabung dengan ID rapat** lalu tulis ID dan kata sandi rapat.',
          ],
        },
      ],
      words: [
        [
          'Verifikasi dua langkah',
          'Selain kata sandi, diminta kode dari aplikasi autentikator. Kata sandi yang bocor saja tidak cukup untuk masuk.',
        ],
        ['Kode pemulihan', 'Kode sekali pakai untuk masuk ketika ponsel tidak di tangan.'],
      ],
      refusals: [
        [
          'Email atau kata sandi salah',
          'Periksa huruf besar dan kecil. Lupa? Pilih **Lupa kata sandi?** di bawah tombol masuk.',
        ],
        ['Kode tidak cocok', 'Tunggu kode berikutnya di aplikasi, atau pakai satu kode pemulihan.'],
        ['Terlalu banyak percobaan', 'Tunggu beberapa menit, lalu coba lagi.'],
      ],
    },
    en: {
      title: 'Sign in',
      about: 'Staff sign in with email and password. Participants of a meeting need no account: they use their link.',
      tasks: [
        {
          title: 'Sign in with your account',
          steps: [
            'Write your **Email** and **Password**, then press **Sign in**.',
            'If the second step is set up, write the six-digit **Code** of the app on your phone, then press **Go on**.',
            'If somebody else made your password, choose your own when asked, then press **Save the password**.',
          ],
        },
        {
          title: 'Take part in a meeting without an account',
          steps: [
            'Open the link of your invitation. That is all.',
            'If you do not have it, choose **join with the meeting ID** and write the ID and password of the meeting.',
          ],
        },
      ],
      words: [
        [
          'Second step',
          'Besides the password, a code of an authenticator app is asked for. A leaked password alone is then not enough.',
        ],
        ['Recovery code', 'A code that works once, to sign in when the phone is not at hand.'],
      ],
      refusals: [
        [
          'Wrong email or password',
          'Mind capital and small letters. Forgotten? Choose **Forgot your password?** below the button.',
        ],
        ['The code does not match', 'Wait for the next code in the app, or use a recovery code.'],
        ['Too many attempts', 'Wait a few minutes and try again.'],
      ],
    },
  },
  forgotten: {
    ask: 'admin',
    id: {
      title: 'Lupa kata sandi',
      about: 'Di sini Anda meminta tautan lewat email untuk membuat kata sandi baru.',
      tasks: [
        {
          title: 'Minta tautan',
          steps: [
            'Tulis email akun Anda, lalu tekan **Kirim tautan**.',
            'Buka email itu dalam satu jam dan pilih tautannya. Periksa juga folder spam.',
            'Tulis **Kata sandi baru**, lalu tekan **Simpan kata sandi**.',
            'Masuklah dengan kata sandi yang baru.',
          ],
        },
      ],
      refusals: [
        [
          'Email tidak datang',
          'Demi keamanan, halaman ini tidak mengatakan apakah sebuah email terdaftar. Admin dapat memberi kata sandi pertama yang baru.',
        ],
      ],
    },
    en: {
      title: 'Forgotten password',
      about: 'Here you ask for a link by email, to choose a new password.',
      tasks: [
        {
          title: 'Ask for the link',
          steps: [
            'Write the email of your account, then press **Send the link**.',
            'Open that email within an hour and choose the link. Look into the spam folder too.',
            'Write a **New password**, then press **Save the password**.',
            'Sign in with the new password.',
          ],
        },
      ],
      refusals: [
        [
          'No email comes',
          'For safety this page does not say whether an email is registered. An administrator can give you a new first password.',
        ],
      ],
    },
  },
  'new-password': {
    ask: 'admin',
    id: {
      title: 'Buat kata sandi baru',
      about: 'Halaman ini terbuka dari tautan dalam email. Kata sandi lama berhenti berlaku begitu yang baru disimpan.',
      tasks: [
        {
          title: 'Buat kata sandi',
          steps: [
            'Tulis **Kata sandi baru**, paling sedikit 12 karakter. Beberapa kata yang tidak berkaitan mudah diingat dan sulit ditebak.',
            'Tekan **Simpan kata sandi**. Semua sesi Anda yang lain berakhir.',
            'Masuklah dengan kata sandi itu.',
          ],
        },
      ],
      refusals: [
        [
          'Tautan tidak lengkap atau tidak berlaku',
          'Buka lagi tautan dari email, salin seluruhnya, atau pilih **Minta tautan baru**.',
        ],
      ],
    },
    en: {
      title: 'Choose a new password',
      about: 'This page opens from the link in an email. The old password ends as soon as the new one is saved.',
      tasks: [
        {
          title: 'Choose the password',
          steps: [
            'Write a **New password** of at least 12 characters. A few unrelated words are easy to remember and hard to guess.',
            'Press **Save the password**. Every other session of yours ends.',
            'Sign in with it.',
          ],
        },
      ],
      refusals: [
        [
          'The link is not complete or not valid',
          'Open the link from the email again, copy the whole of it, or choose **Ask for a new link**.',
        ],
      ],
    },
  },
  'first-run': {
    ask: 'operator',
    id: {
      title: 'Siapkan Sambung',
      about: 'Sekali saja, sesudah pemasangan: membuat instansi dan administrator pertamanya.',
      tasks: [
        {
          title: 'Buat instansi dan administrator pertama',
          steps: [
            'Buka tautan pemasangan yang ditampilkan di terminal ketika Sambung pertama kali dijalankan.',
            'Tulis **Nama instansi** dan pilih **Zona waktu**. Semua jadwal ditampilkan dalam zona itu.',
            'Tulis nama, email, dan kata sandi administrator.',
            'Tekan **Simpan dan masuk**. Halaman langkah pertama terbuka.',
          ],
        },
      ],
      refusals: [
        [
          'Tautan pemasangan tidak berlaku lagi',
          'Tautan berganti setiap Sambung dijalankan. Pakai yang terbaru di terminal.',
        ],
        ['Pemasangan sudah selesai', 'Administrator pertama sudah ada. Pilih **Ke halaman masuk**.'],
      ],
    },
    en: {
      title: 'Set up Sambung',
      about: 'Just once, after the installation: making the institution and its first administrator.',
      tasks: [
        {
          title: 'Make the institution and its first administrator',
          steps: [
            'Open the set-up link that the terminal shows when Sambung is started for the first time.',
            'Write the **Name of the institution** and choose its **Time zone**. All schedules are shown in that zone.',
            'Write the administrator’s name, email and password.',
            'Press **Save and sign in**. The first steps open.',
          ],
        },
      ],
      refusals: [
        [
          'The set-up link is no longer valid',
          'It changes every time Sambung is started. Use the newest in the terminal.',
        ],
        ['Set-up has already been done', 'The first administrator exists. Choose **To the sign-in page**.'],
      ],
    },
  },
  'not-found': {
    ask: 'admin',
    id: {
      title: 'Halaman tidak ditemukan',
      about: 'Alamat yang Anda buka tidak ada di Sambung, atau tersalin tidak utuh.',
      tasks: [
        {
          title: 'Kembali ke jalan yang benar',
          steps: [
            'Periksa lagi tautannya; salin seluruhnya dari email atau surat.',
            'Tekan **Ke beranda**, lalu cari permohonannya dari sana.',
            'Peserta rapat: pilih **Gabung rapat dengan ID**.',
          ],
        },
      ],
    },
    en: {
      title: 'Page not found',
      about: 'The address you opened does not exist in Sambung, or was not copied whole.',
      tasks: [
        {
          title: 'Find the way back',
          steps: [
            'Check the link once more; copy the whole of it from the email or letter.',
            'Press **To the home page** and look for the request from there.',
            'Participants of a meeting: choose **Join a meeting by ID**.',
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
