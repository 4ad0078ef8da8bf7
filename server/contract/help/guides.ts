/** The guides of the four roles: the topics of their pages in the order of the role's day, with an introduction and the words that everybody needs. */
import type { Role } from '../http.ts';
import type { Language } from '../problem.ts';
import type { HelpContact, HelpWord } from './topic.ts';
import { type HelpTopicName, helpTopics } from './topics.ts';

export const guideRoles = ['participant', 'requester', 'approver', 'technician', 'admin'] as const;
/** Roles of staff, and participants, who have no account. */
export type GuideRole = (typeof guideRoles)[number];
/** As whom the tasks of a topic are read. */
export const rolesOfGuide = (role: GuideRole): readonly Role[] => (role === 'participant' ? [] : [role]);

export interface Guide {
  readonly title: Readonly<Record<Language, string>>;
  /** Paragraphs before the first chapter. */
  readonly intro: Readonly<Record<Language, readonly string[]>>;
  readonly chapters: readonly HelpTopicName[];
}

export const guides: Readonly<Record<GuideRole, Guide>> = {
  participant: {
    title: { id: 'Panduan Peserta', en: 'Participant’s guide' },
    intro: {
      id: [
        'Panduan ini untuk siapa pun yang diundang ke konferensi lewat Sambung. Anda tidak memerlukan akun, dan tidak ada yang dipasang.',
        'Buka tautan undangan di Chrome, Edge, Firefox, atau Safari versi terbaru. Dua kali tekan sudah cukup untuk terdengar: izinkan mikrofon, lalu Gabung.',
        'Sebelum acara penting, coba dahulu dari ruang dan jaringan yang sama. Kabel lebih tenang daripada Wi-Fi, penyuara kuping lebih baik daripada pengeras suara.',
      ],
      en: [
        'This guide is for whoever is invited to a conference in Sambung. You need no account, and nothing is installed.',
        'Open the link of the invitation in a recent Chrome, Edge, Firefox or Safari. Two clicks and you are heard: allow the microphone, then Join.',
        'Before an important event try it from the same room and network. A cable is calmer than Wi-Fi, headphones are better than loudspeakers.',
      ],
    },
    chapters: ['meeting', 'join', 'test-side'],
  },
  requester: {
    title: { id: 'Panduan Pemohon', en: 'Requester’s guide' },
    intro: {
      id: [
        'Sambung melayani konferensi video instansi Anda, dari permohonan sampai acara selesai. Panduan ini untuk siapa pun yang memerlukan konferensi.',
        'Jalannya singkat: ajukan permohonan, tunggu keputusan atasan, perbaiki bila dikembalikan, lalu undang peserta dan bergabung pada waktunya. Anda diberi tahu setiap kali keadaan berubah.',
        'Yang perlu disiapkan: tanggal dan jam, tempat, jumlah peserta, dan surat permohonan bila instansi Anda memintanya. Ajukan sedini mungkin: yang permohonan lengkapnya lebih dahulu diterima, didahulukan.',
      ],
      en: [
        'Sambung serves the video conferences of your institution, from the request to the end of the event. This guide is for whoever needs a conference.',
        'The way is short: file a request, wait for the decision, put it right if it comes back, then invite participants and join when it is time. You are told whenever something changes.',
        'Have at hand: day and time, place, number of participants, and the letter of request if your institution asks for one. File early: whose complete request is received first is served first.',
      ],
    },
    chapters: [
      'sign-in',
      'home',
      'new-request',
      'edit-request',
      'request',
      'requests',
      'schedule',
      'meeting',
      'join',
      'notifications',
      'notification-settings',
      'account',
      'forgotten',
    ],
  },
  approver: {
    title: { id: 'Panduan Pemberi Persetujuan', en: 'Approver’s guide' },
    intro: {
      id: [
        'Panduan ini untuk pejabat yang menyetujui, mendisposisi, atau menugaskan permohonan konferensi.',
        'Setiap pagi cukup satu halaman: Tugas saya. Yang paling dekat batas waktunya berada paling atas. Buka, baca, putuskan; permohonan berjalan ke tahap berikutnya dengan sendirinya.',
        'Keputusan tercatat atas nama jabatan, dengan waktu dan instruksinya, dan tercetak pada lembar disposisi. Selama Anda cuti, admin menetapkan Plh.; tugas jabatan Anda lalu tampil juga pada orang itu.',
      ],
      en: [
        'This guide is for officials who approve requests for conferences, hand them on, or assign staff.',
        'In the morning one page is enough: My tasks. What is due first stands first. Open it, read, decide; the request goes on to its next step by itself.',
        'Decisions are recorded under the position, with time and instruction, and printed on the disposition sheet. While you are on leave, an administrator names a Plh.; the tasks of your position then appear with that person too.',
      ],
    },
    chapters: [
      'sign-in',
      'home',
      'tasks',
      'request',
      'requests',
      'new-request',
      'schedule',
      'reports',
      'notifications',
      'notification-settings',
      'account',
      'forgotten',
    ],
  },
  technician: {
    title: { id: 'Panduan Teknisi', en: 'Technician’s guide' },
    intro: {
      id: [
        'Panduan ini untuk petugas yang menguji sambungan, menyiapkan ruang dan peralatan, mendampingi acara, dan membuat laporan.',
        'Papan teknisi menunjukkan pekerjaan Anda hari ini. Urutannya biasanya: uji koneksi dengan kedua sisi, persiapan menurut daftar periksa, acara, lalu laporan yang ditandatangani.',
        'Catat keadaan apa adanya: barang yang rusak ditandai rusak, uji yang gagal dicatat gagal. Itulah yang melindungi Anda dan acara berikutnya.',
      ],
      en: [
        'This guide is for those who test connections, prepare rooms and equipment, attend the event and write the report.',
        'The technicians’ board shows your work of today. It usually goes: a test call with both sides, preparation by the checklist, the event, then the report, signed.',
        'Record things as they are: what is broken is marked as broken, a test that failed is recorded as failed. That protects you, and the next event.',
      ],
    },
    chapters: [
      'sign-in',
      'home',
      'tasks',
      'request',
      'test-call',
      'test-side',
      'meeting',
      'actual-call',
      'running',
      'sites',
      'certificates',
      'certificate',
      'schedule',
      'equipment',
      'requests',
      'new-request',
      'notifications',
      'notification-settings',
      'account',
      'forgotten',
    ],
  },
  admin: {
    title: { id: 'Panduan Admin', en: 'Administrator’s guide' },
    intro: {
      id: [
        'Panduan ini untuk admin instansi: yang menyiapkan Sambung, mengurus orang dan jabatan, dan menjaganya tetap benar.',
        'Sekali di awal: instansi dan kop surat, prosedur, orang, jabatan, ruang, peralatan, kalender kerja. Sesudah itu: orang yang datang dan pergi, Plt. dan Plh., hari libur, penutupan ruang, dan surat yang gagal terkirim.',
        'Bagian yang hanya untuk pengelola pemasangan (instansi lain, pemeriksaan pemasangan) boleh dilewati bila bukan tugas Anda.',
      ],
      en: [
        'This guide is for administrators of an institution: those who set Sambung up, look after people and positions, and keep it right.',
        'Once, in the beginning: institution and letterhead, procedures, people, positions, places, equipment, working calendar. After that: people who come and go, Plt. and Plh., holidays, closures, and mail that failed.',
        'Parts for those who run the installation (other institutions, installation checks) may be left out if that is not your work.',
      ],
    },
    chapters: [
      'first-run',
      'sign-in',
      'first-steps',
      'home',
      'administration',
      'institution',
      'procedures',
      'new-procedure',
      'procedure',
      'rubrics',
      'new-rubric',
      'rubric',
      'people',
      'positions',
      'places',
      'equipment',
      'blackouts',
      'calendar',
      'mail-texts',
      'outbox',
      'audit',
      'personal-data',
      'institutions',
      'installation',
      'requests',
      'request',
      'new-request',
      'running',
      'reports',
      'schedule',
      'account',
    ],
  },
};

