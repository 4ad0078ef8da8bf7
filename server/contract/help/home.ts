/** Help of the home page and of the list of requests. */
import type { HelpTopic } from './topic.ts';

export const homeTopics = {
  home: {
    ask: 'admin',
    id: {
      title: 'Beranda',
      about:
        'Halaman pertama sesudah masuk. Isinya mengikuti peran Anda; siapa yang berperan lebih dari satu melihat satu tab untuk setiap peran.',
      tasks: [
        {
          title: 'Melihat permohonan Anda',
          for: ['requester'],
          steps: [
            'Tekan **Ajukan permohonan** bila Anda perlu konferensi.',
            'Lihat yang berjalan di **Akan datang**, dan draf di **Draf yang belum dikirim**. Pilih satu untuk membukanya.',
            'Yang bertanda **Dikembalikan** menunggu perbaikan dari Anda.',
          ],
        },
        {
          title: 'Melihat tugas yang menunggu',
          for: ['approver'],
          steps: [
            'Bacalah dari atas: yang batas waktunya paling dekat berada paling atas.',
            'Pilih sebuah tugas untuk membuka permohonannya dan memutuskan.',
            'Untuk memutuskan beberapa sekaligus, tekan **Semua tugas dan putusan bersama**.',
          ],
        },
        {
          title: 'Melihat papan teknisi',
          for: ['technician'],
          steps: [
            'Di **Sedang berlangsung** tampil konferensi yang berjalan saat ini.',
            'Pekerjaan Anda terbagi menurut **Uji koneksi**, **Persiapan**, **Konferensi**, dan **Laporan dan arsip**.',
            'Pilih sebuah kartu untuk mengerjakan tahapnya.',
          ],
        },
        {
          title: 'Melihat keadaan instansi',
          for: ['admin'],
          steps: [
            'Lihat **Jadwal ruang** untuk hari ini; ganti harinya dengan panah.',
            'Lihat permohonan terbaru di bawahnya, atau tekan **Semua permohonan**.',
            'Pengaturan instansi ada di menu **Administrasi**.',
          ],
        },
      ],
      words: [
        ['Lonceng', 'Kabar untuk Anda; angkanya menunjukkan berapa yang belum dibaca.'],
        ['Zona waktu', 'Setiap jam menyebut zonanya: WIB, WITA, atau WIT.'],
      ],
      refusals: [
        ['Akun Anda belum memiliki peran', 'Hak mengikuti jabatan. Minta admin menetapkan jabatan Anda.'],
        [
          'Anda tidak berwenang',
          'Hal itu milik peran lain. Bila seharusnya boleh, minta admin memeriksa jabatan Anda.',
        ],
      ],
    },
    en: {
      title: 'Home',
      about:
        'The first page after signing in. It follows your role; people with several roles see a tab for each of them.',
      tasks: [
        {
          title: 'See your requests',
          for: ['requester'],
          steps: [
            'Press **File a request** when you need a conference.',
            'See what is under way in **To come**, and drafts in **Drafts not sent yet**. Choose one to open it.',
            'What says **Returned** waits for you to put it right.',
          ],
        },
        {
          title: 'See the tasks that wait',
          for: ['approver'],
          steps: [
            'Read from the top: what is due first stands first.',
            'Choose a task to open its request and decide.',
            'To decide several at once, press **All tasks, and deciding together**.',
          ],
        },
        {
          title: 'See the technicians’ board',
          for: ['technician'],
          steps: [
            '**Live now** shows the conferences that are going on.',
            'Your work is sorted into **Test calls**, **Preparation**, **Conferences** and **Reports and archive**.',
            'Choose a card to do its step.',
          ],
        },
        {
          title: 'See the institution at a glance',
          for: ['admin'],
          steps: [
            'Look at the **Schedule of places** for today; change the day with the arrows.',
            'See the newest requests below it, or press **All requests**.',
            'The institution is set up in the menu **Administration**.',
          ],
        },
      ],
      words: [
        ['The bell', 'News for you; its number says how much is unread.'],
        ['Time zone', 'Every time names its zone: WIB, WITA or WIT.'],
      ],
      refusals: [
        ['Your account has no role yet', 'Rights follow positions. Ask an administrator to give you yours.'],
        [
          'You are not allowed to do this',
          'It belongs to another role. If you should be allowed, ask an administrator to check your positions.',
        ],
      ],
    },
  },
  requests: {
    ask: 'admin',
    id: {
      title: 'Daftar permohonan',
      about: 'Semua permohonan yang boleh Anda lihat: pemohon melihat miliknya, petugas melihat seluruh instansi.',
      tasks: [
        {
          title: 'Cari permohonan',
          steps: [
            'Tulis nomor, judul, atau nama pemohon pada **Cari**.',
            'Saring dengan **Status** bila perlu.',
            'Pilih kartunya untuk membuka permohonan.',
          ],
        },
        {
          title: 'Ganti cakupan',
          for: ['approver', 'technician', 'admin'],
          steps: ['Pilih **Seluruh instansi** atau **Milik saya**.'],
        },
      ],
      words: [
        ['**Draf**', 'Belum dikirim.'],
        ['**Diajukan**', 'Terkirim, lengkap, dan bernomor.'],
        ['**Daftar tunggu**', 'Waktunya terisi; menunggu giliran.'],
        ['**Menunggu disposisi**', 'Sedang diputuskan atasan.'],
        ['**Ditugaskan**', 'Petugas sudah ditunjuk.'],
        ['**Uji coba**', 'Sambungan sedang diuji.'],
        ['**Siap**', 'Semua syarat terpenuhi.'],
        ['**Selesai**', 'Acara sudah berakhir; laporan menyusul.'],
        ['**Ditolak**', 'Tidak disetujui; semua reservasi dilepas.'],
      ],
      refusals: [['Tidak ada permohonan', 'Kosongkan pencarian atau pilih **Semua status**.']],
    },
    en: {
      title: 'List of requests',
      about: 'Every request you may see: applicants see their own, the office sees the whole institution.',
      tasks: [
        {
          title: 'Find a request',
          steps: [
            'Write its number, title or applicant into **Search**.',
            'Narrow it down by **State** if need be.',
            'Choose the card to open the request.',
          ],
        },
        {
          title: 'Change what is listed',
          for: ['approver', 'technician', 'admin'],
          steps: ['Choose **Whole institution** or **Mine**.'],
        },
      ],
      words: [
        ['**Draft**', 'Not sent yet.'],
        ['**Submitted**', 'Sent, complete and numbered.'],
        ['**Waiting list**', 'The time is taken; it waits for its turn.'],
        ['**Awaiting disposition**', 'Superiors are deciding.'],
        ['**Assigned**', 'The staff has been chosen.'],
        ['**Testing**', 'The connection is being tested.'],
        ['**Ready**', 'Everything that is required is there.'],
        ['**Finished**', 'The event is over; the report follows.'],
        ['**Rejected**', 'Not approved; all reservations are released.'],
      ],
      refusals: [['No requests', 'Clear the search, or choose **Any state**.']],
    },
  },
} as const satisfies Record<string, HelpTopic>;
