/** Help of the page of a request: deciding, preparing, testing, signing. */
import type { HelpTopic } from './topic.ts';

export const caseTopics = {
  request: {
    ask: 'admin',
    id: {
      title: 'Halaman permohonan',
      about:
        'Semua tentang satu permohonan: keadaannya, tahap menurut SOP beserta jamnya, keputusan, dokumen, dan jalan masuk rapat.',
      tasks: [
        {
          title: 'Melihat sampai di mana',
          steps: [
            'Di bawah judul tertulis siapa yang ditunggu dan untuk apa.',
            '**Tahap menurut SOP** menunjukkan yang sudah, sedang, dan belum; setiap tahap menyebut jabatan dan batas waktunya.',
            '**Kesiapan** menyebut apa yang masih kurang.',
          ],
        },
        {
          title: 'Memperbaiki permohonan yang dikembalikan',
          for: ['requester'],
          steps: ['Baca alasannya, tekan **Ubah dan kirim lagi**, perbaiki, lalu kirim sebelum batas yang tertulis.'],
        },
        {
          title: 'Mengambil waktu yang ditawarkan',
          for: ['requester'],
          steps: ['Bila tampil **Waktu kosong untuk Anda**, tekan **Ambil waktu ini** sebelum tawarannya habis.'],
        },
        {
          title: 'Mengundang peserta',
          steps: [
            'Begitu rapat dibuat, tekan **Salin undangan lengkap** lalu kirimkan kepada peserta.',
            'Peserta masuk lewat tautan, atau dengan ID dan kata sandi. Mereka tidak memerlukan akun.',
            'Pada waktunya tekan **Gabung rapat**.',
          ],
        },
        {
          title: 'Mengubah waktu atau tempat',
          for: ['requester', 'approver'],
          steps: [
            'Di **Tindakan lain** tekan **Ubah waktu atau tempat…**, isi yang baru dan alasannya.',
            'Tekan **Simpan perubahan**. Bentrokan diperiksa lagi, dan permohonan kembali kepada pemberi keputusan pertama.',
          ],
        },
        {
          title: 'Membatalkan',
          for: ['requester', 'approver', 'admin'],
          steps: [
            'Di **Tindakan lain** tekan **Batalkan permohonan…**, lalu tulis alasannya. Semua reservasi langsung dilepas.',
          ],
        },
        {
          title: 'Memutuskan',
          for: ['approver'],
          steps: [
            'Buka **Tampilkan semua isian** bila perlu, lalu lihat bagian “Giliran Anda”.',
            'Untuk disposisi tulis instruksi dan pilih sifatnya; batas waktu, catatan, dan nomor agenda boleh ditambah. Lalu tekan **Setujui** atau **Disposisi**.',
            'Perlu diperbaiki pemohon? Tekan **Kembalikan…** dan tulis alasannya. Tidak dapat dilayani? Tekan **Tolak…** dan tulis alasannya.',
            'Keputusan tercatat atas nama jabatan yang sedang Anda pegang, juga sebagai Plt. atau Plh.',
          ],
        },
        {
          title: 'Menugaskan petugas',
          for: ['approver'],
          steps: [
            'Bila daftar petugas belum tampil, tekan **Tugaskan…**. Centang petugasnya; di samping nama tampil apakah ia luang, keahliannya, dan bebannya pekan itu.',
            'Tekan **Tugaskan**. Waktu petugas dipegang seperti ruang.',
          ],
        },
        {
          title: 'Mengizinkan yang terlambat',
          for: ['approver'],
          steps: [
            'Pada permintaan izin, tulis **Alasan mengizinkan**, lalu tekan **Izinkan dan kirim**. Alasan ini dicatat.',
          ],
        },
        {
          title: 'Mengerjakan tahap persiapan',
          for: ['technician'],
          steps: [
            'Pada **Daftar periksa** tandai setiap barang **Siap**, **Rusak**, atau **Tidak ada**; beri catatan bila perlu.',
            'Lampirkan dokumen yang disebut di **Kelengkapan**.',
            'Belum selesai? Tekan **Simpan isian**. Selesai? Tekan **Selesai**. Belum berhasil? Tekan **Gagal…** dan tulis sebabnya.',
          ],
        },
        {
          title: 'Menguji sambungan',
          for: ['technician'],
          steps: [
            'Di **Uji koneksi** pilih jenis uji dan kelas jalur; pada hari acara tulis juga alasannya.',
            'Tekan **Buka uji koneksi**. Halaman ujinya terbuka dengan tautan untuk kedua sisi.',
          ],
        },
        {
          title: 'Meminta profil lokasi klien',
          for: ['approver', 'technician', 'admin'],
          steps: [
            'Di **Profil klien** tekan **Undang klien mengisi**, tulis nama dan emailnya, lalu **Kirim undangan**.',
            'Klien mendapat tautan tanpa akun. Tautan dapat dicabut dengan **Cabut tautan**.',
          ],
        },
        {
          title: 'Mencatat tidak ada yang hadir',
          for: ['approver', 'technician'],
          steps: ['Sejak jam mulai, di **Tindakan lain** tekan **Catat tidak hadir…** dan tulis alasannya.'],
        },
        {
          title: 'Menjelaskan penyimpangan',
          for: ['approver', 'technician', 'admin'],
          steps: ['Di **Penyimpangan** tulis **Penjelasan**, lalu tekan **Simpan penjelasan**.'],
        },
        {
          title: 'Mencetak dan menandatangani',
          steps: [
            'Di **Cetakan (PDF)** pilih dokumennya; nama instansi, nomor halaman, dan kode QR ikut tercetak.',
            'Pada dokumen yang ditandatangani tekan **Tandatangani sebagai Petugas** atau **Tandatangani sebagai Pengguna**.',
            'Baca dokumennya, ketik nama atau gambar tanda tangan, isi tempat, lalu tekan **Tandatangani**.',
          ],
        },
      ],
      words: [
        [
          'Jam tahap',
          'Waktu baku berjalan hanya pada jam kerja instansi, dan berhenti selama permohonan dikembalikan.',
        ],
        [
          '**Terlambat**',
          'Waktu baku terlampaui. Jabatan itu dan atasannya diberi tahu; bila SOP menentukan, penyimpangan dicatat.',
        ],
        ['**Reservasi**', 'Ruang, peralatan, dan orang yang dipegang untuk acara ini.'],
        ['**SIMULASI**', 'Uji koneksinya tidak nyata. Cetakannya tidak membuktikan apa pun.'],
      ],
      refusals: [
        ['Tahap ini belum lengkap', 'Tambahkan yang disebut di **Kelengkapan** atau daftar periksa, lalu kirim lagi.'],
        [
          'Permohonan ini baru saja berubah',
          'Orang lain menyimpan lebih dulu. Yang Anda tulis masih ada; periksa, lalu kirim sekali lagi.',
        ],
        ['Sudah diputuskan', 'Orang lain dengan jabatan yang sama sudah memutuskan. Lihat **Riwayat keputusan**.'],
      ],
    },
    en: {
      title: 'The page of a request',
      about:
        'Everything about one request: its state, the steps of the procedure with their clocks, decisions, documents, and the way into the meeting.',
      tasks: [
        {
          title: 'See how far it is',
          steps: [
            'Below the title it says who is waited for, and for what.',
            '**Steps of the procedure** shows what is done, under way and to come; each step names its position and due time.',
            '**Readiness** says what is still missing.',
          ],
        },
        {
          title: 'Put right a request that came back',
          for: ['requester'],
          steps: [
            'Read the reason, press **Change and send again**, put it right, and send it before the time that is given.',
          ],
        },
        {
          title: 'Take a slot that is offered',
          for: ['requester'],
          steps: ['When it says **A slot is free for you**, press **Take this slot** before the offer ends.'],
        },
        {
          title: 'Invite participants',
          steps: [
            'Once the meeting has been made, press **Copy the whole invitation** and send it to the participants.',
            'They come in by the link, or by ID and password. They need no account.',
            'When it is time press **Join the meeting**.',
          ],
        },
        {
          title: 'Change time or place',
          for: ['requester', 'approver'],
          steps: [
            'In **More you can do** press **Change time or place…**, enter the new one and the reason.',
            'Press **Save the change**. Clashes are checked again, and the request goes back to its first decision.',
          ],
        },
        {
          title: 'Cancel',
          for: ['requester', 'approver', 'admin'],
          steps: [
            'In **More you can do** press **Cancel the request…** and write the reason. All reservations are released at once.',
          ],
        },
        {
          title: 'Decide',
          for: ['approver'],
          steps: [
            'Open **Show the whole form** if you need it, then look at the part “Your turn”.',
            'To hand it on, write the instruction and choose its nature; a deadline, a note and an agenda number may be added. Then press **Approve** or **Hand on**.',
            'Must the applicant put something right? Press **Return…** and write the reason. Can it not be served? Press **Reject…** and write the reason.',
            'The decision is recorded under the position that you hold now, also as Plt. or Plh.',
          ],
        },
        {
          title: 'Assign staff',
          for: ['approver'],
          steps: [
            'If the list of staff is not shown yet, press **Assign…**. Tick who does it; beside each name it says whether they are free, their skills, and their load that week.',
            'Press **Assign**. Their time is held like a room.',
          ],
        },
        {
          title: 'Let in a late request',
          for: ['approver'],
          steps: [
            'Where permission is asked, write the **Reason for letting it in**, then press **Let it in and send**. The reason is recorded.',
          ],
        },
        {
          title: 'Do a step of the preparation',
          for: ['technician'],
          steps: [
            'In the **Checklist** mark each thing **Ready**, **Broken** or **Absent**; add a note where needed.',
            'Attach the papers named in **Documents**.',
            'Not done yet? Press **Save what is filled in**. Done? Press **Complete**. Did it not work? Press **Failed…** and write why.',
          ],
        },
        {
          title: 'Test the connection',
          for: ['technician'],
          steps: [
            'In **Test calls** choose the kind of test and the class of line; on the day of the event also write the reason.',
            'Press **Open a test call**. Its page opens with a link for each side.',
          ],
        },
        {
          title: 'Ask for the client’s site profile',
          for: ['approver', 'technician', 'admin'],
          steps: [
            'In **Client site profile** press **Invite the client to fill it in**, write name and email, then **Send the invitation**.',
            'The client gets a link without an account. It is withdrawn with **Revoke the link**.',
          ],
        },
        {
          title: 'Record that nobody came',
          for: ['approver', 'technician'],
          steps: [
            'From the planned start on, in **More you can do**, press **Record that nobody came…** and write the reason.',
          ],
        },
        {
          title: 'Explain a deviation',
          for: ['approver', 'technician', 'admin'],
          steps: ['In **Deviations** write the **Explanation**, then press **Save the explanation**.'],
        },
        {
          title: 'Print and sign',
          steps: [
            'In **Printouts (PDF)** choose the document; the institution’s name, page numbers and a QR code are printed with it.',
            'On a document that is signed press **Sign as Officer** or **Sign as User**.',
            'Read the document, type the name or draw the signature, enter the place, then press **Sign**.',
          ],
        },
      ],
      words: [
        [
          'The clock of a step',
          'A time standard runs only in the institution’s working hours, and stands still while the request is returned.',
        ],
        [
          '**Late**',
          'The time standard is over. The position and its superior are told; where the procedure says so, a deviation is recorded.',
        ],
        ['**Reservations**', 'Places, equipment and people that are held for this event.'],
        ['**SIMULATION**', 'Its test call was not a real one. Its printouts prove nothing.'],
      ],
      refusals: [
        ['This step is not complete yet', 'Add what **Documents** or the checklist names, then send it again.'],
        [
          'This request has just changed',
          'Somebody else saved first. What you wrote is still there; look once more, then send it again.',
        ],
        ['It has already been decided', 'Somebody with the same position has decided. See **Decisions so far**.'],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
