/** "NOTES ON THE VIDEO CONFERENCE" with its two columns, TEST CALL and ACTUAL CALL (UNSRI-63 … UNSRI-75). Pure. */
import type { ActualCallSummary } from '@sambung/contract/actual-call';
import type { CertificateContent } from '@sambung/contract/certificate';
import { gradeNames } from '@sambung/contract/certificate-words';
import type { Field, FieldValues } from '@sambung/contract/form';
import type { Language } from '@sambung/contract/problem';
import { type Block, headingRow, printInstant, printValue, type Row } from '../document/index.ts';
import { numberText } from './numbers.ts';

/** What officers wrote, by field of the client's form, in the two columns. */
export interface CallNotes {
  readonly fields: readonly Field[];
  readonly test: FieldValues;
  readonly actual: FieldValues;
  /** What the conference itself came to; null while it was not measured. */
  readonly conference: { readonly code: string; readonly summary: ActualCallSummary } | null;
}

const lines = [
  { key: 'client-alias', printed: 'Client Alias', id: 'Alias klien' },
  { key: 'call-date', printed: 'Date & Time (time zone)', id: 'Tanggal & jam (zona)' },
  { key: 'call-id', printed: 'ID', id: 'ID konferensi/panggilan' },
  { key: 'ict-requestor', printed: 'ICT Requestor', id: 'Pemohon dari ICT' },
  { key: 'vnoc-producer', printed: 'VNOC Producer', id: 'Produser/operator konferensi' },
  { key: 'amp-representative', printed: 'AMP Representative', id: 'Perwakilan mitra' },
  { key: 'connection-kind', printed: 'Connection with ISDN/IP', id: 'Jenis koneksi' },
  { key: 'connection-speed', printed: 'Speed of connection', id: 'Kecepatan koneksi' },
  { key: 'call-quality', printed: 'Quality of video and audio', id: 'Kualitas video dan audio' },
  { key: 'certified', printed: 'Certified / Not Certified?', id: 'Tersertifikasi / tidak' },
  { key: 'dialing-direction', printed: 'Dialing Direction', id: 'Arah panggilan' },
  { key: 'connection-notes', printed: 'Connection Notes', id: 'Catatan koneksi' },
] as const;
type LineKey = (typeof lines)[number]['key'];

/** The table as a block. Both columns are filled from what was measured wherever an officer wrote nothing: in the test, and in the conference itself. */
export function callColumns(content: CertificateContent, notes: CallNotes, language: Language): Block[] {
  const measured = measuredLines(content, language);
  const actual = conferenceLines(content, notes.conference, language);
  const rows = lines.map(({ key, printed, id }): Row => {
    const written = (column: 'test' | 'actual') => writtenText(notes, column, key, language);
    return {
      cells: [
        { words: language === 'id' ? `${printed}\n${id}` : printed, share: 0.28 },
        { words: written('test') || measured[key] || '', share: 0.36 },
        { words: written('actual') || actual[key] || '', share: 0.36 },
      ],
    };
  });
  const title = headingRow('NOTES ON THE VIDEO CONFERENCE');
  const columns: Row = {
    cells: [
      { words: '', share: 0.28 },
      { words: 'TEST CALL', bold: true, share: 0.36 },
      { words: 'ACTUAL CALL', bold: true, share: 0.36 },
    ],
  };
  return [{ kind: 'grid', head: [title, columns], rows, whole: true }];
}

function writtenText(notes: CallNotes, column: 'test' | 'actual', key: LineKey, language: Language): string {
  const keys = key === 'call-date' ? ['call-date', 'call-time', 'call-zone'] : [key];
  const context = { language, timeZone: 'UTC', names: {} };
  const parts = keys.map((each) => {
    const field = notes.fields.find((one) => one.key === each);
    return field ? printValue(field, notes[column][each], context) : '';
  });
  return parts.filter(Boolean).join(', ');
}

const paths: Readonly<Record<string, string>> = { 'udp-direct': 'IP (UDP)', 'udp-relay': 'IP (TURN)', tcp: 'IP (TCP)' };

