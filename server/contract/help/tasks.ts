/** Help of the tasks that wait for somebody. */
import type { HelpTopic } from './topic.ts';

export const tasksTopics = {
  tasks: {
    ask: 'admin',
    id: {
      title: 'Tugas saya',
      about: 'Setiap tahap yang menunggu Anda, dengan batas waktunya. Yang paling dekat batasnya berada paling atas.',
      tasks: [
        {
          title: 'Mengerjakan satu tugas',
          steps: [
            'Pilih tugasnya; halaman permohonan terbuka pada bagian “Giliran Anda”.',
            'Putuskan atau selesaikan di sana.',
          ],
        },
        {
          title: 'Memutuskan beberapa sekaligus',
          for: ['approver'],
          steps: [
            'Centang tugasnya, atau **Pilih semua yang dapat diputuskan bersama**.',
            'Di **Putuskan bersama** pilih keputusannya, lalu tekan tombolnya. Yang tidak tersimpan disebut satu per satu dengan sebabnya.',
          ],
        },
        {
          title: 'Melihat yang mendesak saja',
          steps: ['Pada **Tampilkan** pilih **Terlambat** atau **Segera habis**.'],
        },
      ],
      words: [
        ['**Masih cukup**', 'Kurang dari separuh waktu baku terpakai.'],
        ['**Lewat separuh**', 'Lebih dari 50 persen terpakai; pengingat sudah dikirim.'],
        ['**Hampir habis**', 'Lebih dari 80 persen terpakai.'],
        ['**Terlambat**', 'Waktu baku terlampaui; atasan diberi tahu.'],
        ['**Jam berhenti**', 'Permohonan sedang dikembalikan kepada pemohon.'],
      ],
      refusals: [
        [
          'Tidak punya keputusan yang sama',
          'Centang tugas yang sejenis. Menolak, mengembalikan, dan menugaskan dilakukan satu per satu.',
        ],
      ],
    },
    en: {
      title: 'My tasks',
      about: 'Every step that waits for you, with its due time. What is due first stands first.',
      tasks: [
        {
          title: 'Do one task',
          steps: ['Choose it; the page of its request opens at “Your turn”.', 'Decide or complete it there.'],
        },
        {
          title: 'Decide several at once',
          for: ['approver'],
          steps: [
            'Tick the tasks, or **Select all that can be decided together**.',
            'In **Decide together** choose the decision, then press its button. Each one that was not saved is named with the reason.',
          ],
        },
        {
          title: 'See only what is urgent',
          steps: ['At **Show** choose **Late** or **Due soon**.'],
        },
      ],
      words: [
        ['**Enough time**', 'Less than half of the time standard is used.'],
        ['**Half gone**', 'More than 50 percent is used; a reminder has been sent.'],
        ['**Nearly over**', 'More than 80 percent is used.'],
        ['**Late**', 'The time standard is over; the superior is told.'],
        ['**Clock stands still**', 'The request is back with its applicant.'],
      ],
      refusals: [
        [
          'They have no decision in common',
          'Tick tasks of one kind. Rejecting, returning and assigning are done one by one.',
        ],
      ],
    },
  },
} as const satisfies Record<string, HelpTopic>;
