/** Facts of a made-up case, for previews of mail texts: every placeholder has something to say. Pure. */
import type { Digest, MessageData } from './message.ts';

const hourMs = 3_600_000;
const at = (now: Date, hours: number) =>
  new Date(Math.ceil(now.getTime() / hourMs) * hourMs + hours * hourMs).toISOString();

export function sampleData(name: string, timeZone: string, now: Date): MessageData {
  return {
    case: {
      number: '2026-000012',
      title: 'Rapat koordinasi layanan',
      place: 'Ruang konferensi utama',
      applicant: 'Bagian Umum',
      startsAt: at(now, 48),
      endsAt: at(now, 50),
      timeZone,
    },
    recipient: { name, timeZone },
    step: { id: 'Persetujuan', en: 'Approval' },
    dueAt: at(now, 4),
    reason: 'Jumlah peserta belum diisi.',
    instruction: 'Siapkan ruang dan uji koneksi.',
    nature: 'segera',
    by: 'Kepala Bagian Umum',
    note: 'Hubungi teknisi bila perlu.',
    percent: 80,
    responsible: 'Kepala Bagian Umum',
    minutesBefore: 60,
    test: { startsAt: at(now, 24), endsAt: at(now, 25) },
    certified: true,
    site: 'Kampus B',
    oldAddress: '203.0.113.10',
    newAddress: '203.0.113.20',
    expiresAt: at(now, 24),
    proposed: { startsAt: at(now, 72), endsAt: at(now, 74), place: 'Aula' },
    cause: { id: 'Alamat IP dilaporkan berubah', en: 'The IP address was reported as changed' },
    publicPath: '/c/CONTOH',
    sealed: { link: 'https://rapat.contoh.example/m/123456789#contoh', code: '123 456 789', password: 'contoh-sandi' },
  };
}

export function sampleDigest(now: Date): Digest {
  return {
    date: now.toISOString().slice(0, 10),
    taskCount: 1,
    lateCount: 1,
    tasks: [
      {
        number: '2026-000012',
        title: 'Rapat koordinasi layanan',
        step: { id: 'Persetujuan', en: 'Approval' },
        dueAt: at(now, 4),
      },
    ],
    conferences: [
      {
        title: 'Rapat koordinasi layanan',
        place: 'Aula',
        startsAt: at(now, 2),
        endsAt: at(now, 4),
        timeZone: 'Asia/Jakarta',
      },
    ],
    news: ['Diarsipkan: Rapat koordinasi layanan (2026-000012)'],
  };
}
