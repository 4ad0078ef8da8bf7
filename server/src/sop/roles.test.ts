/** The positions that the five institutions name: each is there, may do what its step asks, and nobody else may. */

import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { attach, doStep, type Office, openOffice } from '../../test/office.ts';
import { type ShippedCode, shippedSop } from './index.ts';

let application: Application;
const offices = new Map<ShippedCode, Promise<Office>>();

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

function officeOf(code: ShippedCode): Promise<Office> {
  const known =
    offices.get(code) ??
    openOffice(application, shippedSop(code).document, code === 'kaltara' ? 'Asia/Makassar' : 'Asia/Jakarta');
  offices.set(code, known);
  return known;
}

let day = 0;
/** A filed request of its own day. */
async function fileIn(office: Office): Promise<CaseDetail> {
  day += 1;
  // From Monday 7 December on, working days only.
  const date = 7 + 7 * Math.floor(day / 5) + (day % 5);
  const at = (hour: number) => new Date(Date.UTC(2026, 11, date, hour)).toISOString();
  const form = office.document.forms.request;
  if (!form) throw new Error('no form');
  const values = fillForm(form, {
    placeId: office.placeIds[0] ?? null,
    equipmentId: office.equipmentId,
    startsAt: at(2),
    endsAt: at(3),
  });
  const requester = await office.person('requester');
  const draft = await requester.post('/api/requests', { sopVersionId: office.sopVersionId, values });
  for (const field of form.sections
    .flatMap(({ fields }) => fields)
    .filter(({ type, required }) => type === 'file' && required)) {
    await attach(application, office, draft.body.id, field.key);
  }
  const filed = await requester.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (filed.status !== 200) throw new Error(filed.text);
  return filed.body;
}

/** The position has the step as a task after the steps before it, and is the only one that may decide it. */
async function expectDoes(
  code: ShippedCode,
  position: string,
  step: string,
  before: readonly string[] = [],
): Promise<void> {
  const office = await officeOf(code);
  let kase = await fileIn(office);
  for (const key of before) kase = await doStep(application, office, kase, key);
  const open = kase.steps.find((one) => one.key === step && one.state === 'active');
  expect(open?.position.key, step).toBe(position);
  const tasks = (await (await office.person(position)).get('/api/tasks')).body as { stepId: string }[];
  expect(tasks.map(({ stepId }) => stepId)).toContain(open?.id);
  for (const other of office.document.positions.filter(({ key }) => key !== position)) {
    const person = await office.person(other.key);
    const decision = { version: kase.version, decision: open?.decisions[0], assigneeIds: [] };
    const answer = await person.post(`/api/requests/${kase.id}/steps/${open?.id}/decision`, decision);
    expect(['forbidden', 'not-found'], other.key).toContain(answer.problem?.code);
  }
}

const rolesOf = async (code: ShippedCode, key: string) =>
  (await officeOf(code)).document.positions.find((position) => position.key === key)?.roles;

describe('UNSRI', () => {
  it('[UNSRI-06, UNSRI-12] the head of ICT decides every request', () =>
    expectDoes('unsri-fixed', 'ketua-ict', 'disposition'));
  it('[UNSRI-04, UNSRI-11] ICT’s team carries out the tasks and answers for them', async () => {
    await expectDoes('unsri-fixed', 'tim-ict', 'profile');
    expect(await rolesOf('unsri-fixed', 'tim-ict')).toEqual(['technician']);
  });
});

describe('BATAN', () => {
  it('[BATAN-05] the head of PPIKSN approves and disposes', () => expectDoes('batan', 'ka-ppiksn', 'approval'));
  it('[BATAN-04] the head of PJKKD hands on', () =>
    expectDoes('batan', 'kabid-pjkkd', 'division-disposition', ['approval']));
  it('[BATAN-03] the head of network management instructs', () =>
    expectDoes('batan', 'kasubbid-pj', 'instruction', ['approval', 'division-disposition']));
  it('[BATAN-02, BATAN-07] the administrator prepares, tests and reports', () =>
    expectDoes('batan', 'administrator', 'preparation', ['approval', 'division-disposition', 'instruction']));
  it('[BATAN-01] users file', async () => expect((await fileIn(await officeOf('batan'))).state).toBe('disposition'));
  it('[BATAN-06] the other site’s administrator is named in the preparation', async () => {
    const { document } = await officeOf('batan');
    const labels = Object.values(document.forms).flatMap((form) =>
      form.sections.flatMap(({ fields }) => fields.map(({ label }) => label.id)),
    );
    expect(labels.join(' | ')).toMatch(/[Kk]awasan [Ll]ain/);
  });
  it('[BATAN-08, BATAN-35] keeps the sign-off sheet, the change log and the nine copies', async () => {
    const { control } = (await officeOf('batan')).document;
    expect(control.signOff.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['Disiapkan', 'Diperiksa', 'Diverifikasi', 'Disahkan']),
    );
    expect(control.signOff).toHaveLength(5);
    expect(control.changes).toHaveLength(1);
    expect(control.distribution).toHaveLength(9);
  });
});

