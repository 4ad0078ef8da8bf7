/** A case straight in the database, for tests of what reads cases: its procedure's form binds both sides' addresses. */
import type { RequestState } from '../src/generated/prisma/enums.ts';
import type { Application, Institution } from './application.ts';
import { startOfTime } from './application.ts';

const text = (words: string) => ({ id: words, en: words });
const field = (key: string, type: string, binds: string) => ({ key, label: text(key), type, binds });

/** A form with nothing but what the product itself reads. */
export const boundForm = {
  title: text('Permohonan'),
  sections: [
    {
      key: 'isi',
      title: text('Isi'),
      fields: [
        field('judul', 'text', 'title'),
        field('teknisi-tuan-rumah', 'person', 'host-technician'),
        field('email-tuan-rumah', 'emails', 'host-emails'),
        field('teknisi-klien', 'person', 'audience-technician'),
        field('email-klien', 'emails', 'audience-emails'),
      ],
    },
  ],
};

let lastNumber = 0;

interface CaseParts {
  state?: RequestState;
  title?: string;
  /** Tuesday 24 November 2026, 09:00–11:00 in Jakarta when absent. */
  startsAt?: Date;
  endsAt?: Date;
  placeId?: string;
  requesterId?: string | null;
  applicant?: { name: string; unit: string; email: string; phone: string };
  values?: Record<string, unknown>;
}

/** Answers the case's id and number. */
export async function createCase({ context }: Application, institution: Institution, parts: CaseParts = {}) {
  const { db } = context;
  const code = 'kasus-langsung';
  const sop =
    (await db.sop.findFirst({ where: { institutionId: institution.id, code } })) ??
    (await db.sop.create({ data: { institutionId: institution.id, code } }));
  const version =
    (await db.sopVersion.findFirst({ where: { sopId: sop.id } })) ??
    (await db.sopVersion.create({
      data: {
        sopId: sop.id,
        version: 1,
        document: { forms: { request: boundForm } },
        source: '',
        changeNote: '',
        publishedAt: startOfTime,
      },
    }));
  lastNumber += 1;
  const state = parts.state ?? 'disposition';
  const number = state === 'draft' ? null : `2026-${String(lastNumber).padStart(6, '0')}`;
  const { id } = await db.request.create({
    data: {
      institutionId: institution.id,
      sopVersionId: version.id,
      number,
      title: parts.title ?? 'Rapat koordinasi',
      placeId: parts.placeId ?? institution.places[0]?.id ?? null,
      startsAt: parts.startsAt ?? new Date('2026-11-24T02:00:00.000Z'),
      endsAt: parts.endsAt ?? new Date('2026-11-24T04:00:00.000Z'),
      values: (parts.values ?? {}) as object,
      applicant: parts.applicant ?? { name: '', unit: '', email: '', phone: '' },
      state,
      requesterId: parts.requesterId ?? null,
      receivedAt: startOfTime,
      submittedAt: startOfTime,
      reason: { text: 'sebab' },
      createdAt: startOfTime,
      updatedAt: startOfTime,
    },
  });
  return { id, number: number ?? '' };
}
