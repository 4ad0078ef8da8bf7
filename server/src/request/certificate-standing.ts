/** What the certificate behind a case is worth now: the newest decided test call speaks, by the state of what was signed after it. Pure. */
import { addressCauses, type CertificateState, type SuspensionCause } from '@sambung/contract/certificate';
import type { Bilingual } from '@sambung/contract/text';

/** A certificate of the case, or of its client's site. */
export interface KnownCertificate {
  readonly testCallId: string;
  readonly requestId: string;
  readonly state: CertificateState;
  readonly simulated: boolean;
  /** Why it is suspended, every cause since it last held. */
  readonly causes: readonly SuspensionCause[];
  /** Whether the rubric it was judged by lets an unconditional certificate stand in for a new test. */
  readonly maySkip: boolean;
  readonly hostRoom: string;
}

export interface StandingFacts {
  readonly requestId: string;
  readonly hostRoom: string;
  /** Full test calls since the time and place were last fixed, oldest first. */
  readonly tests: readonly { readonly id: string; readonly certified: boolean | null }[];
  /** Newest first. */
  readonly certificates: readonly KnownCertificate[];
  /** Whether this installation lets a simulation count (demo and test installations). */
  readonly simulationCounts: boolean;
}

export type Standing =
  | 'certified'
  /** Counts here, and marks the case SIMULASI. */
  | 'simulated'
  | 'not-tested'
  | 'not-passed'
  | 'simulation-refused'
  | 'suspended-address'
  | 'suspended'
  | 'expired'
  | 'revoked';

export function standingOf(facts: StandingFacts): Standing {
  const decided = facts.tests.filter(({ certified }) => certified !== null).at(-1);
  if (decided && !decided.certified) return 'not-passed';
  const own = facts.certificates.find(({ testCallId }) => testCallId === decided?.id);
  const standIn = facts.certificates.find((one) => standsIn(one, facts));
  if (own && (holds(own) || !standIn)) return worthOf(own, facts);
  return standIn ? worthOf(standIn, facts) : 'not-tested';
}

const holds = ({ state }: KnownCertificate) => state === 'valid' || state === 'conditional';

/** Another event's unconditional certificate for the same two rooms, where the institution's rubric allows it. */
const standsIn = (one: KnownCertificate, { requestId, hostRoom }: StandingFacts) =>
  one.requestId !== requestId && one.maySkip && one.state === 'valid' && one.hostRoom === hostRoom;

function worthOf({ state, simulated, causes }: KnownCertificate, { simulationCounts }: StandingFacts): Standing {
  if (state === 'expired' || state === 'revoked') return state;
  if (state === 'suspended')
    return causes.every((cause) => addressCauses.includes(cause)) ? 'suspended-address' : 'suspended';
  if (!simulated) return 'certified';
  return simulationCounts ? 'simulated' : 'simulation-refused';
}

export const counts = (standing: Standing): boolean => standing === 'certified' || standing === 'simulated';

/** What is missing and what to do; for a standing that counts there is nothing to say. */
export const standingWords: Readonly<Record<Exclude<Standing, 'certified' | 'simulated'>, Bilingual>> = {
  'not-tested': {
    id: 'Belum ada uji koneksi yang lulus. Buka uji koneksi dan putuskan hasilnya.',
    en: 'No test call has been certified yet. Open a test call and decide it.',
  },
  'not-passed': {
    id: 'Uji koneksi terakhir tidak lulus. Perbaiki gangguannya, lalu uji lagi.',
    en: 'The last test call was not passed. Repair what was wrong, then test again.',
  },
  'simulation-refused': {
    id: 'Uji koneksi yang lulus hanya simulasi. Uji lagi di dua lokasi dengan perangkat acara.',
    en: 'The certified test call was only a simulation. Test again at both sites with the equipment of the event.',
  },
  'suspended-address': {
    id: 'Sertifikat ditangguhkan karena alamat jaringan berubah. Buka verifikasi ulang, lalu mintakan persetujuan admin.',
    en: 'The certificate is suspended because the network address changed. Open a re-verification, then have an admin approve it.',
  },
  suspended: {
    id: 'Sertifikat ditangguhkan. Sebabnya ada di halaman sertifikat; setelah diperbaiki, lakukan uji koneksi lengkap.',
    en: 'The certificate is suspended. Its page says why; once that is repaired, hold a full test call.',
  },
  expired: {
    id: 'Masa berlaku sertifikat sudah habis. Lakukan uji koneksi lengkap.',
    en: 'The certificate has expired. Hold a full test call.',
  },
  revoked: {
    id: 'Sertifikat dicabut. Lakukan uji koneksi lengkap.',
    en: 'The certificate was revoked. Hold a full test call.',
  },
};