describe('Kalimantan Utara', () => {
  it('[KALTARA-03] the head of the office disposes', () => expectDoes('kaltara', 'kepala-dinas', 'office-disposition'));
  it('[KALTARA-04] the head of division hands on', () =>
    expectDoes('kaltara', 'kepala-bidang', 'division-disposition', ['office-disposition']));
  it('[KALTARA-05] the technical team prepares', () =>
    expectDoes('kaltara', 'tim-teknis', 'preparation', ['office-disposition', 'division-disposition']));
  it('[KALTARA-06] the SPBE team reads every request and decides none', async () => {
    const office = await officeOf('kaltara');
    const kase = await fileIn(office);
    const reader = await office.person('tim-koordinasi-spbe');
    expect((await reader.get(`/api/requests/${kase.id}`)).status).toBe(200);
    expect((await reader.get('/api/tasks')).body).toEqual([]);
  });
  it('[KALTARA-01, KALTARA-02] regional offices file, for the governor, the vice governor or themselves', async () => {
    const office = await officeOf('kaltara');
    const fields = office.document.forms.request?.sections.flatMap(({ fields: all }) => all);
    expect(fields?.find(({ key }) => key === 'beneficiary')?.options?.map(({ key }) => key)).toEqual([
      'kepala-daerah',
      'wakil-kepala-daerah',
      'opd',
    ]);
    expect((await fileIn(office)).state).toBe('disposition');
  });
  it('[KALTARA-20] keeps a number whose beginning is blank, and both lists of its legal basis', async () => {
    const { control } = (await officeOf('kaltara')).document;
    expect(control.number).toMatch(/^\//);
    expect(control.legalBasis).toHaveLength(2);
    expect(control).toMatchObject({ madeOn: '30 Mei 2022', endorsedOn: '30 Mei 2022' });
  });
  it('[KALTARA-21] can be rejected, returned, found unfit and failed', async () => {
    const { document } = await officeOf('kaltara');
    const decisions = (key: string) => document.steps.find((step) => step.key === key)?.decisions;
    expect(decisions('office-disposition')).toEqual(['dispose', 'return', 'reject']);
    expect(decisions('preparation')).toContain('fail');
    expect(decisions('trial')).toContain('fail');
  });
});

describe('Universitas Jember', () => {
  const chain = ['receipt', 'bureau-instruction', 'coordinator-instruction', 'humas-instruction', 'assignment'];
  it('[UNEJ-02] the vice rector receives', () => expectDoes('unej', 'wr-iii', 'receipt'));
  it('[UNEJ-03] the head of BPKH instructs', () =>
    expectDoes('unej', 'kepala-bpkh', 'coordinator-instruction', chain.slice(0, 2)));
  it('[UNEJ-04] the coordinator of PKIH instructs', () =>
    expectDoes('unej', 'koordinator-pkih', 'humas-instruction', chain.slice(0, 3)));
  it('[UNEJ-05] the vice coordinator assigns', () =>
    expectDoes('unej', 'wakor-humas', 'assignment', chain.slice(0, 4)));
  it('[UNEJ-06] the staff prepares', () => expectDoes('unej', 'staf-humas', 'preparation', chain));
  it('[UNEJ-01] applicants file', async () => expect((await fileIn(await officeOf('unej'))).state).toBe('disposition'));
  it('[UNEJ-08] names the four duties', async () =>
    expect((await officeOf('unej')).document.control.qualifications).toHaveLength(4));
});

describe('Demak', () => {
  it('[DEMAK-02] the leader disposes', () => expectDoes('demak', 'pimpinan', 'leader-disposition'));
  it('[DEMAK-03] the sub-coordinator assigns', () =>
    expectDoes('demak', 'sub-koor-spa', 'assignment', ['leader-disposition']));
  it('[DEMAK-04] the operator enters the recap', () =>
    expectDoes('demak', 'operator-cc', 'schedule-recap', ['leader-disposition', 'assignment']));
  it('[DEMAK-01, DEMAK-05] regional offices file and name the clients', async () => {
    const office = await officeOf('demak');
    expect((await fileIn(office)).state).toBe('disposition');
    const bindings = office.document.forms.request?.sections.flatMap(({ fields }) => fields.map(({ binds }) => binds));
    expect(bindings).toContain('audience-emails');
  });
  it('[DEMAK-06, DEMAK-20] prints who endorses it and what training it asks for', async () => {
    const { control } = (await officeOf('demak')).document;
    expect(control.endorsedBy).toContain('Kepala Dinas');
    expect(control.related.join(' ')).toContain('Bimbingan Teknis');
  });
});
