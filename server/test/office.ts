/** An institution that runs one procedure: everybody the procedure names, and the way through its steps. */
import { randomUUID } from 'node:crypto';
import type { CaseDetail, CaseStep } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';
import { assignPosition, createStaff, ensurePosition, hashPassword } from '../src/identity/index.ts';
import { type Application, password, startOfTime } from './application.ts';
import { certified } from './certificate.ts';
import { fillForm } from './fill-form.ts';
import { publishProcedure } from './procedure.ts';
import type { Visitor } from './visitor.ts';

export interface Office {
  readonly institutionId: string;
  readonly sopVersionId: string;
  readonly document: SopDocument;
  readonly placeIds: readonly string[];
  /** A camera of which there are two. */
  readonly equipmentId: string;
  /** The holder of a position, signed in; `requester` is the applicant. */
  person(position: string): Promise<Visitor>;
  readonly idOf: ReadonlyMap<string, string>;
}

/** Opens an office for the procedure: one person for each position, two places, an applicant. */
export async function openOffice(application: Application, document: SopDocument, timeZone: string): Promise<Office> {
  const { db } = application.context;
  const domain = `${randomUUID().slice(0, 8)}.example`;
  const institution = await db.institution.create({ data: { name: `Instansi ${domain}`, timeZone } });
  const institutionId = institution.id;
  const placeIds: string[] = [];
  for (const name of ['Ruang Satu', 'Ruang Dua']) {
    const place = { institutionId, name, location: 'Gedung A', capacity: 60, timeZone };
    placeIds.push((await db.place.create({ data: place })).id);
  }
  const units = { create: [{ label: '1' }, { label: '2' }] };
  const camera = await db.equipment.create({ data: { institutionId, name: 'Kamera', units } });
  const passwordHash = await hashPassword(password);
  const idOf = new Map<string, string>();
  const people = [{ key: 'requester', title: 'Pemohon', roles: ['requester' as const] }, ...document.positions];
  for (const { key, title, roles } of people) {
    await db.$transaction(async (tx) => {
      const person = { institutionId, name: `Orang ${key}`, email: `${key}@${domain}`, passwordHash, now: startOfTime };
      const staffId = await createStaff(tx, { ...person, roles: key === 'requester' ? ['requester'] : [] });
      idOf.set(key, staffId);
      if (key === 'requester') return;
      const positionId = await ensurePosition(tx, { institutionId, key, title, roles });
      await assignPosition(tx, {
        institutionId,
        positionId,
        staffId,
        startsAt: startOfTime,
        actorId: null,
        now: startOfTime,
      });
    });
  }
  return {
    institutionId,
    sopVersionId: await publishProcedure(db, institutionId, document),
    document,
    placeIds,
    equipmentId: camera.id,
    idOf,
    person: (position) => application.signedIn(`${position}@${domain}`),
  };
}

/** A scan that is attached to the case under a document's key. */
export async function attach(application: Application, office: Office, requestId: string, kind: string): Promise<void> {
  const { db, clock } = application.context;
  const { institutionId } = office;
  const now = clock();
  const content = { sha256: '0'.repeat(64), sizeBytes: 1, mediaType: 'application/pdf', name: `${kind}.pdf` };
  const stored = await db.storedFile.create({ data: { ...content, institutionId, createdAt: now } });
  await db.caseDocument.create({
    data: { requestId, fileId: stored.id, kind, uploadedByName: 'Orang', uploadedAt: now },
  });
}

/** A test call of this moment that was certified, with what was signed after it. */
export async function certify(application: Application, office: Office, requestId: string): Promise<void> {
  const { institutionId } = office;
  const technicianId =
    office.idOf.get(office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '') ?? '';
  await certified(application, { institutionId, requestId, technicianId, minutes: 0 });
}

/** The open step with this key. */
export function openStep(kase: CaseDetail, key: string): CaseStep {
  const step = kase.steps.find((one) => one.key === key && one.state === 'active');
  if (!step) throw new Error(`${key} is not open: ${kase.steps.map((one) => `${one.key} ${one.state}`).join(', ')}`);
  return step;
}

/** Does everything the step asks for and decides it as its holder; answers the case as it then is. */
export async function doStep(
  application: Application,
  office: Office,
  kase: CaseDetail,
  key: string,
  decision?: string,
): Promise<CaseDetail> {
  const step = openStep(kase, key);
  const definition = office.document.steps.find((one) => one.key === key);
  const holder = await office.person(step.position.key);
  const work = await prepare(application, office, kase, step, definition?.form);
  let version = kase.version;
  if (work) {
    const worked = await holder.patch(`/api/requests/${kase.id}/steps/${step.id}`, { version, ...work });
    if (worked.status !== 200) throw new Error(`${key}: ${worked.text}`);
    version = worked.body.version;
  }
  const chosen =
    decision ?? ['dispose', 'approve', 'assign', 'complete'].find((one) => step.decisions.includes(one as never));
  const technician = office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '';
  const decided = await holder.post(`/api/requests/${kase.id}/steps/${step.id}/decision`, {
    version,
    decision: chosen,
    ...(chosen === 'assign' && { assigneeIds: [office.idOf.get(technician)] }),
    ...(['dispose', 'assign', 'approve'].includes(chosen ?? '') && {
      instruction: `Instruksi ${key}`,
      nature: 'segera',
    }),
  });
  if (decided.status !== 200) throw new Error(`${key} ${chosen}: ${decided.text}`);
  return decided.body;
}

async function prepare(
  application: Application,
  office: Office,
  kase: CaseDetail,
  step: CaseStep,
  formKey: string | undefined,
) {
  for (const { document, present, required } of step.requires) {
    if (required && !present) await attach(application, office, kase.id, document);
  }
  if (step.kind === 'test') await certify(application, office, kase.id);
  const form = formKey === undefined ? undefined : office.document.forms[formKey];
  for (const field of form?.sections.flatMap(({ fields }) => fields) ?? []) {
    if (field.type === 'file' || field.type === 'photos') await attach(application, office, kase.id, field.key);
  }
  const { startsAt, endsAt } = kase;
  const filledBy = ['applicant', 'officer', 'automatic', 'client'] as const;
  const values =
    form &&
    fillForm(form, {
      placeId: null,
      equipmentId: office.equipmentId,
      startsAt: startsAt ?? '',
      endsAt: endsAt ?? '',
      filledBy,
    });
  const checklist = Object.fromEntries(step.checklist.map(({ key }) => [key, { state: 'ready', note: '' }]));
  const work = { ...(values && { values }), ...(step.checklist.length > 0 && { checklist }) };
  return Object.keys(work).length > 0 ? work : null;
}
