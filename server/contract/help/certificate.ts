/** Help of the pages about certificates of test calls. */
import type { HelpTopic } from './topic.ts';

export const certificateTopics = {
  certificates: {
    ask: 'technician',
    id: {
      title: 'Sertifikat kelayakan',
      about: 'Semua sertifikat uji koneksi: lokasinya, keadaannya, dan sampai kapan berlaku.',
      tasks: [
        {
          title: 'Mencari sebuah sertifikat',
          steps: [
            'Pilih **Keadaan** untuk menyaring daftar, misalnya **Ditangguhkan**.',
            'Tekan nama lokasinya untuk membuka sertifikatnya.',
          ],
        },
      ],
      words: [
        ['**Berlaku bersyarat**', 'Hanya untuk satu acara, dengan syarat yang tertulis di dalamnya.'],
        ['**Ditangguhkan**', 'Ada yang berubah pada sambungan; harus diuji lagi sebelum berlaku.'],
        ['**SIMULASI**', 'Berasal dari simulasi; tidak membuktikan sambungan yang sebenarnya.'],
      ],
    },
    en: {
      title: 'Certificates',
      about: 'All certificates of test calls: their site, their state, and until when they hold.',
      tasks: [
        {
          title: 'Find a certificate',
          steps: [
            'Choose a **State** to narrow the list down, **Suspended** for instance.',
            'Press the name of the site to open its certificate.',
          ],
        },
      ],
      words: [
        ['**Valid with conditions**', 'For one event only, under the conditions that are written in it.'],
        ['**Suspended**', 'Something about the connection has changed; it must be tested again before it holds.'],
        ['**SIMULATION**', 'It comes from a simulation and proves nothing about a real connection.'],
      ],
    },
  },
  certificate: {
    ask: 'technician',
    id: {
      title: 'Sebuah sertifikat',
      about: 'Apa yang diukur dan diputuskan, apakah datanya masih utuh, dan apa yang terjadi sesudahnya.',
      tasks: [
        {
          title: 'Memeriksa dan mengunduh',
          steps: [
            'Tekan **Periksa keutuhan**. Bila ada yang diubah, namanya disebut, sampai ke menit sampelnya.',
            'Di **Unduh** ambil **Sertifikat (PDF)**; petugas juga dapat mengambil **Sampel mentah (CSV)** dan **Isi bertanda tangan (JSON)**.',
          ],
        },
        {
          title: 'Menangguhkan atau mencabut',
          for: ['approver', 'technician', 'admin'],
          steps: [
            '**Tangguhkan** bila sambungannya diragukan: sertifikat tidak berlaku sampai diuji lagi.',
            '**Cabut** hanya dapat dilakukan pimpinan, dan tidak dapat dibatalkan.',
            'Tulis **Alasan**. Kedua kontak teknis diberi tahu.',
          ],
        },
        {
          title: 'Memberlakukan lagi setelah alamat IP berganti',
          for: ['admin'],
          steps: [
            'Jalankan uji singkat dengan lokasi itu: semua syarat dan sepuluh menit pengukuran, lalu putuskan layak.',
            'Tekan **Berlakukan lagi**, pilih uji pada **Berdasarkan uji**, dan centang **Alamat baru berasal dari penyedia yang sama**.',
          ],
        },
      ],
      words: [
        ['**Riwayat keadaan**', 'Setiap perubahan keadaan, dengan sebab, waktu, dan jabatan yang melakukannya.'],
        [
          '**Yang menjamin**',
          'Apakah angka itu dilihat server sendiri, diperiksa silang, atau hanya dilaporkan perangkat.',
        ],
      ],
      refusals: [
        [
          'Berganti ruang, kamera, mikrofon, bridge, atau bandwidth',
          'Uji singkat tidak cukup: jalankan uji koneksi penuh, yang menerbitkan sertifikat baru.',
        ],
      ],
    },
    en: {
      title: 'One certificate',
      about: 'What was measured and decided, whether its data is intact, and what happened since.',
      tasks: [
        {
          title: 'Verify and download',
          steps: [
            'Press **Verify**. If something was changed it is named, down to the minute of its samples.',
            'Under **Download** take the **Certificate (PDF)**; officers can also take **Raw samples (CSV)** and the **Signed content (JSON)**.',
          ],
        },
        {
          title: 'Suspend or revoke',
          for: ['approver', 'technician', 'admin'],
          steps: [
            '**Suspend** it when the connection is in doubt: it does not hold until it is tested again.',
            '**Revoke** is for the head alone, and cannot be undone.',
            'Write the **Reason**. Both technical contacts are told.',
          ],
        },
        {
          title: 'Let it hold again after the IP address has changed',
          for: ['admin'],
          steps: [
            'Run a short test with that site: all gates and ten measured minutes, then decide that it is certified.',
            'Press **Let it hold again**, choose the test at **On the strength of**, and tick **The new address belongs to the same provider**.',
          ],
        },
      ],
      words: [
        ['**History of its states**', 'Every change of state, with its cause, its time and the position that did it.'],
        [
          '**Who vouches**',
          'Whether the server saw a number itself, cross-checked it, or a device merely reported it.',
        ],
      ],
      refusals: [
        [
          'Another room, camera, microphone, bridge or bandwidth',
          'A short test is not enough: run a whole test call, which issues a certificate of its own.',
        ],
      ],
    },
  },
  'public-certificate': {
    ask: 'inviter',
    id: {
      title: 'Pemeriksaan sertifikat',
      about: 'Siapa pun yang memegang kertasnya dapat melihat apakah sebuah sertifikat masih berlaku dan datanya utuh.',
      tasks: [
        {
          title: 'Memeriksa sertifikat',
          steps: [
            'Pindai kode QR pada sertifikat, atau ketik alamat yang tercetak di sampingnya.',
            'Bandingkan **Lokasi**, **Kelas sambungan**, dan **Berlaku sampai** dengan yang tercetak.',
          ],
        },
      ],
      words: [
        ['**Sertifikat ini berlaku**', 'Sambungan lokasi itu diuji dan dinyatakan layak sampai tanggal yang tertulis.'],
        [
          '**Kode sertifikat tidak dikenal**',
          'Periksa lagi alamatnya. Bila benar, sertifikat itu bukan terbitan instansi ini.',
        ],
      ],
    },
    en: {
      title: 'Certificate check',
      about: 'Whoever holds the paper can see whether a certificate still holds and whether its data is intact.',
      tasks: [
        {
          title: 'Check a certificate',
          steps: [
            'Scan the QR code on the certificate, or type the address printed beside it.',
            'Compare **Site**, **Class of line** and **Valid until** with what is printed.',
          ],
        },
      ],
      words: [
        [
          '**This certificate is valid**',
          'The connection of that site was tested and found fit until the date that is written.',
        ],
        [
          '**The code is not known**',
          'Check the address again. If it is right, this institution did not issue the certificate.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