/** Of the words those that meet people who have no account; what an office calls its own is not theirs to learn. */
const wordsOfParticipants = new Set(['Uji koneksi', 'Test call', 'WIB, WITA, WIT', 'SIMULASI', 'SIMULATION']);

/** The words that a guide ends with. */
export const glossaryOf = (role: GuideRole, language: Language): readonly HelpWord[] =>
  glossary[language].filter(([word]) => role !== 'participant' || wordsOfParticipants.has(word));

const glossary: Readonly<Record<Language, readonly HelpWord[]>> = {
  id: [
    ['SOP', 'Prosedur yang diikuti sebuah layanan: tahap, jabatan, waktu baku, dan formulirnya.'],
    ['Tahap', 'Satu langkah dalam SOP, yang dikerjakan oleh satu jabatan.'],
    ['Disposisi', 'Perintah tertulis atasan: permohonan diteruskan dengan instruksi dan sifatnya.'],
    ['Sifat', 'Biasa, segera, penting, atau rahasia. Judul acara rahasia tidak tampil di kalender ruang.'],
    ['Waktu baku', 'Berapa lama sebuah tahap boleh berjalan. Hanya jam kerja instansi yang dihitung.'],
    [
      'Penyimpangan',
      'Yang terjadi lain dari standar, misalnya terlambat. Dicatat, dan dijelaskan oleh yang bertanggung jawab.',
    ],
    ['Tenggat pengajuan', 'Berapa hari sebelum acara permohonan paling lambat masuk.'],
    [
      'Reservasi',
      'Ruang, peralatan, dan orang yang dipegang untuk satu acara; tidak pernah untuk dua acara sekaligus.',
    ],
    ['Daftar tunggu', 'Antrean untuk waktu yang sudah terisi, menurut urutan penerimaan.'],
    ['Uji koneksi', 'Pengukuran sambungan kedua sisi sebelum acara.'],
    ['Kesiapan', 'Daftar syarat sebelum acara; yang kurang disebut satu per satu.'],
    ['Jabatan', 'Tempat hak melekat. Orang memegangnya secara definitif, sebagai Plt., atau sebagai Plh.'],
    ['Plt.', 'Pelaksana tugas: memegang jabatan yang kosong.'],
    ['Plh.', 'Pelaksana harian: menggantikan pemegang yang berhalangan.'],
    ['WIB, WITA, WIT', 'Tiga zona waktu Indonesia. Setiap jam di Sambung menyebut zonanya.'],
    ['SIMULASI', 'Hasil dari uji coba; cetakannya tidak membuktikan apa pun.'],
  ],
  en: [
    ['Procedure (SOP)', 'What a service follows: steps, positions, time standards and forms.'],
    ['Step', 'One part of a procedure, done by one position.'],
    ['Disposition', 'A superior’s written order: the request goes on with an instruction and a nature.'],
    [
      'Nature',
      'Ordinary, urgent, important or confidential. Titles of confidential events are left out of room calendars.',
    ],
    ['Time standard', 'How long a step may take. Only the institution’s working hours count.'],
    [
      'Deviation',
      'What went otherwise than the standard, such as being late. It is recorded, and explained by who is responsible.',
    ],
    ['Lead time', 'How many days before the event a request has to come in.'],
    ['Reservation', 'A place, equipment or person held for one event; never for two at a time.'],
    ['Waiting list', 'The queue for a time that is taken, in the order of receipt.'],
    ['Test call', 'Measuring the connection of both sides before the event.'],
    ['Readiness', 'What is required before the event; what is missing is named.'],
    ['Position', 'What rights belong to. People hold it definitively, as Plt., or as Plh.'],
    ['Plt.', 'Acting: holds a position that is vacant.'],
    ['Plh.', 'For the day: stands in for a holder who is absent.'],
    ['WIB, WITA, WIT', 'The three time zones of Indonesia. Every time in Sambung names its zone.'],
    ['SIMULATION', 'The result of a trial; its printouts prove nothing.'],
  ],
};

/** Everybody whom the chapters of a guide name, each once: a guide says it at its end. */
export const contactsOf = (guide: Guide): readonly HelpContact[] => [
  ...new Set(guide.chapters.map((name) => helpTopics[name].ask)),
];
