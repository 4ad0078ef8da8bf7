/** Words of a certificate that are not in its rubric, on paper and on screen: gates, grades, places, states, causes, and what cannot be detected. */
import type { CertificateFinding, CertificateState, SuspensionCause } from './certificate.ts';
import type { GateKey, Scope, Trust } from './measurement.ts';
import type { Language } from './problem.ts';
import type { Grade, LineClass } from './rubric.ts';
import type { Bilingual } from './text.ts';

export const gateNames: Readonly<Record<GateKey, Bilingual>> = {
  connected: { id: 'Terhubung', en: 'Connected' },
  'seen-and-heard': { id: 'Suara dan gambar tampil', en: 'Seen and heard' },
  encrypted: { id: 'Enkripsi AES', en: 'AES encryption' },
  'public-address': { id: 'Alamat IP publik tetap', en: 'Fixed public IP address' },
  'valid-data': { id: 'Kelengkapan data', en: 'Valid data' },
  duration: { id: 'Lama pengujian', en: 'Duration' },
  cascade: { id: 'Cascade', en: 'Cascade' },
  'same-configuration': { id: 'Konfigurasi sama', en: 'Same configuration' },
};

export const gradeNames: Readonly<Record<Grade, Bilingual>> = {
  pass: { id: 'memenuhi', en: 'pass' },
  marginal: { id: 'batas', en: 'marginal' },
  fail: { id: 'tidak memenuhi', en: 'fail' },
  'not-measured': { id: 'tidak terukur', en: 'not measured' },
};

export const trustNames: Readonly<Record<Trust, Bilingual>> = {
  'server-observed': { id: 'dilihat server', en: 'seen by the server' },
  'cross-checked': { id: 'diperiksa silang', en: 'cross-checked' },
  'self-reported': { id: 'laporan perangkat', en: 'self-reported' },
};

export const verdictWords: Readonly<Record<string, Bilingual>> = {
  certified: { id: 'TERSERTIFIKASI', en: 'CERTIFIED' },
  'certified-with-conditions': { id: 'TERSERTIFIKASI DENGAN SYARAT', en: 'CERTIFIED WITH CONDITIONS' },
  'not-certified': { id: 'TIDAK TERSERTIFIKASI', en: 'NOT CERTIFIED' },
};

export const stateWords: Readonly<Record<CertificateState, Bilingual>> = {
  valid: { id: 'berlaku', en: 'valid' },
  conditional: { id: 'berlaku dengan syarat, untuk satu acara', en: 'valid with conditions, for one event' },
  suspended: { id: 'ditangguhkan', en: 'suspended' },
  expired: { id: 'habis masa berlakunya', en: 'expired' },
  revoked: { id: 'dicabut', en: 'revoked' },
};

export const classNames: Readonly<Record<LineClass, Bilingual>> = {
  hd: { id: 'HD (720p)', en: 'HD (720p)' },
  sd: { id: 'SD (360p)', en: 'SD (360p)' },
  'audio-first': { id: 'Audio lebih dahulu (180p)', en: 'Audio first (180p)' },
};

export const partNames: Readonly<Record<string, Bilingual>> = {
  technician: { id: 'Teknisi', en: 'Technician' },
  'host-contact': { id: 'Kontak teknis tuan rumah', en: 'Technical contact of the host' },
  'audience-contact': { id: 'Kontak teknis audiens', en: 'Technical contact of the audience' },
  producer: { id: 'Operator konferensi', en: 'Conference operator' },
};

const sideNames = {
  host: { id: 'tuan rumah', en: 'host' },
  audience: { id: 'audiens', en: 'audience' },
} as const;
export const sideName = (side: 'host' | 'audience', language: Language): string => sideNames[side][language];
/** "tuan rumah ke audiens" of a direction, the side itself of a site. */
export function placeName(scope: Scope, language: Language): string {
  if ('site' in scope) return sideName(scope.site, language);
  const [from, to] = scope.direction === 'host' ? (['host', 'audience'] as const) : (['audience', 'host'] as const);
  return `${sideName(from, language)} ${language === 'id' ? 'ke' : 'to'} ${sideName(to, language)}`;
}

/** Values that are words of the rubric. */
export const categoryNames: Readonly<Record<string, Bilingual>> = {
  'udp-direct': { id: 'UDP langsung', en: 'UDP, direct' },
  'udp-relay': { id: 'UDP lewat TURN', en: 'UDP through TURN' },
  tcp: { id: 'TCP', en: 'TCP' },
  works: { id: 'berhasil', en: 'works' },
  fails: { id: 'gagal', en: 'fails' },
  wired: { id: 'kabel', en: 'wired' },
  wifi: { id: 'Wi-Fi', en: 'Wi-Fi' },
  cellular: { id: 'seluler', en: 'cellular' },
  other: { id: 'lainnya', en: 'other' },
  unknown: { id: 'tidak diketahui', en: 'unknown' },
};

export const simulationWords: Readonly<Record<string, Bilingual>> = {
  'same-machine': { id: 'kedua pihak memakai satu mesin', en: 'both sides ran on one machine' },
  'fake-device': { id: 'kamera atau mikrofon tiruan', en: 'made-up camera or microphone' },
};

