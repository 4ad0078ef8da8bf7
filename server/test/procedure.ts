/** A small procedure that tests run cases through, and the way from a draft to a decided case. */
import type { CaseDetail } from '@sambung/contract/request';
import { type SopDocument, sopDocumentSchema } from '@sambung/contract/sop';
import type { Database } from '../src/db.ts';
import { ensureRubrics } from '../src/rubric/index.ts';
import type { Visitor } from './visitor.ts';

const text = (id: string, en: string) => ({ id, en });

/** One approver, a technician's conduct and report, no lead time, no test call; `changes` replaces whole parts. */
export function smallProcedure(changes: Partial<Record<keyof SopDocument, unknown>> = {}): SopDocument {
  const field = (key: string, type: string, more: object = {}) => ({ key, type, label: text(key, key), ...more });
  return sopDocumentSchema.parse({
    control: { number: 'SOP-1', title: 'Layanan Konferensi Video' },
    service: {
      name: text('Konferensi video', 'Video conference'),
      description: text('Layanan uji', 'A service for tests'),
    },
    channels: ['web', 'letter', 'email', 'phone', 'sms', 'walk-in'],
    positions: [
      { key: 'penyetuju', title: 'Penyetuju', roles: ['approver'] },
      { key: 'teknisi', title: 'Teknisi', roles: ['technician'] },
    ],
    policies: smallPolicies(),
    forms: {
      request: {
        title: text('Permohonan', 'Request'),
        sections: [
          {
            key: 'acara',
            title: text('Acara', 'Event'),
            fields: [
              field('kegiatan', 'text', { required: true, binds: 'title' }),
              field('waktu', 'period', { required: true, binds: 'period' }),
              field('tempat', 'place', { required: true, binds: 'place' }),
              field('jumlah', 'integer', { required: true, min: 1, max: 10_000, binds: 'participant-count' }),
              field('kontak-tuan-rumah', 'person', { required: true, binds: 'host-technician' }),
              field('kontak-peserta', 'person', { required: true, binds: 'audience-technician' }),
              field('peralatan', 'equipment', { binds: 'equipment' }),
              field('pemohon', 'text', { binds: 'applicant-name' }),
            ],
          },
        ],
      },
    },
    steps: smallSteps(),
    ...changes,
  });
}

/** The policies of the small procedure, for tests that change one of them. */
export function smallPolicies(changes: object = {}) {
  return {
    leadTime: { days: 0, count: 'calendar', overrideBy: 'penyetuju' },
    returnGraceWorkingDays: 1,
    testCall: { required: 'optional', slot: 'day-before', minutes: 60, fallback: 'none' },
    holds: { setupMinutes: 0, preTestMinutes: 0 },
    recording: 'optional',
    siteProfile: 'none',
    ...changes,
  };
}

export function smallSteps() {
  const step = (key: string, kind: string, position: string, decisions: string[], more: object = {}) => ({
    ...{ key, kind, position, decisions, name: text(key, key), output: text(key, key), time: null },
    ...more,
  });
  const hour = { standard: { amount: 1, unit: 'hours' }, anchor: 'step-start' };
  return [
    step('ajukan', 'intake', 'requester', ['complete'], { next: ['setujui'] }),
    step('setujui', 'disposition', 'penyetuju', ['dispose', 'assign', 'return', 'reject'], {
      time: hour,
      effects: ['create-meeting'],
      next: ['laksanakan'],
    }),
    step('laksanakan', 'conduct', 'teknisi', ['complete'], { next: ['laporkan'] }),
    step('laporkan', 'report', 'teknisi', ['complete'], {
      time: { standard: { amount: 1, unit: 'days' }, anchor: 'event-end' },
    }),
  ];
}

/** Publishes a procedure for an institution; answers the version's id. */
export async function publishProcedure(db: Database, institutionId: string, document: SopDocument, code = 'uji') {
  const sop = await db.sop.upsert({
    where: { institutionId_code: { institutionId, code } },
    create: { institutionId, code },
    update: {},
    include: { versions: true },
  });
  const version = { sopId: sop.id, version: sop.versions.length + 1, document, source: '', changeNote: 'uji' };
  const publishedAt = new Date('2026-11-01T00:00:00Z');
  const row = await db.sopVersion.create({ data: { ...version, publishedAt } });
  await db.$transaction((tx) => ensureRubrics(tx, institutionId, ['default', document.policies.rubric], publishedAt));
  return row.id;
}

const contact = { name: 'Narahubung', email: 'narahubung@contoh.example', phone: '+62 812 3456 7890' };

/** Values of the small form that are right in every field: Tuesday 24 November 2026, 09:00–11:00 in Jakarta. */
export function requestValues(placeId: string, changes: Record<string, unknown> = {}) {
  return {
    kegiatan: 'Rapat koordinasi',
    waktu: { startsAt: '2026-11-24T02:00:00.000Z', endsAt: '2026-11-24T04:00:00.000Z' },
    tempat: placeId,
    jumlah: 12,
    'kontak-tuan-rumah': contact,
    'kontak-peserta': contact,
    ...changes,
  };
}

/** Begins and files a request; answers what filing answered. */
export async function file(person: Visitor, sopVersionId: string, values: object, submission: object = {}) {
  const draft = await person.post('/api/requests', { sopVersionId, values });
  if (draft.status !== 201) throw new Error(`no draft: ${draft.text}`);
  return await person.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version, ...submission });
}

/** Decides the open step with this key (the first open one without). */
export async function decide(person: Visitor, kase: CaseDetail, decision: string, more: object = {}, key?: string) {
  const step = kase.steps.find((one) => one.state === 'active' && (key === undefined || one.key === key));
  return await person.post(`/api/requests/${kase.id}/steps/${step?.id}/decision`, {
    version: kase.version,
    decision,
    ...more,
  });
}
