/** Rows that the ids in the API's paths name, made anew for an institution each time they are asked for. */
import { createHash } from 'node:crypto';
import { defaultWeek } from '@sambung/contract/calendar';
import { storeFile } from '../src/file/index.ts';
import { newRoomCode } from '../src/meeting/index.ts';
import { tell } from '../src/notify/index.ts';
import { shippedRubric } from '../src/rubric/index.ts';
import type { Application, Institution } from './application.ts';
import { startOfTime } from './application.ts';
import { certified } from './certificate.ts';
import { newRun } from './new-run.ts';
import { publishProcedure, requestValues, smallProcedure } from './procedure.ts';

type Parameters = Record<string, string>;

let counter = 0;
const versions = new Map<string, string>();

/** Values for the parameters of a route's path; null when nothing here knows them. */
export async function parametersFor(
  application: Application,
  institution: Institution,
  path: string,
): Promise<Parameters | null> {
  counter += 1;
  const { db } = application.context;
  const institutionId = institution.id;
  const at = startOfTime;
  const staff = await db.staff.findFirstOrThrow({ where: { institutionId, email: institution.people.everyRole } });

  const makeRequest = async () => {
    const key = `${application.url} ${institutionId}`;
    const sopVersionId = versions.get(key) ?? (await publishProcedure(db, institutionId, smallProcedure(), 'matriks'));
    versions.set(key, sopVersionId);
    const placeId = institution.places[0]?.id ?? '';
    const request = await db.request.create({
      data: {
        ...{ institutionId, sopVersionId, placeId, requesterId: staff.id, title: 'Matriks', state: 'disposition' },
        ...{ number: `2026-9${String(counter).padStart(5, '0')}`, values: requestValues(placeId), reason: {} },
        ...{ applicant: { name: '', unit: '', email: '', phone: '' }, receivedAt: at, submittedAt: at },
        ...{ startsAt: new Date('2026-12-08T02:00:00Z'), endsAt: new Date('2026-12-08T04:00:00Z') },
        ...{ createdAt: at, updatedAt: at },
      },
    });
    await db.siteProfile.create({ data: { requestId: request.id } });
    return request.id;
  };

  if (path.startsWith('/requests/:id')) {
    const requestId = await makeRequest();
    const found: Parameters = { id: requestId, document: 'request' };
    if (path.includes(':stepId')) {
      const data = {
        institutionId,
        requestId,
        key: 'setujui',
        position: 'penyetuju',
        state: 'active',
        startedAt: at,
      } as const;
      found.stepId = (await db.caseStep.create({ data })).id;
    }
    if (path.includes(':offerId')) {
      const times = { startsAt: new Date('2026-12-09T02:00:00Z'), endsAt: new Date('2026-12-09T04:00:00Z') };
      const data = { requestId, offeredAt: at, expiresAt: new Date(at.getTime() + 86_400_000), ...times };
      found.offerId = (await db.slotOffer.create({ data })).id;
    }
    if (path.includes(':deviationId')) {
      const data = { institutionId, requestId, kind: 'late', responsible: 'penyetuju', detail: {}, noticedAt: at };
      found.deviationId = (await db.deviation.create({ data })).id;
    }
    if (path.includes(':documentId')) {
      const bytes = Buffer.from(`%PDF-1.4\n${counter}\n%%EOF`);
      const source = { institutionId, name: 'a.pdf', bytes, now: at };
      const file = await db.$transaction((tx) => storeFile(application.context, tx, source));
      const by = { uploadedById: staff.id, uploadedByName: staff.name, uploadedAt: at };
      found.documentId = (
        await db.caseDocument.create({ data: { requestId, fileId: file.id, kind: 'letter', ...by } })
      ).id;
    }
    return found;
  }
  const name = `Matriks ${counter}`;
  const key = `matriks-${counter}`;
  const makers: Record<string, () => Promise<Parameters>> = {
    '/people/:id': async () => {
      const person = { institutionId, name, email: `${key}-${institutionId}@contoh.example`, passwordHash: 'x' };
      return { id: (await db.staff.create({ data: person })).id };
    },
    '/positions/:id': async () => {
      const position = await db.position.create({ data: { institutionId, key, title: name, roles: [] } });
      const assignment = { positionId: position.id, staffId: staff.id, startsAt: at };
      return { id: position.id, assignmentId: (await db.positionAssignment.create({ data: assignment })).id };
    },
    '/calendar/periods/:id': async () => {
      const date = new Date(Date.UTC(2030, 0, counter));
      const period = { institutionId, fromDate: date, toDate: date, name, week: defaultWeek };
      return { id: (await db.specialPeriod.create({ data: period })).id };
    },
    '/calendar/days/:date': async () => {
      const date = new Date(Date.UTC(2031, 0, counter));
      await db.calendarDay.create({ data: { institutionId, date, kind: 'national-holiday', name } });
      return { date: date.toISOString().slice(0, 10) };
    },
    '/places/:id': async () => {
      const place = { institutionId, name, location: '', capacity: 5, timeZone: 'Asia/Jakarta' };
      return { id: (await db.place.create({ data: place })).id };
    },
    '/equipment/:id': async () => {
      const equipment = await db.equipment.create({ data: { institutionId, name } });
      const unit = await db.equipmentUnit.create({ data: { equipmentId: equipment.id, label: 'A' } });
      return { id: equipment.id, unitId: unit.id };
    },
    '/blackouts/:id': async () => {
      const startsAt = new Date(Date.UTC(2030, 0, counter));
      const span = { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) };
      const hold = {
        institutionId,
        kind: 'blackout',
        resourceKind: 'place',
        resourceId: institution.places[1]?.id ?? '',
      } as const;
      return { id: (await db.hold.create({ data: { ...hold, ...span } })).id };
    },
    '/sites/:id': async () => {
      const site = { institutionId, name, room: key, timeZone: 'Asia/Jakarta', updatedAt: at };
      return { id: (await db.site.create({ data: site })).id };
    },
    '/sops/:id': async () => {
      const sop = await db.sop.create({ data: { institutionId, code: key } });
      const document = smallProcedure();
      await db.sopVersion.create({
        data: { sopId: sop.id, version: 1, document, source: '', changeNote: '', publishedAt: at },
      });
      return { id: sop.id, version: '1' };
    },
    '/rubrics/:key': async () => {
      const { document, source } = shippedRubric('default');
      const first = { version: 1, document, source, sha256: '', changeNote: '', publishedAt: at };
      await db.rubric.create({ data: { institutionId, key, versions: { create: first } } });
      return { key, version: '1' };
    },
    '/test-calls/:id': async () => {
      const code = await db.$transaction((tx) => newRoomCode(tx));
      const sealed = application.context.seal('rahasia');
      const links = { hostTokenSealed: sealed, audienceTokenSealed: sealed };
      const opened = { requestId: await makeRequest(), openedById: staff.id, openedAt: at };
      const run = newRun(application.context, staff.id, at);
      return { id: (await db.testCall.create({ data: { institutionId, code, ...links, ...opened, ...run } })).id };
    },
    '/certificates/:id': async () => {
      const call = { institutionId, requestId: await makeRequest(), technicianId: staff.id, minutes: 1 };
      const { id, testCallId } = await certified(application, call);
      return { id, testCallId };
    },
    '/outbox/:id': async () => {
      const recipients = [{ address: `${key}@contoh.example`, name }];
      const telling = { institutionId, event: 'request-submitted', recipients, dedupe: key, now: at } as const;
      await db.$transaction((tx) => tell(tx, telling));
      const where = { institutionId, address: `${key}@contoh.example` };
      return { id: (await db.outboxMessage.findFirstOrThrow({ where })).id };
    },
    '/feeds/:id': async () => {
      const feed = { institutionId, tokenHash: createHash('sha256').update(key).digest('hex'), subjectKind: 'place' };
      const of = { subjectId: institution.places[0]?.id ?? '', createdById: staff.id, createdAt: at };
      return { id: (await db.calendarFeed.create({ data: { ...feed, ...of } })).id };
    },
  };
  const prefix = Object.keys(makers).find((one) => path === one || path.startsWith(`${one}/`));
  return prefix ? ((await makers[prefix]?.()) ?? null) : null;
}
