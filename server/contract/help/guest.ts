/** Help of the pages that people reach by a link, but for the meeting: a side of a test call, the client's profile, the check of a document. */
import type { HelpTopic } from './topic.ts';

export const guestTopics = {
  join: {
    ask: 'inviter',
    id: {
      title: 'Gabung rapat dengan ID',
      about: 'Bagi yang tidak memegang tautan: masuk dengan ID rapat dan kata sandinya.',
      tasks: [
        {
          title: 'Masuk dengan ID',
          steps: [
            'Tulis **ID rapat**, 9 angka dari undangan Anda.',
            'Tulis **Kata sandi rapat** persis seperti di undangan.',
            'Tekan **Lanjut**. Sesudah itu gambar dan suara Anda diperiksa dahulu.',
          ],
        },
      ],
      refusals: [
        ['ID atau kata sandi salah', 'Bandingkan lagi dengan undangan. Kata sandi rapat bukan kata sandi akun Anda.'],
        ['Terlalu banyak percobaan', 'Tunggu sebanyak menit yang disebut, atau buka tautan undangannya.'],
        ['Banyak yang masuk bersamaan', 'Biarkan halaman terbuka; Anda masuk dengan sendirinya.'],
      ],
    },
    en: {
      title: 'Join a meeting by ID',
      about: 'For those who have no link at hand: go in with the meeting’s ID and password.',
      tasks: [
        {
          title: 'Go in by ID',
          steps: [
            'Write the **Meeting ID**, the 9 digits of your invitation.',
            'Write the **Meeting password** exactly as in the invitation.',
            'Press **Continue**. Your picture and sound are checked next.',
          ],
        },
      ],
      refusals: [
        [
          'Wrong ID or password',
          'Compare both with the invitation. The meeting’s password is not that of your account.',
        ],
        ['Too many attempts', 'Wait as many minutes as it says, or open the link of the invitation.'],
        ['Many people are coming in at once', 'Leave the page open; you go in by yourself.'],
      ],
    },
  },
  'test-side': {
    ask: 'inviter',
    id: {
      title: 'Uji koneksi',
      about: 'Sebelum acara, teknisi mengukur sambungan dari ruang Anda. Gambar dan suara tidak direkam.',
      tasks: [
        {
          title: 'Ikut uji koneksi',
          steps: [
            'Pakailah ruang, komputer, dan jaringan yang sama dengan yang dipakai nanti.',
            'Izinkan mikrofon dan kamera, tulis nama Anda, lalu tekan **Gabung**.',
            'Bicaralah seperti biasa dan tetaplah di depan kamera sampai teknisi mengatakan selesai.',
          ],
        },
      ],
      words: [
        ['Tuan rumah dan audiens', 'Dua sisi acara. Setiap sisi mendapat tautannya sendiri; jangan bertukar tautan.'],
        ['SIMULASI', 'Kedua sisi berjalan di komputer yang sama atau kameranya tiruan. Hasilnya tidak berlaku.'],
      ],
      refusals: [['Tautan tidak berlaku', 'Mintalah tautan sisi Anda lagi kepada teknisi yang mengundang.']],
    },
    en: {
      title: 'Test call',
      about:
        'Before the event a technician measures the connection from your room. Picture and sound are not recorded.',
      tasks: [
        {
          title: 'Take part in the test',
          steps: [
            'Use the room, computer and network that will be used at the event.',
            'Allow microphone and camera, write your name, then press **Join**.',
            'Speak as you normally do and stay in front of the camera until the technician says it is done.',
          ],
        },
      ],
      words: [
        ['Host and audience', 'The two sides of the event. Each gets a link of its own; do not swap them.'],
        ['SIMULATED', 'Both sides ran on one computer, or a camera was a fake one. The result does not count.'],
      ],
      refusals: [['The link is not valid', 'Ask the technician who invited you for the link of your side again.']],
    },
  },
  'client-profile': {
    ask: 'inviter',
    id: {
      title: 'Profil lokasi klien',
      about: 'Instansi pengundang meminta data ruang dan jaringan Anda untuk satu konferensi. Tidak perlu akun.',
      tasks: [
        {
          title: 'Isi dan kirim profil',
          steps: [
            'Isilah setiap bagian. Isian tersimpan sendiri selagi Anda mengetik; Anda boleh berhenti dan kembali lewat tautan yang sama.',
            'Tulis alamat IP publik ruang Anda. Bagian jaringan Anda tahu alamatnya.',
            'Tekan **Kirim profil**. Selama tautan berlaku, isinya masih dapat diubah dengan **Kirim perubahan**.',
          ],
        },
        {
          title: 'Bila alamat IP berubah',
          steps: [
            'Isi **Alamat IP publik yang baru**, lalu tekan **Laporkan perubahan IP**. Sambungan akan diuji lagi.',
          ],
        },
      ],
      words: [
        [
          'Alamat publik',
          'Alamat yang terlihat dari internet. Alamat seperti 192.168.1.10 hanya berlaku di dalam kantor Anda.',
        ],
      ],
      refusals: [
        [
          'Alamat ditolak',
          'Alamat pribadi atau alamat bersama operator tidak dapat dihubungi dari luar. Alasannya tampil di bawah isian.',
        ],
        ['Tautan ini tidak berlaku lagi', 'Tautan sudah diganti, dicabut, atau lewat waktunya. Mintalah yang baru.'],
      ],
    },
    en: {
      title: 'Client site profile',
      about:
        'The institution that invited you asks about your room and network, for one conference. No account is needed.',
      tasks: [
        {
          title: 'Fill in and send the profile',
          steps: [
            'Fill in each part. It is saved as you type; you may stop and come back by the same link.',
            'Write the public IP address of your room. Your network people know it.',
            'Press **Send the profile**. As long as the link is valid you can change it with **Send the changes**.',
          ],
        },
        {
          title: 'If the IP address changes',
          steps: [
            'Fill in the **New public IP address**, then press **Report the changed address**. The connection is tested again.',
          ],
        },
      ],
      words: [
        ['Public address', 'The address that the internet sees. One like 192.168.1.10 only works inside your office.'],
      ],
      refusals: [
        [
          'The address is refused',
          'Private addresses and those shared by a carrier cannot be reached from outside. The reason stands below the field.',
        ],
        ['This link is no longer valid', 'It was replaced, revoked or has expired. Ask for a new one.'],
      ],
    },
  },
  proof: {
    ask: 'inviter',
    id: {
      title: 'Pemeriksaan dokumen',
      about: 'Siapa pun dapat memeriksa apakah cetakan bercap kode QR masih sama dengan catatan instansi.',
      tasks: [
        {
          title: 'Periksa sebuah cetakan',
          steps: [
            'Pindai kode QR pada kertas, atau ketik alamat yang tercetak di sampingnya.',
            'Bandingkan instansi, dokumen, dan nomornya dengan yang tercetak.',
            'Bandingkan juga **SHA-256 isi dokumen** dengan angka di samping kode QR.',
          ],
        },
      ],
      words: [
        ['**Dokumen ini asli dan isinya masih berlaku**', 'Catatan instansi sama dengan isi dokumen.'],
        [
          '**Isi dokumen sudah berubah**',
          'Dokumen pernah diterbitkan, tetapi catatannya kini berbeda. Minta cetakan terbaru.',
        ],
        ['**Kode tidak dikenal**', 'Periksa lagi alamatnya. Bila benar, dokumen itu bukan terbitan instansi ini.'],
      ],
    },
    en: {
      title: 'Document check',
      about: 'Anybody can check whether a print with a QR code still says what the institution’s records say.',
      tasks: [
        {
          title: 'Check a print',
          steps: [
            'Scan the QR code on the paper, or type the address printed beside it.',
            'Compare institution, document and number with what is printed.',
            'Compare the **SHA-256 of the content** with the digits beside the QR code too.',
          ],
        },
      ],
      words: [
        ['**This document is genuine and still holds**', 'The institution’s records say what the document says.'],
        [
          '**The document has changed**',
          'It was issued, but the records say something else by now. Ask for a new print.',
        ],
        ['**Unknown code**', 'Check the address again. If it is right, this institution did not issue the document.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
