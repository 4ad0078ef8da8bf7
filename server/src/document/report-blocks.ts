/** Parts that several reports share: the event, the equipment that was ready, what went otherwise than the standard. */
import type { Language } from '@sambung/contract/problem';
import type { CaseFacts } from './case-facts.ts';
import { type Block, fieldRow, headingRow, type Row } from './layout.ts';
import { printPeriod } from './when.ts';

const words = {
  id: {
    event: 'Kegiatan',
    number: 'Nomor permohonan',
    applicant: 'Pemohon',
    place: 'Tempat',
    period: 'Waktu pelaksanaan',
    count: 'Jumlah peserta',
    officers: 'Petugas',
    service: 'Layanan',
  },
  en: {
    event: 'Event',
    number: 'Request number',
    applicant: 'Applicant',
    place: 'Place',
    period: 'Time',
    count: 'Participants',
    officers: 'Officers',
    service: 'Service',
  },
};

/** The event in a few rows. */
export function eventRows(facts: CaseFacts, language: Language, officers: string): Row[] {
  const say = words[language];
  const rows: [string, string][] = [
    [say.number, facts.number],
    [say.service, facts.sop.service.name[language]],
    [say.event, facts.title],
    [say.applicant, [facts.applicant.name, facts.applicant.unit].filter(Boolean).join(', ')],
    [say.place, facts.placeName ?? facts.venue ?? ''],
    [
      say.period,
      facts.startsAt && facts.endsAt ? printPeriod(facts.startsAt, facts.endsAt, facts.timeZone, language) : '',
    ],
    [say.count, facts.participantCount === null ? '' : String(facts.participantCount)],
    [say.officers, officers],
  ];
  return rows
    .filter(([label, value]) => value !== '' || label === say.place)
    .map(([label, value]) => fieldRow(label, value));
}

const checklistWords = {
  id: { heading: 'PERALATAN DAN PERSIAPAN', item: 'Perlengkapan', state: 'Keadaan', note: 'Catatan' },
  en: { heading: 'PERALATAN DAN PERSIAPAN / EQUIPMENT AND PREPARATION', item: 'Item', state: 'State', note: 'Note' },
};
const states: Readonly<Record<string, { id: string; en: string }>> = {
  open: { id: 'belum diperiksa', en: 'not checked' },
  ready: { id: 'siap', en: 'ready' },
  broken: { id: 'rusak', en: 'broken' },
  absent: { id: 'tidak ada', en: 'absent' },
};

/** The checklists of all steps, as they were last filled in. */
export function checklistBlocks(facts: CaseFacts, language: Language): Block[] {
  const say = checklistWords[language];
  const rows: Row[] = facts.sop.steps.flatMap((step) => {
    const latest = facts.steps.findLast(
      ({ key, state }) => key === step.key && (state === 'active' || state === 'done'),
    );
    if (!latest) return [];
    return step.checklist.map(({ key, name }) => {
      const { state = 'open', note = '' } = latest.checklist[key] ?? {};
      return {
        cells: [
          { words: name[language] },
          { words: states[state]?.[language] ?? state, share: 0.18 },
          { words: note, share: 0.34 },
        ],
      };
    });
  });
  if (rows.length === 0) return [];
  const head = {
    cells: [
      { words: say.item, bold: true },
      { words: say.state, bold: true, share: 0.18 },
      { words: say.note, bold: true, share: 0.34 },
    ],
  };
  return [{ kind: 'grid', head: [headingRow(say.heading), head], rows }];
}

const deviationWords = {
  id: {
    heading: 'PENYIMPANGAN DARI MUTU BAKU',
    what: 'Penyimpangan',
    step: 'Tahap',
    explanation: 'Penjelasan',
    none: 'belum dijelaskan',
  },
  en: {
    heading: 'PENYIMPANGAN DARI MUTU BAKU / DEVIATIONS FROM THE STANDARD',
    what: 'Deviation',
    step: 'Step',
    explanation: 'Explanation',
    none: 'not yet explained',
  },
};
const kinds: Readonly<Record<string, { id: string; en: string }>> = {
  time: { id: 'waktu', en: 'time' },
  'lead-time': { id: 'tenggat pengajuan', en: 'lead time' },
  equipment: { id: 'perlengkapan', en: 'equipment' },
  output: { id: 'keluaran', en: 'output' },
  'working-hours': { id: 'jam kerja', en: 'working hours' },
  'test-slot': { id: 'jadwal uji', en: 'test slot' },
  recording: { id: 'perekaman', en: 'recording' },
};

export function deviationBlocks(facts: CaseFacts, language: Language): Block[] {
  if (facts.deviations.length === 0) return [];
  const say = deviationWords[language];
  const rows = facts.deviations.map(({ kind, stepKey, explanation }) => ({
    cells: [
      { words: kinds[kind]?.[language] ?? kind, share: 0.2 },
      { words: facts.sop.steps.find(({ key }) => key === stepKey)?.name[language] ?? '', share: 0.34 },
      { words: explanation ?? say.none },
    ],
  }));
  const head = {
    cells: [
      { words: say.what, bold: true, share: 0.2 },
      { words: say.step, bold: true, share: 0.34 },
      { words: say.explanation, bold: true },
    ],
  };
  return [{ kind: 'grid', head: [headingRow(say.heading), head], rows }];
}
