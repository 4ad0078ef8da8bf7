/** The disposition sheet: one cumulative document with an entry for every decision of the chain. */
import type { Language } from '@sambung/contract/problem';
import type { CaseFacts } from './case-facts.ts';
import { decidedDispositions } from './documents.ts';
import { type Block, fieldRow, headingRow, type Row } from './layout.ts';
import { printInstant } from './when.ts';

const words = {
  id: {
    ...{
      letterFrom: 'Surat/permohonan dari',
      subject: 'Perihal',
      received: 'Tanggal diterima',
      number: 'Nomor permohonan',
    },
    ...{
      entry: 'DISPOSISI',
      from: 'Dari',
      to: 'Kepada',
      instruction: 'Instruksi',
      nature: 'Sifat',
      deadline: 'Batas waktu',
    },
    ...{
      note: 'Catatan',
      agenda: 'Nomor agenda',
      initials: 'Paraf',
      at: 'Waktu',
      decision: 'Keputusan',
      initialed: 'paraf elektronik',
    },
  },
  en: {
    ...{
      letterFrom: 'Letter or request from',
      subject: 'Subject',
      received: 'Date received',
      number: 'Request number',
    },
    ...{
      entry: 'DISPOSISI / DISPOSITION',
      from: 'Dari / From',
      to: 'Kepada / To',
      instruction: 'Instruksi / Instruction',
      nature: 'Sifat / Nature',
    },
    ...{
      deadline: 'Batas waktu / Deadline',
      note: 'Catatan / Notes',
      agenda: 'Nomor agenda / Agenda number',
      initials: 'Paraf / Initials',
    },
    ...{ at: 'Waktu / Time', decision: 'Keputusan / Decision', initialed: 'paraf elektronik' },
  },
} satisfies Record<Language, Record<string, string>>;

const natures: Readonly<Record<string, { id: string; en: string }>> = {
  biasa: { id: 'Biasa', en: 'Biasa (ordinary)' },
  segera: { id: 'Segera', en: 'Segera (urgent)' },
  penting: { id: 'Penting', en: 'Penting (important)' },
  rahasia: { id: 'Rahasia', en: 'Rahasia (confidential)' },
};
const decisions: Readonly<Record<string, { id: string; en: string }>> = {
  approve: { id: 'Disetujui', en: 'Approved' },
  dispose: { id: 'Disetujui dan didisposisikan', en: 'Approved and handed on' },
  assign: { id: 'Ditugaskan', en: 'Assigned' },
  complete: { id: 'Selesai', en: 'Completed' },
  return: { id: 'Dikembalikan', en: 'Returned' },
  reject: { id: 'Ditolak', en: 'Rejected' },
};

export function dispositionBlocks(facts: CaseFacts, language: Language): Block[] {
  const say = words[language];
  const head: Row[] = [
    fieldRow(say.number, facts.number),
    fieldRow(say.letterFrom, [facts.applicant.unit, facts.applicant.name].filter(Boolean).join(', ')),
    fieldRow(say.subject, facts.title),
    fieldRow(say.received, facts.receivedAt ? printInstant(facts.receivedAt, facts.timeZone, language) : ''),
  ];
  const entries = decidedDispositions(facts).map(({ step, from, to }, index): Block => {
    const pair = (label: string, value: string, second: string, other: string): Row => ({
      cells: [
        { words: label, share: 0.17 },
        { words: value, share: 0.33 },
        { words: second, share: 0.17 },
        { words: other, share: 0.33 },
      ],
    });
    const at = step.finishedAt ? printInstant(step.finishedAt, facts.timeZone, language) : '';
    const initials = [step.decidedByName, step.actingAs].filter(Boolean).join(', ');
    const rows = [
      headingRow(`${say.entry} ${index + 1}`),
      pair(say.from, from, say.to, to),
      pair(
        say.agenda,
        step.agendaNumber ?? '',
        say.nature,
        step.nature ? (natures[step.nature]?.[language] ?? step.nature) : '',
      ),
      pair(
        say.decision,
        decisions[step.decision ?? '']?.[language] ?? step.decision ?? '',
        say.deadline,
        step.deadlineAt ? printInstant(step.deadlineAt, facts.timeZone, language) : '',
      ),
      fieldRow(say.instruction, step.instruction ?? ''),
      fieldRow(say.note, step.note ?? ''),
      pair(say.initials, initials ? `${initials} (${say.initialed})` : '', say.at, at),
    ];
    return { kind: 'grid', rows, whole: true };
  });
  return [{ kind: 'grid', rows: head }, ...entries];
}