/** What no measuring of ours can see. Printed on every certificate, so that nobody trusts it for more than it proves. */
export const undetected: readonly Bilingual[] = [
  {
    id: 'Kamera atau mikrofon virtual yang memalsukan namanya.',
    en: 'A virtual camera or microphone that lies about its name.',
  },
  {
    id: 'Nilai bertanda “laporan perangkat”: perangkat yang berniat berbohong dapat mengarangnya.',
    en: 'Values marked “self-reported”: a device that means to lie can make them up.',
  },
  {
    id: 'Peramban yang diubah untuk memalsukan laporan penerimaannya sendiri, selama cocok dengan yang dilihat server.',
    en: 'A browser that was changed to forge its own receiver reports, as long as they fit what the server sees.',
  },
  {
    id: 'Halaman yang menggeser semua jamnya sama banyak: jeda berpindah dari satu arah ke arah lain di dalam rentang yang dicetak.',
    en: 'A page that shifts all its clocks alike: delay moves from one direction to the other within the printed range.',
  },
  {
    id: 'Gangguan jaringan yang baru terjadi sesudah pengujian.',
    en: 'Trouble of the network that begins after the test.',
  },
  {
    id: 'Apakah alamat IP benar-benar tetap: yang terlihat hanya alamat saat diuji.',
    en: 'Whether the IP address is really fixed: only the one used during the test was seen.',
  },
  {
    id: 'VPN atau proksi yang meneruskan sambungan dengan alamat publik miliknya sendiri.',
    en: 'A VPN or proxy that passes the connection on with a public address of its own.',
  },
];

export const causeWords: Readonly<Record<SuspensionCause, Bilingual>> = {
  'address-reported': { id: 'Alamat IP dilaporkan berubah', en: 'The IP address was reported as changed' },
  'address-observed': {
    id: 'Sambungan datang dari alamat IP lain',
    en: 'The connection came from another IP address',
  },
  'room-changed': { id: 'Ruang berganti', en: 'The room has changed' },
  'camera-changed': { id: 'Kamera berganti', en: 'The camera has changed' },
  'microphone-changed': { id: 'Mikrofon berganti', en: 'The microphone has changed' },
  'bridge-changed': { id: 'Bridge/MCU berganti', en: 'The bridge has changed' },
  'bandwidth-lowered': { id: 'Bandwidth diturunkan', en: 'The bandwidth was lowered' },
  'pre-test-failed': { id: 'Pra-uji gagal', en: 'The pre-test failed' },
  'call-quality': {
    id: 'Mutu konferensi yang sebenarnya di bawah batas',
    en: 'The real conference was below the limits',
  },
  'by-hand': { id: 'Ditangguhkan petugas', en: 'Suspended by an officer' },
};

const partWords: Readonly<Record<Exclude<CertificateFinding['part'], 'chunk'>, Bilingual>> = {
  certificate: { id: 'Data pokok sertifikat', en: 'The certificate’s own data' },
  samples: { id: 'Daftar potongan sampel', en: 'The list of sample chunks' },
  rubric: { id: 'Rubrik', en: 'The rubric' },
  evidence: { id: 'Hasil ukur', en: 'The measurements' },
  series: { id: 'Data grafik', en: 'The data of the charts' },
  judgement: { id: 'Putusan rubrik', en: 'The rubric’s verdict' },
  decision: { id: 'Keputusan teknisi', en: 'The technician’s decision' },
  people: { id: 'Daftar yang terlibat', en: 'The people' },
  bound: { id: 'Hal yang diikat sertifikat', en: 'What it is bound to' },
  validity: { id: 'Masa berlaku', en: 'The validity' },
  auditHead: { id: 'Kepala log audit', en: 'The head of the audit log' },
  record: { id: 'Baris sertifikat di basis data', en: 'The certificate’s row in the database' },
  'test-call': { id: 'Keputusan uji koneksinya', en: 'The decision of its test call' },
  'published-rubric': { id: 'Rubrik yang diterbitkan', en: 'The published rubric' },
  history: { id: 'Riwayat keadaan', en: 'The history of its states' },
  audit: { id: 'Catatan penerbitan di log audit', en: 'The issue in the audit log' },
  signature: { id: 'Tanda tangan digital', en: 'The digital signature' },
};
const whatWords = {
  changed: { id: 'berubah', en: 'changed' },
  missing: { id: 'hilang', en: 'missing' },
  added: { id: 'ditambahkan', en: 'added' },
} as const;

/** What verification found, in a line: "Potongan 12, tuan rumah ke audiens: berubah". */
export function findingText(finding: CertificateFinding, language: Language): string {
  if (finding.part !== 'chunk') return `${partWords[finding.part][language]}: ${whatWords.changed[language]}`;
  const name = language === 'id' ? 'Potongan' : 'Chunk';
  const where = placeName({ direction: finding.direction }, language);
  return `${name} ${finding.number}, ${where}: ${whatWords[finding.what][language]}`;
}
