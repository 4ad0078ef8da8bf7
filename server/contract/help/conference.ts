/** Help of test calls, client sites, the schedule and the reports. */
import type { HelpTopic } from './topic.ts';

export const conferenceTopics = {
  'test-call': {
    ask: 'technician',
    id: {
      title: 'Uji koneksi',
      about: 'Mengukur sambungan kedua sisi sebelum acara, lalu menyimpan keputusan layak atau tidak.',
      tasks: [
        {
          title: 'Menjalankan uji koneksi',
          steps: [
            'Tekan **Salin untuk tuan rumah** dan **Salin untuk audiens**, lalu kirim setiap tautan kepada petugas teknis sisinya.',
            'Tunggu sampai kedua sisi **Terhubung**. Angka muncul sendiri.',
            'Pilih tahap satu per satu. Pada **Gambar dan suara ukur** halaman mengirim gambar dan nada ukur; pada **Kamera dan mikrofon** mintalah kedua sisi bergantian berbicara.',
            'Tahap **Pemulihan** memutus jalur media kedua sisi satu per satu dan mengukur berapa detik sampai pulih. Tunggu sampai keduanya kembali.',
            'Bila klien menyatakan jembatan, mintalah titik akhir di baliknya bergabung, amati, lalu jawab **Suara dan gambar dipertukarkan dengan titik akhir di balik jembatan**.',
            'Mintalah kedua kontak teknis menjawab pertanyaan di halamannya, lalu tekan **Hitung lagi** untuk melihat usulan rubrik.',
          ],
        },
        {
          title: 'Menyimpan keputusan',
          steps: [
            'Pada **Hasil uji** pilih **Layak**, **Layak dengan syarat**, atau **Tidak layak**. Melebihi usulan rubrik hanya dapat diputuskan pimpinan prosedur.',
            'Tulis **Catatan**: apa yang Anda lihat dan dengar, dan alasannya.',
            'Tekan **Simpan keputusan**. Nama Anda, waktunya, dan seluruh sampel ikut tersimpan.',
          ],
        },
      ],
      words: [
        [
          '**Pulang-pergi pengirim ke server**',
          'Berapa lama suara pergi dan kembali. Di atas 300 milidetik orang mulai saling memotong.',
        ],
        ['**Paket hilang**', 'Bagian data yang tidak sampai. Lebih dari beberapa persen terdengar putus-putus.'],
        ['**Jitter**', 'Naik turunnya jeda. Angka kecil berarti suara rata.'],
        ['**diamati server**', 'Diukur oleh server sendiri.'],
        ['**diperiksa silang**', 'Laporan peramban yang cocok dengan ukuran server.'],
        ['**laporan peramban**', 'Hanya dikatakan oleh peramban di sisi itu.'],
      ],
      refusals: [
        [
          'Keputusan belum dapat dibuat',
          'Diperlukan sampel dari kedua arah. Periksa apakah kedua sisi sudah bergabung.',
        ],
        [
          'SIMULASI',
          'Kedua sisi di komputer yang sama atau kameranya tiruan; hasilnya bukan sertifikat. Ulangi dari ruang yang sebenarnya.',
        ],
      ],
    },
    en: {
      title: 'Test call',
      about: 'Measuring the connection of both sides before the event, and storing whether it is fit.',
      tasks: [
        {
          title: 'Run a test call',
          steps: [
            'Press **Copy for the host** and **Copy for the audience**, and send each link to the technical contact of that side.',
            'Wait until both sides are **Connected**. Numbers appear by themselves.',
            'Choose one phase after the other. In **Test picture and sound** the pages send made pictures and tones; in **Camera and microphone** ask both sides to speak in turn.',
            'The phase **Recovery** cuts the media of both sides, one after the other, and measures how many seconds it takes to be back. Wait until both are.',
            'Where the client declared a bridge, let an endpoint behind it join, watch, and answer **Sound and pictures were exchanged with an endpoint behind the bridge**.',
            'Ask both technical contacts to answer the questions on their page, then press **Compute again** to see what the rubric proposes.',
          ],
        },
        {
          title: 'Store the decision',
          steps: [
            'At **Result of the test** choose **Certified**, **Certified with conditions** or **Not certified**. Only the head of the procedure can decide for more than the rubric proposes.',
            'Write a **Note**: what you saw and heard, and why.',
            'Press **Store the decision**. Your name, the time and every sample are stored with it.',
          ],
        },
      ],
      words: [
        [
          '**Round trip sender to server**',
          'How long sound takes there and back. Above 300 milliseconds people begin to interrupt each other.',
        ],
        ['**Packets lost**', 'The share of data that does not arrive. More than a few percent is heard as gaps.'],
        ['**Jitter**', 'How much the delay varies. A small number means even sound.'],
        ['**server-observed**', 'Measured by the server itself.'],
        ['**cross-checked**', 'Told by the browser and in agreement with the server’s own measure.'],
        ['**self-reported**', 'Told by the browser of that side alone.'],
      ],
      refusals: [
        ['No decision can be stored yet', 'Samples of both directions are needed. See whether both sides have joined.'],
        [
          'SIMULATED',
          'Both sides ran on one computer or a camera was a fake one; that is no certificate. Test again from the real rooms.',
        ],
      ],
    },
  },
  'actual-call': {
    ask: 'technician',
    id: {
      title: 'Panggilan sebenarnya',
      about: 'Melihat mutu kedua arah selama konferensi berlangsung, dan membandingkannya dengan uji koneksi.',
      tasks: [
        {
          title: 'Mengukur konferensi',
          steps: [
            'Buka **Pantau mutu panggilan** di halaman permohonan setelah ruang tuan rumah dan ruang audiens bergabung.',
            'Pilih peserta yang mewakili **Tuan rumah** dan yang mewakili **Audiens**, lalu tekan **Simpan**. Angka muncul sendiri.',
            'Di **Dibandingkan dengan uji koneksi** tekan **Hitung lagi** untuk melihat apa yang lebih buruk daripada saat uji.',
          ],
        },
      ],
      words: [
        ['**Saat uji**', 'Angka yang sama dari uji koneksi yang disertifikasi.'],
        ['**lebih buruk**', 'Di luar rentang yang terlihat saat uji, ke arah yang tidak baik.'],
      ],
      refusals: [
        [
          'Sertifikat ditangguhkan setelah konferensi',
          'Suara buruk pada lebih dari sepersepuluh waktu, atau sambungan putus lebih dari dua kali. Ulangi uji koneksi sebelum acara berikutnya.',
        ],
      ],
    },
    en: {
      title: 'Actual call',
      about: 'Watching the quality of both directions while the conference runs, and comparing it with the test call.',
      tasks: [
        {
          title: 'Measure the conference',
          steps: [
            'Open **Watch the call’s quality** on the request’s page once the host’s and the audience’s room have joined.',
            'Choose who stands for the **Host** and who for the **Audience**, and press **Save**. Numbers appear by themselves.',
            'At **Compared with the test call** press **Compute again** to see what is worse than in the test.',
          ],
        },
      ],
      words: [
        ['**In the test**', 'The same number in the certified test call.'],
        ['**worse**', 'Outside the range that was seen in the test, on the bad side.'],
      ],
      refusals: [
        [
          'A certificate is suspended after the conference',
          'Speech was bad for more than a tenth of the time, or the connection dropped more than twice. Repeat the test call before the next event.',
        ],
      ],
    },
  },
  sites: {
    ask: 'technician',
    id: {
      title: 'Lokasi klien',
      about: 'Daftar ruang klien yang pernah mengirim profilnya. Profilnya dipakai lagi pada permohonan berikutnya.',
      tasks: [
        {
          title: 'Melihat sebuah lokasi',
          steps: [
            'Pilih lokasinya di daftar **Lokasi klien**. Teknisi membukanya dari bawah papan di beranda; dari halaman permohonan, lewat nama lokasinya.',
            'Di **Riwayat alamat** tampil alamat mana yang dinyatakan, terlihat, atau dilaporkan berubah, dan sejak kapan.',
            'Di **Permohonan dengan lokasi ini** pilih satu untuk membukanya.',
          ],
        },
      ],
      words: [
        ['**dinyatakan klien**', 'Ditulis klien dalam profilnya.'],
        ['**terlihat saat tersambung**', 'Alamat tempat sambungan itu benar-benar datang.'],
        ['**dilaporkan berubah**', 'Klien melaporkan alamat baru; ujilah sambungannya lagi.'],
      ],
    },
    en: {
      title: 'Client sites',
      about: 'Rooms of clients who have sent a profile. It is used again in later requests.',
      tasks: [
        {
          title: 'Look at a site',
          steps: [
            'Choose it in the list **Client sites**. Technicians open it from below the board on the home page; from the page of a request, by the name of the site.',
            '**History of addresses** shows which were declared, seen or reported as changed, and since when.',
            'In **Requests with this site** choose one to open it.',
          ],
        },
      ],
      words: [
        ['**declared by the client**', 'Written by the client in the profile.'],
        ['**seen while connected**', 'The address from which the connection really came.'],
        ['**reported as changed**', 'The client reported a new address; test the connection again.'],
      ],
    },
  },
  schedule: {
    ask: 'technician',
    id: {
      title: 'Jadwal',
      about: 'Apa yang dipesan, menurut ruang atau menurut teknisi, untuk sehari, seminggu, atau sebulan.',
      tasks: [
        {
          title: 'Melihat jadwal',
          steps: [
            'Pada **Tampilkan menurut** pilih **Ruang** atau **Teknisi**.',
            'Pada **Rentang** pilih **Hari**, **Minggu**, atau **Bulan**, lalu berpindah dengan panah; **Hari ini** membawa Anda kembali.',
            'Pada **Bentuk** pilih **Bagan** atau **Daftar**. Daftar lebih mudah dibaca pembaca layar.',
          ],
        },
      ],
      words: [
        ['**Dipesan**', 'Dipegang oleh sebuah permohonan, termasuk waktu persiapannya.'],
        ['**Tidak tersedia**', 'Ditutup: perbaikan, dinas luar, atau cuti.'],
      ],
      refusals: [
        [
          'Belum ada ruang atau teknisi',
          'Admin menambahkan ruang di **Administrasi** dan menempatkan orang pada jabatan teknisi.',
        ],
      ],
    },
    en: {
      title: 'Schedule',
      about: 'What is reserved, by place or by technician, for a day, a week or a month.',
      tasks: [
        {
          title: 'Look at the schedule',
          steps: [
            'At **Show by** choose **Place** or **Technician**.',
            'At **Range** choose **Day**, **Week** or **Month** and move on with the arrows; **Today** brings you back.',
            'At **Form** choose **Chart** or **List**. The list is easier for screen readers.',
          ],
        },
      ],
      words: [
        ['**Reserved**', 'Held by a request, with the time it takes to prepare.'],
        ['**Not available**', 'Closed: repairs, travel or leave.'],
      ],
      refusals: [
        [
          'No places or technicians yet',
          'An administrator adds places in **Administration** and puts people into a technician’s position.',
        ],
      ],
    },
  },
  reports: {
    ask: 'admin',
    id: {
      title: 'Laporan',
      about:
        'Tabel untuk rapat dan pertanggungjawaban: rekap, kepatuhan waktu baku, tenggat, penolakan, pemakaian ruang.',
      tasks: [
        {
          title: 'Membuat laporan',
          steps: [
            'Pada **Laporan** pilih jenisnya.',
            'Pilih **Rentang** dan tanggal di dalamnya; persempit dengan **Ruang** atau **Unit atau OPD**.',
            'Di **Unduh laporan ini** pilih PDF untuk dicetak, XLSX atau CSV untuk diolah.',
          ],
        },
      ],
      words: [
        ['**Kepatuhan waktu baku**', 'Bagian tahap yang selesai dalam waktunya menurut jam kerja.'],
        ['**Pemakaian ruang**', 'Bagian jam buka yang terpakai. Penutupan tidak dihitung sebagai jam buka.'],
        [
          '**Uji koneksi per lokasi**',
          'Berapa uji yang lulus di tiap lokasi klien, bulan demi bulan, dan sebab bila tidak.',
        ],
        ['**Uji koneksi per ukuran**', 'Ukuran mana yang paling sering gagal.'],
      ],
      refusals: [
        ['Tidak ada data pada rentang ini', 'Pilih rentang lain, atau kosongkan saringan.'],
        ['Terlalu banyak baris', 'Persempit rentangnya, atau unduh sebagai CSV.'],
      ],
    },
    en: {
      title: 'Reports',
      about: 'Tables for meetings and accounts: schedule, time standards, lead time, rejections, use of places.',
      tasks: [
        {
          title: 'Make a report',
          steps: [
            'At **Report** choose its kind.',
            'Choose the **Range** and a date in it; narrow it down by **Place** or **Unit**.',
            'At **Download this report** choose PDF for printing, XLSX or CSV for working on.',
          ],
        },
      ],
      words: [
        ['**Time standards**', 'The share of steps that were done in time, by working hours.'],
        [
          '**Utilisation of places**',
          'The share of opening hours that is used. Closures do not count as opening hours.',
        ],
        ['**Test calls by site**', 'How many tests each client’s site passed, month by month, and the cause when not.'],
        ['**Test calls by metric**', 'Which metric fails most often.'],
      ],
      refusals: [
        ['Nothing in this range', 'Choose another range, or clear the filters.'],
        ['Too many rows', 'Choose a shorter range, or download it as CSV.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
