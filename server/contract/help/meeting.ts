/** Help of the meeting: joining, taking part, leading. */
import type { HelpTopic } from './topic.ts';

export const meetingTopics = {
  meeting: {
    ask: 'inviter',
    id: {
      title: 'Bergabung dan ikut rapat',
      about: 'Periksa gambar dan suara Anda dahulu, lalu masuk ke rapat. Tidak perlu akun dan tidak ada yang dipasang.',
      tasks: [
        {
          title: 'Bergabung',
          steps: [
            'Izinkan peramban memakai mikrofon dan kamera ketika diminta.',
            'Tulis **Nama Anda**; semua peserta melihatnya.',
            'Bicaralah sebentar: batang suara harus bergerak. Bila tidak, ganti alatnya di **Pilih mikrofon**.',
            'Tekan **Gabung**.',
          ],
        },
        {
          title: 'Selama rapat',
          steps: [
            'Matikan atau hidupkan mikrofon dengan tombolnya atau Alt M, kamera dengan Alt K.',
            'Lihat siapa yang hadir lewat **Peserta** atau Alt P. Pensil di baris Anda mengganti nama Anda bagi semua.',
            'Selesai? Tekan **Keluar** atau Alt Q. Rapat tetap berjalan bagi yang lain.',
          ],
        },
        {
          title: 'Ikut bicara dan menulis',
          steps: [
            'Tekan **Angkat tangan** atau Alt H. Tangan dipanggil menurut urutan naiknya; angkanya tampil di gambar Anda.',
            'Tekan **Obrolan** atau Alt C. Pilih di **Kepada** siapa yang membaca: semua, pemimpin rapat saja, atau satu orang.',
            'Penjepit kertas di sebelah pesan membagikan PDF atau gambar kepada yang dipilih di **Kepada**.',
            'Tekan **Reaksi** untuk tepuk tangan atau setuju tanpa menyela.',
          ],
        },
        {
          title: 'Berbagi layar',
          steps: [
            'Tekan **Bagikan layar** atau Alt S, lalu pilih tab, jendela, atau layar. Suara tab ikut bila Anda mencentangnya.',
            'Untuk memutar film tekan **Utamakan gerak (video)**; tanpa itu tulisan dijaga tetap tajam.',
            'Tekan **Hentikan berbagi** bila selesai.',
          ],
        },
        {
          title: 'Mengganti alat dan meredam bising',
          steps: [
            'Tekan **Pengaturan** di atas rapat. **Pilih mikrofon**, **Pilih kamera**, dan **Pilih pengeras suara** berganti tanpa memutus rapat; kamera USB dan alat tangkap tampil di daftar yang sama.',
            'Bila di sekitar Anda bising, pilih yang kuat di **Peredam bising**.',
          ],
        },
        {
          title: 'Mengatur tampilan',
          steps: [
            'Tekan **Tampilan panggung** untuk melihat satu orang besar, **Tampilan kisi** untuk melihat semua.',
            'Arahkan ke sebuah gambar dan tekan penyematnya untuk menahannya besar di layar Anda sendiri.',
          ],
        },
        {
          title: 'Memimpin rapat',
          steps: [
            'Masuklah lewat **Tautan pemimpin rapat** dari halaman permohonan.',
            'Buka **Peserta**. Yang menunggu ada paling atas: izinkan, tolak, atau **Izinkan semua**.',
            'Tombol tiga titik di samping nama: mematikan mikrofon, meminta menyalakan, menyorot, mengganti peran, mengeluarkan.',
            'Di **Kelola rapat** ada **Ruang tunggu**, **Kunci rapat**, yang boleh dilakukan peserta, dan **Akhiri rapat bagi semua**.',
          ],
        },
      ],
      words: [
        [
          '**Menyambung kembali…**',
          'Jaringan terganggu. Tunggu saja; Sambung menyambung lagi tanpa Anda tekan apa pun.',
        ],
        [
          '**Keluar dari rapat?**',
          'Anda menekan tombol kembali, tetapi masih di dalam rapat. Pilih **Tetap di rapat**, atau keluar.',
        ],
        [
          '**Anda bergabung dari tempat lain**',
          'Rapat ini Anda buka juga di tab lain, dan hanya satu yang dipakai. **Pindahkan ke sini** membawanya kembali.',
        ],
        [
          '**Terhenti**',
          'Mikrofon atau kamera diambil panggilan telepon atau aplikasi lain. Sesudahnya kembali sendiri.',
        ],
        [
          '**Suara asli (tanpa peredam)**',
          'Untuk musik atau alat suara sendiri. Pakai penyuara kuping supaya tidak bergema.',
        ],
      ],
      refusals: [
        [
          'Mikrofon atau kamera belum diizinkan',
          'Klik ikon di kiri alamat situs, izinkan, lalu tekan **Coba lagi**. Tanpa keduanya pun Anda dapat melihat dan mendengar.',
        ],
        ['Rapat belum dibuka', 'Ruangnya dibuka menjelang waktunya. Tunggu sebentar, lalu tekan **Coba lagi**.'],
        [
          'Menunggu diizinkan masuk',
          'Pemimpin rapat sudah diberi tahu. Biarkan halaman terbuka; Anda masuk dengan sendirinya.',
        ],
        ['Banyak yang masuk bersamaan', 'Giliran Anda sebentar lagi. Biarkan halaman terbuka, jangan muat ulang.'],
        ['Rapat sedang dikunci', 'Tidak ada peserta baru. Biarkan halaman terbuka atau hubungi penyelenggara.'],
        [
          'Hanya pemimpin rapat',
          'Mikrofon, kamera, atau berbagi layar sedang ditahan bagi pemimpin rapat. Angkat tangan Anda.',
        ],
        ['Tautan tidak berlaku', 'Salin tautan seutuhnya, atau tekan **Gunakan ID dan kata sandi**.'],
        ['Peramban menahan suara', 'Tekan **Bunyikan suara**.'],
      ],
    },
    en: {
      title: 'Join and take part in a meeting',
      about: 'Check your picture and sound first, then go in. No account is needed and nothing is installed.',
      tasks: [
        {
          title: 'Join',
          steps: [
            'Let the browser use microphone and camera when it asks.',
            'Write **Your name**; everybody in the meeting sees it.',
            'Say something: the bar should move. If it does not, change the device in **Choose a microphone**.',
            'Press **Join**.',
          ],
        },
        {
          title: 'During the meeting',
          steps: [
            'Switch the microphone off or on with its button or Alt M, the camera with Alt K.',
            'See who is here with **People** or Alt P. The pencil in your own row changes your name for everybody.',
            'Done? Press **Leave** or Alt Q. The meeting goes on for the others.',
          ],
        },
        {
          title: 'Speak up and write',
          steps: [
            'Press **Raise hand** or Alt H. Hands are called in the order in which they went up; the number stands on your picture.',
            'Press **Chat** or Alt C. Choose in **To** who reads it: everybody, the hosts only, or one person.',
            'The paper clip beside the message hands a PDF or a picture to whoever is chosen in **To**.',
            'Press **React** to applaud or agree without interrupting.',
          ],
        },
        {
          title: 'Share your screen',
          steps: [
            'Press **Share screen** or Alt S, and choose a tab, a window or a screen. A tab’s sound comes along if you tick it.',
            'To play a film press **Motion first (video)**; without it, writing stays sharp.',
            'Press **Stop sharing** when you are done.',
          ],
        },
        {
          title: 'Change devices and take out noise',
          steps: [
            'Press **Settings** at the top of the meeting. **Choose a microphone**, **Choose a camera** and **Choose loudspeaker** change without breaking off the meeting; USB cameras and capture devices are in the same list.',
            'Where it is loud around you, choose the strong one in **Noise suppression**.',
          ],
        },
        {
          title: 'Arrange the pictures',
          steps: [
            'Press **Stage view** to see one person large, **Grid view** to see everybody.',
            'Point at a picture and press its pin to keep it large on your own screen.',
          ],
        },
        {
          title: 'Lead the meeting',
          steps: [
            'Come in by the **Host’s link** on the request’s page.',
            'Open **People**. Those who wait stand first: let them in, refuse them, or **Let everybody in**.',
            'The three dots beside a name: mute, ask to unmute, spotlight, change the role, remove.',
            'In **Manage the meeting** there are **Lobby**, **Lock the meeting**, what participants may do, and **End the meeting for everybody**.',
          ],
        },
      ],
      words: [
        ['**Reconnecting…**', 'The network is disturbed. Just wait; Sambung connects again without a click of yours.'],
        [
          '**Leave the meeting?**',
          'You pressed the back button, and are still in the meeting. Choose **Stay in the meeting**, or leave.',
        ],
        [
          '**You joined from somewhere else**',
          'You opened this meeting in another tab too, and only one is used. **Move it here** brings it back.',
        ],
        [
          '**Held up**',
          'A phone call or another application took the microphone or camera. Afterwards it is back by itself.',
        ],
        [
          '**Original sound (no suppression)**',
          'For music or your own sound equipment. Wear headphones, so that nothing echoes.',
        ],
      ],
      refusals: [
        [
          'Microphone or camera not allowed yet',
          'Click the icon left of the site’s address, allow them, then press **Try again**. Without both you can still see and hear.',
        ],
        ['The meeting is not open', 'The room opens shortly before its time. Wait a moment, then press **Try again**.'],
        ['Waiting to be let in', 'The hosts know that you are here. Leave the page open; it goes in by itself.'],
        ['Many people are coming in at once', 'It is your turn in a moment. Leave the page open, do not reload it.'],
        ['The meeting is locked', 'Nobody new comes in. Leave the page open, or ask the organiser.'],
        ['Hosts only', 'Microphone, camera or screen are kept to the hosts at the moment. Raise your hand.'],
        ['The link is not valid', 'Copy the whole link, or press **Use ID and password**.'],
        ['The browser holds back the sound', 'Press **Turn the sound on**.'],
      ],
    },
  },
} satisfies Record<string, HelpTopic>;
