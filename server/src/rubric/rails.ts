/** The guard rails: what every rubric must contain, and how far a limit may be loosened, each with the sentence that an admin is told. Data. */
import type { MetricKey } from '@sambung/contract/measurement';
import type { Limits, LineClass, RubricMetric } from '@sambung/contract/rubric';
import type { Bilingual } from '@sambung/contract/text';

interface NumberRail {
  readonly kind: 'range';
  readonly statistic: string;
  readonly unit: string;
  /** The loosest limits that are allowed: a rubric's own lie inside. */
  readonly loosest: Limits;
  /** Those of the classes where they differ. */
  readonly classes: Partial<Record<LineClass, Limits>>;
  /** The lowest `reference`; undefined where the column has none. */
  readonly referenceAtLeast?: number;
  readonly why: Bilingual;
}
interface WordRail {
  readonly kind: 'category';
  readonly statistic: string;
  readonly unit: string;
  /** Words that may pass, and those that may at best be marginal beside them. */
  readonly pass: readonly string[];
  readonly marginal: readonly string[];
  readonly ifProven: readonly string[];
  readonly provenBy: readonly MetricKey[];
  readonly why: Bilingual;
}
export type ColumnRail = NumberRail | WordRail;
export interface MetricRail {
  readonly code: string;
  readonly scope: RubricMetric['scope'];
  readonly stream: RubricMetric['stream'];
  /** Must be critical; others may be made so. */
  readonly isCritical: boolean;
  readonly mayBeReplaced: boolean;
  /** The only group it may share with others. */
  readonly group?: string;
  readonly columns: readonly ColumnRail[];
}

const most = (statistic: string, unit: string, pass: number, marginal: number, id: string, en: string): NumberRail => ({
  kind: 'range',
  statistic,
  unit,
  loosest: { pass: { max: pass }, marginal: { max: marginal } },
  classes: {},
  why: { id, en },
});
const least = (
  statistic: string,
  unit: string,
  pass: number,
  marginal: number,
  id: string,
  en: string,
): NumberRail => ({
  ...most(statistic, unit, 0, 0, id, en),
  loosest: floor(pass, marginal),
});
const floor = (pass: number, marginal: number): Limits => ({ pass: { min: pass }, marginal: { min: marginal } });
const words = (statistic: string, pass: string[], marginal: string[], id: string, en: string): WordRail => ({
  kind: 'category',
  statistic,
  unit: '',
  pass,
  marginal,
  ifProven: [],
  provenBy: [],
  why: { id, en },
});

const direction = { scope: 'direction', isCritical: false, mayBeReplaced: false } as const;
const site = { scope: 'site', isCritical: false, mayBeReplaced: false } as const;
const critical = { isCritical: true } as const;

const classPicture: Bilingual = {
  id: 'Sertifikat menyebut kelasnya, jadi gambar kelas itu harus benar-benar diterima.',
  en: 'A certificate names its class, so the picture of that class must be received.',
};
const smooth: Bilingual = {
  id: 'Di bawah itu gerak bibir dan tangan tampak patah-patah.',
  en: 'Below it lips and hands are seen to move in jerks.',
};

/** What lies behind M1 … M7: without these in order, media over TCP stalls sooner or later. */
const tcpProofs: readonly MetricKey[] = [
  'audio-delay',
  'video-delay',
  'round-trip',
  'packet-loss',
  'jitter',
  'concealment',
  'speech-rating',
];

