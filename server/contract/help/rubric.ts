/** Help of the rubrics: their list, making one, changing limits. */
import type { HelpTopic } from './topic.ts';

const wordsId = [
  ['**Kritis**', 'Satu catatan saja pada ukuran ini sudah membuat hasilnya bersyarat.'],
  ['**Dengan catatan**', 'Masih cukup; beberapa catatan dengan penyebab yang sama dihitung satu.'],
  ['Pagar pengaman', 'Sejauh mana sebuah batas boleh dilonggarkan. Memperketat selalu boleh.'],
] as const;
const wordsEn = [
  ['**Critical**', 'A single marginal of this metric makes the result conditional.'],
  ['**Marginal**', 'Still enough; several of the same cause count once.'],
  ['Guard rail', 'How far a limit may be loosened. Making it stricter is always allowed.'],
] as const;

export const rubricTopics = {
  rubrics: {
    ask: 'operator',
    id: {
      title: 'Rubrik uji koneksi',
      about:
        'Menurut rubrik inilah uji koneksi dinilai: gerbang yang harus terbuka, batas setiap ukuran, dan aturan keputusan.',
      tasks: [
        {
          title: 'Melihat atau mengubah batas',
          steps: [
            'Tekan **Buka** pada rubrik yang dipakai layanan Anda.',
            'Layanan dengan kebutuhan lain? Tekan **Buat rubrik baru**, lalu sebutkan kodenya di naskah prosedur (policies.rubric).',
          ],
        },
      ],
      words: wordsId,
    },
    en: {
      title: 'Rubrics of the test call',
      about:
        'Test calls are judged by these: gates that must be open, limits of every metric, and the rule of decision.',
      tasks: [
        {
          title: 'See or change the limits',
          steps: [
            'Press **Open** at the rubric that your service uses.',
            'A service with other needs? Press **Make a new rubric**, then name its code in the text of the procedure (policies.rubric).',
          ],
        },
      ],
      words: wordsEn,
    },
  },
  'new-rubric': {
    ask: 'operator',
    id: {
      title: 'Rubrik baru',
      about: 'Menambah rubrik untuk layanan yang kebutuhannya berbeda.',
      tasks: [
        {
          title: 'Membuat rubrik',
          steps: [
            'Pada **Mulai dari rubrik** pilih yang paling mirip, lalu tekan **Muat naskah**.',
            'Tulis **Kode**, nama pendek yang nanti disebut prosedur.',
            'Ubah batasnya. Setiap kesalahan disebut dengan nomor barisnya.',
            'Tulis **Catatan perubahan**, lalu tekan **Terbitkan rubrik**.',
          ],
        },
      ],
      refusals: [['Kode itu sudah dipakai', 'Pilih kode lain, atau buka rubrik itu dan terbitkan versi barunya.']],
    },
    en: {
      title: 'New rubric',
      about: 'Adding a rubric for a service that needs something else.',
      tasks: [
        {
          title: 'Make a rubric',
          steps: [
            'At **Begin with the rubric** choose what is most like it, then press **Load the text**.',
            'Write the **Code**, the short name by which procedures will name it.',
            'Change the limits. Each mistake is named with its line.',
            'Write the **Change note**, then press **Publish the rubric**.',
          ],
        },
      ],
      refusals: [
        ['That code is already in use', 'Choose another code, or open that rubric and publish a new version.'],
      ],
    },
  },
  rubric: {
    ask: 'operator',
    id: {
      title: 'Satu rubrik',
      about: 'Naskah rubrik, isinya sebagai tabel untuk setiap kelas jalur, dan riwayat versinya.',
      tasks: [
        {
          title: 'Mengubah batas',
          steps: [
            'Di **Isi rubrik** pilih kelas jalurnya, lalu tekan nama ukurannya untuk menuju barisnya dalam naskah.',
            'Ubah angkanya sampai tampil **Naskah benar dan dapat diterbitkan.**',
            'Tulis **Catatan perubahan**, lalu tekan **Terbitkan versi 2** (angkanya mengikuti versi berikutnya).',
          ],
        },
        {
          title: 'Kembali ke versi lama',
          steps: ['Di **Riwayat versi** tekan **Muat naskah versi 1**, lalu terbitkan sebagai versi baru.'],
        },
      ],
      words: wordsId,
      refusals: [
        ['Pagar pengaman', 'Batas itu terlalu longgar; kalimatnya menyebut angka terjauh dan alasannya.'],
        ['Keadaan sudah berubah', 'Admin lain menerbitkan lebih dahulu. Bandingkan dengan versi terbaru, lalu ulangi.'],
      ],
    },
    en: {
      title: 'One rubric',
      about: 'The text of a rubric, what it says as a table for each class of line, and its versions.',
      tasks: [
        {
          title: 'Change a limit',
          steps: [
            'In **What it says** choose the class of line, then press the name of the metric to go to its line in the text.',
            'Change the number until it says **The text is right and can be published.**',
            'Write the **Change note**, then press **Publish version 2** (the number is that of the next version).',
          ],
        },
        {
          title: 'Go back to an older version',
          steps: ['In **Versions** press **Load the text of version 1**, then publish it as a new version.'],
        },
      ],
      words: wordsEn,
      refusals: [
        ['Guard rail', 'That limit is too loose; the sentence names the furthest number and the reason.'],
        [
          'The state has changed',
          'Another administrator published first. Compare with the newest version, then do it again.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
