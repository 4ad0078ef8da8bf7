/** Help of filing a request, going on with it and putting it right. */
import type { HelpTopic } from './topic.ts';

export const filingTopics = {
  'new-request': {
    ask: 'admin',
    id: {
      title: 'Ajukan permohonan',
      about: 'Di sini Anda meminta konferensi. Formulirnya sama dengan formulir instansi Anda.',
      tasks: [
        {
          title: 'Ajukan permohonan Anda sendiri',
          for: ['requester'],
          steps: [
            'Pilih layanan yang Anda perlukan.',
            'Isi formulirnya. Isian tersimpan sendiri selagi Anda mengetik, jadi Anda boleh berhenti dan kembali lewat **Draf Anda**.',
            'Lampirkan surat atau berkas yang diminta: PDF atau gambar.',
            'Tekan **Periksa dan kirim**, baca sekali lagi, lalu tekan **Kirim permohonan**.',
            'Begitu terkirim, permohonan mendapat nomor, dan waktu serta tempatnya dipegang untuk Anda.',
          ],
        },
        {
          title: 'Daftarkan permohonan orang lain',
          for: ['approver', 'technician', 'admin'],
          steps: [
            'Pilih layanannya. Bila ditanya, pilih **Atas nama orang lain**.',
            'Pada **Diterima lewat** pilih surat, email, telepon, SMS, atau datang langsung, lalu isi tanggal dan jam diterima. Waktu itu menentukan urutan dan hanya diisi sekali.',
            'Tekan **Lanjut mengisi**, isi data pemohon, lalu lampirkan pindaian surat atau pesannya.',
            'Tekan **Periksa dan kirim**, lalu **Kirim permohonan**.',
          ],
        },
        {
          title: 'Bila ruang atau waktunya sudah terisi',
          steps: [
            'Di **Pilihan yang masih kosong** pilih salah satu: waktunya langsung diambil dan permohonan terkirim.',
            'Atau tekan **Masuk daftar tunggu**. Bila waktunya kosong, Anda ditawari menurut urutan.',
            'Atau tekan **Ubah isian** dan pilih waktu lain.',
          ],
        },
        {
          title: 'Bila terlalu dekat atau di luar jam kerja',
          steps: [
            'Pilih waktu lain dengan **Ubah isian**, atau tulis alasannya lalu tekan **Kirim permintaan izin**.',
            'Jabatan yang disebut di layar memutuskan. Sampai saat itu waktu dan tempatnya belum dipegang.',
          ],
        },
      ],
      words: [
        ['Draf', 'Belum terkirim: belum bernomor dan belum memegang ruang.'],
        ['Tenggat pengajuan', 'Berapa hari sebelum acara permohonan paling lambat masuk, menurut SOP.'],
        ['Urutan', 'Siapa yang permohonan lengkapnya lebih dahulu diterima, didahulukan.'],
      ],
      refusals: [
        [
          'Beberapa isian perlu diperbaiki',
          'Daftarnya tampil di atas. Pilih satu baris untuk langsung menuju isiannya.',
        ],
        ['Berkas ditolak', 'Simpan sebagai PDF, JPG, atau PNG dan perkecil bila terlalu besar, lalu coba lagi.'],
        [
          'Server tidak terjangkau atau sesi berakhir',
          'Isian tetap ada di perangkat ini. Tunggu, atau tekan **Masuk lagi**.',
        ],
      ],
    },
    en: {
      title: 'File a request',
      about: 'Here you ask for a conference. The form is that of your institution.',
      tasks: [
        {
          title: 'File a request of your own',
          for: ['requester'],
          steps: [
            'Choose the service you need.',
            'Fill in the form. It is saved as you type, so you may stop and come back through **Your drafts**.',
            'Attach the letter or files that are asked for: PDF or pictures.',
            'Press **Review and send**, read it once more, then press **Send the request**.',
            'Once sent it has a number, and its time and place are held for you.',
          ],
        },
        {
          title: 'Register somebody else’s request',
          for: ['approver', 'technician', 'admin'],
          steps: [
            'Choose the service. If you are asked, choose **On behalf of somebody else**.',
            'At **Received by** choose letter, email, telephone, SMS or walk-in, then enter day and time of receipt. That time decides the turn and is entered only once.',
            'Press **Go on to the form**, fill in the applicant’s data, then attach the scanned letter or message.',
            'Press **Review and send**, then **Send the request**.',
          ],
        },
        {
          title: 'If the place or time is taken',
          steps: [
            'In **Still free** choose one: it is taken and the request sent at once.',
            'Or press **Go on the waiting list**. When the slot becomes free it is offered in turn.',
            'Or press **Change the form** and choose another time.',
          ],
        },
        {
          title: 'If it is too close or outside working hours',
          steps: [
            'Choose another time with **Change the form**, or write the reason and press **Ask for permission**.',
            'The position named on the screen decides. Until then time and place are not held.',
          ],
        },
      ],
      words: [
        ['Draft', 'Not sent: it has no number and holds no place.'],
        ['Lead time', 'How many days before the event a request has to come in, by the procedure.'],
        ['Turn', 'Whose complete request was received first is served first.'],
      ],
      refusals: [
        ['Some fields need to be put right', 'They are listed at the top. Choose a line to go straight to its field.'],
        ['A file is refused', 'Save it as PDF, JPG or PNG, smaller if it is too large, and try again.'],
        [
          'The server cannot be reached, or the session has ended',
          'What you filled in stays on this device. Wait, or press **Sign in again**.',
        ],
      ],
    },
  },
  'edit-request': {
    ask: 'admin',
    id: {
      title: 'Lanjutkan atau perbaiki permohonan',
      about: 'Melanjutkan draf, atau memperbaiki permohonan yang dikembalikan.',
      tasks: [
        {
          title: 'Perbaiki lalu kirim lagi',
          steps: [
            'Baca alasan pengembalian di bagian atas.',
            'Ubah isian atau lampirannya. Perubahan tersimpan sendiri.',
            'Tekan **Periksa dan kirim**, lalu **Kirim lagi** (draf: **Kirim permohonan**).',
          ],
        },
      ],
      words: [
        [
          'Masa tenggang',
          'Selama itu waktu, tempat, dan urutan Anda tetap dipegang. Halaman permohonan menyebut batasnya. Sesudah itu permohonan mendapat urutan baru.',
        ],
      ],
      refusals: [
        [
          'Permohonan tidak dapat diubah lagi di sini',
          'Permohonan sedang diproses. Tekan **Buka permohonan**; waktu dan tempat diubah dari sana.',
        ],
        ['Keadaan sudah berubah', 'Orang lain menyimpan lebih dulu. Lihat keadaan terbaru, lalu ulangi.'],
      ],
    },
    en: {
      title: 'Go on with a request, or put it right',
      about: 'Going on with a draft, or putting right a request that came back.',
      tasks: [
        {
          title: 'Put it right and send it again',
          steps: [
            'Read at the top why it came back.',
            'Change the form or its attachments. Changes are saved as you type.',
            'Press **Review and send**, then **Send it again** (a draft: **Send the request**).',
          ],
        },
      ],
      words: [
        [
          'Period of grace',
          'For so long your time, place and turn stay held. The request’s page says until when. After that it gets a new turn.',
        ],
      ],
      refusals: [
        [
          'The request can no longer be changed here',
          'It is being worked on. Press **Open the request**; time and place are changed from there.',
        ],
        ['The state has changed', 'Somebody else saved first. Look at the newest state, then do it again.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
