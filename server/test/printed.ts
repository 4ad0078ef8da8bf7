/** Printed documents as a test reads them: the text that a reader's program finds in a PDF, and a case of a shipped procedure with every field written. */
import { execFileSync } from 'node:child_process';
import { type Field, type FieldValues, type Form, fieldsOf } from '@sambung/contract/form';
import { letterheadSchema } from '@sambung/contract/institution';
import type { CaseFacts, StepFacts } from '../src/document/case-facts.ts';
import { type ShippedCode, shippedSop } from '../src/sop/index.ts';
import { phoneOf, timeOfDay } from './marked-values.ts';

/** The text of a PDF in the order in which it was written, runs of white space as one space. Needs poppler's pdftotext (Debian: poppler-utils). */
export function textOf(pdf: Uint8Array): string {
  return runPoppler('pdftotext', ['-raw', '-', '-'], pdf).toString().replace(/\s+/g, ' ');
}

/** The text of each page, in the order in which it was written, or (`-layout`) as it stands side by side on the paper. */
export function pagesOf(pdf: Uint8Array, order: '-raw' | '-layout' = '-raw'): string[] {
  const text = runPoppler('pdftotext', [order, '-', '-'], pdf).toString();
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replace(/\s+/g, ' '));
}

function runPoppler(program: string, args: string[], input: Uint8Array): Buffer {
  try {
    return execFileSync(program, args, { input, maxBuffer: 50_000_000, stdio: ['pipe', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${program} is missing: install poppler's tools (Debian: apt install poppler-utils).`);
  }
}

/** A value for a field that no other field has, in its stored form. */
export function exampleValue(field: Field, mark: string): FieldValues[string] {
  switch (field.type) {
    case 'integer':
      return 100 + (mark.length % 50);
    case 'email':
      return `${mark}@contoh.example`;
    case 'emails':
      return [`${mark}-1@contoh.example`, `${mark}-2@contoh.example`];
    case 'phone':
      return phoneOf(mark);
    case 'person':
      return { name: `Nama ${mark}`, position: 'Staf', phone: phoneOf(mark), email: `${mark}@contoh.example` };
    case 'date':
      return '2026-12-01';
    case 'time':
      return timeOfDay(mark);
    case 'zone':
      return 'Asia/Makassar';
    case 'boolean':
      return field.mustBe ?? true;
    case 'choice':
      return field.options?.at(-1)?.key ?? '';
    case 'choices':
      return [field.options?.at(0)?.key ?? ''];
    case 'period':
      return { startsAt: '2026-12-01T02:00:00.000Z', endsAt: '2026-12-01T04:00:00.000Z' };
    case 'place':
      return placeId;
    case 'venue':
      return { address: `Gedung ${mark}` };
    case 'equipment':
      return [{ itemId: equipmentId, count: 2 }];
    case 'bandwidth':
      return { downKbps: 20_000, upKbps: 10_000 };
    case 'addresses':
      return ['203.0.113.7', '2001:db8::7'];
    case 'file':
    case 'photos':
      return [];
    case 'note':
    case 'signature':
      return null;
    default:
      return `Isian ${mark}`;
  }
}
const placeId = '01970000-0000-7000-8000-0000000000a1';
const equipmentId = '01970000-0000-7000-8000-0000000000a2';

/** Every field of a form written; what is written automatically is left to the print. */
export function filled(form: Form, mark = ''): FieldValues {
  const values: FieldValues = {};
  for (const field of fieldsOf(form)) {
    if (field.fixed !== undefined || field.fillFrom !== undefined) continue;
    const value = (column: string) => exampleValue(field, [field.key, mark, column].filter(Boolean).join('-'));
    const written = field.twoColumns ? { test: value('uji'), actual: value('acara') } : value('');
    if (written !== null && written !== undefined) values[field.key] = written;
  }
  return values;
}

/** A case of a shipped procedure that is over: every step done, every form filled in. */
export function finishedCase(code: ShippedCode, changes: Partial<CaseFacts> = {}): CaseFacts {
  const sop = shippedSop(code).document;
  const timeZone = code === 'kaltara' ? 'Asia/Makassar' : 'Asia/Jakarta';
  const profile = sop.forms['client-profile'];
  return {
    id: '01970000-0000-7000-8000-000000000001',
    institution: {
      id: '01970000-0000-7000-8000-000000000002',
      name: 'Instansi Contoh',
      letterhead: letterheadSchema.parse({}),
    },
    timeZone,
    sop,
    sopVersion: 1,
    number: '2026-000012',
    title: 'Rapat koordinasi antarwilayah',
    channel: 'phone',
    state: 'finished',
    applicant: {
      name: 'Pemohon Contoh',
      unit: 'Unit Pemohon',
      email: 'pemohon@contoh.example',
      phone: '+62 812 0000 1111',
    },
    requesterId: null,
    registeredByName: 'Petugas Loket',
    placeName: 'Ruang Contoh, Lantai 2',
    venue: null,
    startsAt: new Date('2026-12-01T02:00:00.000Z'),
    endsAt: new Date('2026-12-01T04:00:00.000Z'),
    participantCount: 40,
    receivedAt: new Date('2026-11-20T03:15:00.000Z'),
    submittedAt: new Date('2026-11-20T03:15:00.000Z'),
    values: filled(sop.forms.request as Form),
    simulated: false,
    steps: sop.steps.map((step, index): StepFacts => {
      const form = step.form === undefined ? undefined : sop.forms[step.form];
      const disposes = step.kind === 'disposition' || step.kind === 'assignment';
      return {
        key: step.key,
        round: 1,
        state: 'done',
        positionTitle: sop.positions.find(({ key }) => key === step.position)?.title ?? 'Pemohon Contoh',
        startedAt: new Date('2026-11-20T03:15:00.000Z'),
        finishedAt: new Date(Date.UTC(2026, 10, 20, 4, index)),
        decision: step.kind === 'assignment' ? 'assign' : disposes ? 'dispose' : 'complete',
        decidedByName: `Pejabat ${index}`,
        decidedById: '01970000-0000-7000-8000-000000000003',
        actingAs: index % 2 === 0 ? null : `Plh. ${step.position}`,
        instruction: disposes ? `Tindak lanjuti ${step.key}` : null,
        nature: disposes ? 'segera' : null,
        deadlineAt: disposes ? new Date('2026-11-24T09:00:00.000Z') : null,
        note: disposes ? `Catatan ${step.key}` : null,
        agendaNumber: disposes ? `AG-${index}` : null,
        values: form ? filled(form) : {},
        checklist: Object.fromEntries(step.checklist.map(({ key }) => [key, { state: 'ready', note: '' }])),
        assigneeNames: step.kind === 'assignment' ? ['Teknisi Contoh'] : [],
      };
    }),
    documents: [],
    holds: [
      hold('test', 'place', 'Ruang Contoh', '2026-11-30T02:00:00.000Z', '2026-11-30T03:00:00.000Z'),
      hold('pre-test', 'place', 'Ruang Contoh', '2026-12-01T01:30:00.000Z', '2026-12-01T02:00:00.000Z'),
      hold('event', 'place', 'Ruang Contoh', '2026-12-01T02:00:00.000Z', '2026-12-01T04:00:00.000Z'),
      hold('event', 'person', 'Teknisi Contoh', '2026-12-01T02:00:00.000Z', '2026-12-01T04:00:00.000Z'),
    ],
    deviations: [],
    profile: profile
      ? {
          values: filled(profile),
          notes: { test: {}, actual: {} },
          submittedAt: new Date('2026-11-22T03:00:00.000Z'),
          submittedByName: 'Klien Contoh',
          siteZone: 'Asia/Makassar',
        }
      : null,
    names: { [placeId]: 'Ruang Contoh', [equipmentId]: 'Kamera' },
    ...changes,
  };
}

function hold(
  kind: 'test' | 'pre-test' | 'event',
  resourceKind: 'place' | 'person',
  resourceName: string,
  startsAt: string,
  endsAt: string,
) {
  return { kind, resourceKind, resourceName, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
}