function measuredLines(content: CertificateContent, language: Language): Partial<Record<LineKey, string>> {
  const { certificate, evidence, decision } = content;
  const measuredAt = (metric: string, statistic: string) =>
    evidence.measurements.find(
      (one) =>
        one.metric === metric && one.statistic === statistic && 'site' in one.scope && one.scope.site === 'audience',
    )?.value;
  const path = measuredAt('path', 'kind');
  const isCertified = language === 'id' ? 'Tersertifikasi' : 'Certified';
  return {
    'call-date': printInstant(new Date(evidence.startedAt), certificate.timeZone, language),
    'call-id': groupedCode(certificate.callCode),
    'connection-kind': typeof path === 'string' ? (paths[path] ?? path) : '',
    'connection-speed': speedText(content, measuredAt('bandwidth', 'down'), measuredAt('bandwidth', 'up'), language),
    'call-quality': gradesText(content.judgement.rows, language),
    certified: decision.conditions === null ? isCertified : `${isCertified}: ${decision.conditions}`,
    'connection-notes': decision.note,
  };
}

const groupedCode = (code: string) => code.replace(/^(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3');

/** Of the conference: the same lines, measured in passing. Speed is what flowed, not what the line could carry. */
function conferenceLines(
  { certificate }: CertificateContent,
  conference: CallNotes['conference'],
  language: Language,
): Partial<Record<LineKey, string>> {
  if (!conference) return {};
  const { summary, code } = conference;
  const path = summary.path.audience;
  const kbps = (bps: number | null) => (bps === null ? '–' : numberText(Math.round(bps / 1_000), language));
  const [down, up] = [kbps(summary.receivedBps.audience), kbps(summary.sentBps.audience)];
  const drops = summary.drops.host + summary.drops.audience;
  const said = {
    id: {
      speed: `median: unduh ${down} kbit/s, unggah ${up} kbit/s`,
      drops: `${drops} kali putus`,
      asCertified: 'Sesuai sertifikat',
      bad: 'Mutu di bawah jalur bersertifikat',
    },
    en: {
      speed: `median: down ${down} kbit/s, up ${up} kbit/s`,
      drops: `${drops} drops`,
      asCertified: 'As certified',
      bad: 'Below the quality of a certified line',
    },
  }[language];
  const minutes = Math.round((Date.parse(summary.endedAt) - Date.parse(summary.startedAt)) / 60_000);
  const length = language === 'id' ? `${minutes} menit diukur` : `${minutes} minutes measured`;
  return {
    'call-date': printInstant(new Date(summary.startedAt), certificate.timeZone, language),
    'call-id': groupedCode(code),
    'connection-kind': path === null ? '' : (paths[path] ?? path),
    'connection-speed': said.speed,
    'call-quality': gradesText(summary.rows, language),
    certified: summary.tooBad ? said.bad : said.asCertified,
    'connection-notes': `${length}; ${said.drops}`,
  };
}

type Value = number | string | null | undefined;
/** The rubric's bandwidth is a multiple of the class's target. */
function speedText({ rubric, bound }: CertificateContent, down: Value, up: Value, language: Language): string {
  const target = rubric.document.classes[bound.lineClass];
  if (typeof down !== 'number' || typeof up !== 'number') return '';
  const kbps = (times: number, bps: number) => numberText(Math.round((times * bps) / 1_000), language);
  const words = language === 'id' ? (['unduh', 'unggah'] as const) : (['down', 'up'] as const);
  return `${words[0]} ${kbps(down, target.downBps)} kbit/s, ${words[1]} ${kbps(up, target.upBps)} kbit/s`;
}

/** How many metrics came out how: "38 memenuhi, 2 batas". */
function gradesText(rows: CertificateContent['judgement']['rows'], language: Language): string {
  const grades = ['pass', 'marginal', 'fail', 'not-measured'] as const;
  return grades
    .map((grade) => [rows.filter((row) => row.grade === grade).length, gradeNames[grade][language]] as const)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(', ');
}
