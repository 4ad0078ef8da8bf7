/** Words of the printed certificate that are not in the rubric: gates, grades, places, states, and what cannot be detected. */
import type { CertificateState } from '@sambung/contract/certificate';
import type { GateKey, Scope, Trust } from '@sambung/contract/measurement';
import type { Language } from '@sambung/contract/problem';
import type { Grade, LineClass } from '@sambung/contract/rubric';
import type { Bilingual } from '@sambung/contract/text';

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
