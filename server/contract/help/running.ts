/** Help of watching over running meetings. */
import type { HelpTopic } from './topic.ts';

export const runningTopics = {
  running: {
    ask: 'technician',
    id: {
      title: 'Rapat berjalan',
      about:
        'Melihat siapa yang sambungannya terganggu di semua rapat yang sedang berjalan, supaya dibantu sebelum mengeluh.',
      tasks: [
        {
          title: 'Mengawasi rapat',
          steps: [
            'Buka **Rapat berjalan** dari bawah papan teknisi di beranda. Halaman ini memperbarui diri setiap lima detik.',
            'Yang terganggu tampil per rapat, yang terburuk paling atas. **Letak gangguan** mengatakan sisi mana yang harus diperiksa.',
            'Tekan **Buka permohonan** untuk nomor narahubung pihaknya.',
          ],
        },
        {
          title: 'Melihat kembali sesudah rapat',
          steps: [
            'Buka halaman permohonannya: **Mutu sambungan selama rapat** mencatat setiap gangguan dengan jamnya.',
          ],
        },
      ],
      words: [
        ['**Lemah**', 'Lebih dari 3 % hilang di jalan, atau pulang-pergi lebih dari 300 ms: kadang terasa.'],
        ['**Buruk**', 'Lebih dari 10 % hilang, pulang-pergi lebih dari 600 ms, atau tidak ada jalan sama sekali.'],
        [
          '**Dari peserta ke server**',
          'Yang rusak adalah yang dikirimnya: Wi-Fi atau jalur naiknya. Peserta lain yang merasakannya.',
        ],
        ['**Dari server ke peserta**', 'Yang rusak adalah yang diterimanya: hanya dia sendiri yang merasakannya.'],
      ],
      refusals: [],
    },
    en: {
      title: 'Running meetings',
      about:
        'Seeing whose connection suffers in all meetings that run now, so that they are helped before they complain.',
      tasks: [
        {
          title: 'Watch over meetings',
          steps: [
            'Open **Running meetings** below the technicians’ board on the home page. The page refreshes itself every five seconds.',
            'Who suffers is listed meeting by meeting, the worst first. **Where it suffers** says which side to look at.',
            'Press **Open request** for the telephone number of their contact.',
          ],
        },
        {
          title: 'Look back after the meeting',
          steps: [
            'Open the request’s page: **Quality of connections during the meeting** lists every trouble with its time.',
          ],
        },
      ],
      words: [
        ['**Weak**', 'More than 3 % is lost on the way, or a round trip takes more than 300 ms: felt now and then.'],
        ['**Bad**', 'More than 10 % is lost, a round trip takes more than 600 ms, or there is no way at all.'],
        [
          '**From the participant to the server**',
          'What they send is damaged: their Wi-Fi or uplink. It is the others who notice.',
        ],
        ['**From the server to the participant**', 'What they receive is damaged: only they notice.'],
      ],
      refusals: [],
    },
  },
} as const satisfies Record<string, HelpTopic>;