// biome-ignore format: one line a rail reads as the table it is
export const metricRails: Readonly<Record<MetricKey, MetricRail>> = {
  'audio-delay': { code: 'M1', ...direction, ...critical, stream: 'audio', columns: [
    most('median', 'ms', 250, 400, 'G.114: di atas 400 ms percakapan tidak terencana lagi; di atas 250 ms nilainya sudah turun 9.', 'G.114: above 400 ms no conversation is planned for; above 250 ms its rating has lost 9.'),
  ] },
  'video-delay': { code: 'M2', ...direction, stream: 'video', columns: [
    most('median', 'ms', 300, 400, 'G.1010: 400 ms adalah batas telepon video.', 'G.1010: 400 ms is the limit of a video telephone.'),
  ] },
  'round-trip': { code: 'M3', ...site, stream: 'path', group: 'path', columns: [
    most('p95', 'ms', 200, 400, 'Dua kali lintasan seperti ini sudah menghabiskan jeda percakapan.', 'Two paths like this already use up the delay of a conversation.'),
  ] },
  'packet-loss': { code: 'M4', ...direction, ...critical, stream: 'path', group: 'loss', columns: [
    most('mean', '%', 2, 5, 'Di atas 5 % perbaikan tidak lagi mengejar kehilangan.', 'Above 5 % repair no longer keeps up with the loss.'),
    most('worst-window', '%', 5, 15, 'Lima belas detik yang lebih buruk menghapus satu kalimat utuh.', 'Fifteen seconds worse than that wipe out a whole sentence.'),
  ] },
  jitter: { code: 'M5', ...direction, stream: 'audio', columns: [
    most('p95', 'ms', 50, 80, 'Y.1541: 50 ms; selebihnya menjadi jeda atau suara terputus.', 'Y.1541: 50 ms; what is more becomes delay or gaps.'),
  ] },
  concealment: { code: 'M6', ...direction, stream: 'audio', group: 'loss', columns: [
    most('mean', '%', 2, 5, 'Di atas 5 % tambalan terdengar di setiap kalimat.', 'Above 5 % patches are heard in every sentence.'),
  ] },
  'speech-rating': { code: 'M7', ...direction, ...critical, stream: 'audio', group: 'loss', columns: [
    least('mean', 'R', 75, 65, 'G.109: di bawah 70 banyak orang tidak puas.', 'G.109: below 70 many people are dissatisfied.'),
    least('p5', 'R', 65, 60, 'G.109: di bawah 60 hampir semua orang tidak puas.', 'G.109: below 60 nearly everybody is dissatisfied.'),
  ] },
  'frame-rate': { code: 'M8', ...direction, stream: 'video', columns: [
    { ...least('median', 'fps', 20, 12, smooth.id, smooth.en), classes: { sd: floor(16, 10), 'audio-first': floor(10, 6) } },
    { ...least('p5', 'fps', 12, 8, smooth.id, smooth.en), classes: { sd: floor(10, 6), 'audio-first': floor(6, 4) } },
  ] },
  resolution: { code: 'M9', ...direction, stream: 'video', columns: [
    { ...least('height', 'px', 720, 360, classPicture.id, classPicture.en), classes: { sd: floor(360, 180), 'audio-first': floor(180, 90) } },
  ] },
  freezes: { code: 'M10', ...direction, ...critical, stream: 'video', group: 'loss', columns: [
    most('share', '%', 1, 3, 'Tiga persen adalah hampir dua detik setiap menit.', 'Three percent are almost two seconds of every minute.'),
    most('longest', 's', 2, 5, 'Setelah lima detik orang mengira sambungannya putus.', 'After five seconds people think that the call is gone.'),
  ] },
  similarity: { code: 'M11', ...direction, stream: 'video', group: 'loss', columns: [
    { ...least('median', 'ssim', -0.03, -0.1, 'Lebih jauh dari putaran lokal, tulisan di layar tidak terbaca.', 'Further from the local loopback, writing on the screen cannot be read.'), referenceAtLeast: 0.9 },
  ] },
  skew: { code: 'M12', ...direction, ...critical, mayBeReplaced: true, stream: 'path', columns: [
    { ...most('median', 'ms', 0, 0, 'BT.1359: di luar −90 … +185 ms selisihnya mengganggu semua orang.', 'BT.1359: outside −90 … +185 ms it disturbs everybody.'),
      loosest: { pass: { min: -60, max: 150 }, marginal: { min: -90, max: 185 } } },
  ] },
  bandwidth: { code: 'M13', ...site, stream: 'path', columns: ['up', 'down'].map((statistic) =>
    least(statistic, '×', 1.1, 1, 'Di bawah kebutuhan kelasnya, gambar kelas itu tidak dapat dikirim.', 'Below what the class needs its picture cannot be sent.')) },
  echo: { code: 'M14', ...direction, ...critical, mayBeReplaced: true, stream: 'audio', columns: [
    least('return-loss', 'dB', 40, 30, 'Gema yang lebih kuat membuat orang berhenti berbicara.', 'Stronger echo makes people stop speaking.'),
  ] },
  'speech-level': { code: 'M15', ...direction, stream: 'audio', columns: [
    { ...most('level', 'dBFS', 0, 0, 'Di bawah −50 dBFS hampir tidak terdengar, di atas −10 dBFS pecah.', 'Below −50 dBFS it is hardly heard, above −10 dBFS it breaks up.'),
      loosest: { pass: { min: -40, max: -14 }, marginal: { min: -50, max: -10 } } },
  ] },
  clipping: { code: 'M16', ...direction, stream: 'audio', columns: [
    most('clipped', '%', 0.5, 2, 'Suara pecah sebanyak ini melelahkan pendengar.', 'Clipping as much as this tires who listens.'),
    least('snr', 'dB', 15, 10, 'Derau di atas itu menutupi kata.', 'More noise than that covers words.'),
  ] },
  path: { code: 'M17', ...site, stream: 'path', group: 'path', columns: [
    { ...words('kind', ['udp-direct', 'udp-relay'], ['udp-direct', 'udp-relay'], 'Media lewat TCP tersendat; hanya dengan catatan, dan hanya bila M1 sampai M7 memenuhi.', 'Media over TCP stalls; marginal at most, and only if M1 to M7 passed.'),
      ifProven: ['udp-relay', 'tcp'], provenBy: tcpProofs },
  ] },
  recovery: { code: 'M18', ...site, stream: 'path', group: 'path', columns: [
    most('reconnect', 's', 15, 45, 'Selama itu acara menunggu.', 'The event waits for that long.'),
    words('fallback', ['works'], ['works', 'fails'], 'Jalur cadangan yang tidak bekerja harus tampak di laporan.', 'A fallback that does not work has to show in the report.'),
  ] },
  'human-score': { code: 'M19', ...site, stream: 'people', columns: [
    least('lowest', '', 4, 3, 'Siapa pun yang menilai 2 atau kurang tidak dapat mengikuti acara.', 'Whoever answers 2 or less cannot follow the event.'),
  ] },
  wired: { code: 'M20', ...site, stream: 'path', columns: [
    words('connection', ['wired'], ['wired', 'wifi', 'cellular', 'other', 'unknown'], 'Hanya sambungan kabel yang memenuhi; yang lain diberi catatan.', 'Only a wire passes; anything else is noted.'),
  ] },
};

