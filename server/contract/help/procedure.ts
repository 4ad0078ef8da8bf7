/** Help of the procedures: their list, making one, publishing a version. */
import type { HelpTopic } from './topic.ts';

export const procedureTopics = {
  procedures: {
    ask: 'operator',
    id: {
      title: 'Prosedur (SOP)',
      about: 'Setiap layanan mengikuti satu prosedur. Yang sedang berjalan tetap memakai versi saat diajukan.',
      tasks: [
        {
          title: 'Mengubah atau menambah prosedur',
          steps: [
            'Tekan **Buka** pada prosedurnya untuk menerbitkan versi baru.',
            'Layanan baru? Tekan **Buat prosedur baru** dan mulailah dari naskah yang mirip.',
          ],
        },
      ],
      words: [
        ['**Aktif**', 'Dapat diajukan; permohonan baru memakai versi terbarunya.'],
        ['**Ditarik**', 'Tidak dapat diajukan lagi; yang berjalan tetap diselesaikan.'],
      ],
    },
    en: {
      title: 'Procedures (SOP)',
      about: 'Every service follows one procedure. Requests under way keep the version they began with.',
      tasks: [
        {
          title: 'Change a procedure or add one',
          steps: [
            'Press **Open** at the procedure to publish a new version.',
            'A new service? Press **Make a new procedure** and begin with a text that is like it.',
          ],
        },
      ],
      words: [
        ['**Active**', 'It can be requested; new requests use its newest version.'],
        ['**Retired**', 'It can no longer be requested; what is under way is finished.'],
      ],
    },
  },
  'new-procedure': {
    ask: 'operator',
    id: {
      title: 'Prosedur baru',
      about: 'Menambah layanan: naskah prosedurnya ditulis di sini, dengan gambar alur di sampingnya.',
      tasks: [
        {
          title: 'Membuat prosedur',
          steps: [
            'Pada **Mulai dari naskah** pilih yang paling mirip, lalu tekan **Muat naskah**.',
            'Tulis **Kode**: nama pendek yang tetap.',
            'Ubah naskahnya. Setiap kesalahan disebut dengan nomor barisnya; gambar alur mengikuti.',
            'Tulis **Catatan perubahan**, lalu tekan **Terbitkan prosedur**.',
            'Sesudah itu tetapkan pemegang jabatan yang disebut di naskah.',
          ],
        },
      ],
      words: [
        [
          'Tahap',
          'Satu langkah: jabatan yang mengerjakan, keputusan yang boleh diambil, waktu baku, dan tahap berikutnya.',
        ],
        ['Waktu baku', 'Berapa lama sebuah tahap boleh berjalan, dihitung dalam jam kerja.'],
      ],
      refusals: [
        [
          'Ada hal yang perlu diperbaiki',
          'Perbaiki setiap baris yang disebut. Naskah yang salah tidak dapat diterbitkan.',
        ],
      ],
    },
    en: {
      title: 'New procedure',
      about: 'Adding a service: the text of its procedure is written here, with a picture of the flow beside it.',
      tasks: [
        {
          title: 'Make a procedure',
          steps: [
            'At **Begin with** choose what is most like it, then press **Load the text**.',
            'Write the **Code**: a short name that stays.',
            'Change the text. Each mistake is named with its line; the picture of the flow follows.',
            'Write the **Change note**, then press **Publish the procedure**.',
            'After that, say who holds the positions that the text names.',
          ],
        },
      ],
      words: [
        [
          'Step',
          'One part of the work: the position that does it, the decisions it may take, its time standard, and what follows.',
        ],
        ['Time standard', 'How long a step may take, counted in working hours.'],
      ],
      refusals: [
        [
          'There are things to put right',
          'Put right every line that is named. A text with mistakes cannot be published.',
        ],
      ],
    },
  },
  procedure: {
    ask: 'operator',
    id: {
      title: 'Satu prosedur',
      about: 'Naskah, gambar alur, dan riwayat versi satu prosedur.',
      tasks: [
        {
          title: 'Menerbitkan versi baru',
          steps: [
            'Ubah naskahnya. Perubahan disimpan di peramban ini sampai diterbitkan; **Buang perubahan** mengembalikannya.',
            'Perbaiki setiap baris yang disebut, sampai tampil **Naskah benar dan dapat diterbitkan.**',
            'Tulis **Catatan perubahan**, lalu tekan **Terbitkan versi 2** (angkanya mengikuti versi berikutnya).',
          ],
        },
        {
          title: 'Kembali ke versi lama',
          steps: [
            'Di **Riwayat versi** tekan **Muat naskah versi 1** pada versi yang diinginkan, lalu terbitkan sebagai versi baru.',
          ],
        },
        {
          title: 'Menghentikan layanan',
          steps: ['Tekan **Tarik prosedur**. **Aktifkan kembali** mengembalikannya.'],
        },
      ],
      refusals: [
        ['Keadaan sudah berubah', 'Admin lain menerbitkan lebih dahulu. Bandingkan dengan versi terbaru, lalu ulangi.'],
      ],
    },
    en: {
      title: 'One procedure',
      about: 'The text, the picture of the flow, and the versions of one procedure.',
      tasks: [
        {
          title: 'Publish a new version',
          steps: [
            'Change the text. Changes are kept in this browser until they are published; **Discard the changes** takes them back.',
            'Put right every line that is named, until it says **The text is right and can be published.**',
            'Write the **Change note**, then press **Publish version 2** (the number is that of the next version).',
          ],
        },
        {
          title: 'Go back to an older version',
          steps: [
            'In **Versions** press **Load the text of version 1** at the one you want, then publish it as a new version.',
          ],
        },
        {
          title: 'End a service',
          steps: ['Press **Retire the procedure**. **Activate again** brings it back.'],
        },
      ],
      refusals: [
        [
          'The state has changed',
          'Another administrator published first. Compare with the newest version, then do it again.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