interface GateRail {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly why: Bilingual;
}

/** The shortest test that any of the six procedures asks for, in seconds. Shorter ones see too few freezes and gaps to say anything of an hour. */
export const shortestMeasuredSeconds = 300;

/** Rails of the gates' numbers; how long has to be measured depends on the installation. */
export const gateRails = (shortestSeconds: number) =>
  ({
    connectWithinSeconds: {
      atMost: 20,
      why: {
        id: 'Yang lebih lambat dianggap putus oleh orang di ruangan.',
        en: 'People in the room take longer for broken.',
      },
    },
    blackBelowLuma: {
      atLeast: 16,
      why: { id: 'Enam belas adalah hitam dalam video.', en: 'Sixteen is black in video.' },
    },
    sampleShareAtLeast: {
      atLeast: 0.9,
      why: {
        id: 'Dengan data lebih sedikit yang terburuk dapat terlewat.',
        en: 'With less data the worst may be missed.',
      },
    },
    clockUncertaintyAtMostMs: {
      atMost: 50,
      why: { id: 'Seperempat dari batas jeda suara.', en: 'A quarter of the limit of audio delay.' },
    },
    measuredSecondsAtLeast: {
      atLeast: shortestSeconds,
      why: {
        id: 'Uji yang lebih singkat tidak berkata apa-apa tentang acara satu jam.',
        en: 'A shorter test says nothing of an event of an hour.',
      },
    },
    realSecondsAtLeast: {
      atLeast: shortestSeconds * 0.6,
      why: {
        id: 'Ruang dan perangkat yang sebenarnya adalah bagian terbesar dari uji.',
        en: 'The real room and devices are the larger part of a test.',
      },
    },
    gapAtMostSeconds: {
      atMost: 5,
      why: { id: 'Jeda lebih panjang adalah sambungan putus.', en: 'A longer gap is a drop.' },
    },
  }) satisfies Record<string, GateRail>;

/** SRTP profiles that are AES with a full tag. */
export const aesProfiles: readonly string[] = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM', 'AEAD_AES_256_GCM'];

/** The least that a class of line carries: less would make M9 and M13 mean less. */
export const classRails = {
  hd: { heightPx: 720, framesPerSecond: 30, upBps: 3_150_000, downBps: 2_500_000 },
  sd: { heightPx: 360, framesPerSecond: 24, upBps: 650_000, downBps: 500_000 },
  'audio-first': { heightPx: 180, framesPerSecond: 15, upBps: 200_000, downBps: 150_000 },
} as const satisfies Record<LineClass, Record<string, number>>;

/** More forgotten causes than these are no longer a good line (C4). */
export const mostMarginalGroups = 3;
/** Without connection, picture and sound, and encryption there is no conference to certify. */
export const gatesForNobody = ['connected', 'seen-and-heard', 'encrypted'] as const;
