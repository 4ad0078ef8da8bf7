/** Every field of the institutions' forms: typed, stored, and found again in print under its own label. */
import { type Field, type FieldValues, type Form, fieldsOf } from '@sambung/contract/form';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { attach, type Office, openOffice } from '../../test/office.ts';
import { textOf } from '../../test/printed.ts';
import { type ShippedCode, shippedSop } from '../sop/index.ts';

let application: Application;
const filed = new Map<string, Promise<Filed>>();

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

interface Filed {
  office: Office;
  form: Form;
  /** What was typed. */
  values: FieldValues;
  /** What the server gives back. */
  stored: FieldValues;
  printed: string;
  id: string;
}

const slot = { startsAt: '2026-12-03T03:00:00.000Z', endsAt: '2026-12-03T05:00:00.000Z' };

/** Files a request with every field filled in, once for each procedure. */
function fileOf(code: ShippedCode): Promise<Filed> {
  const known = filed.get(code) ?? fileAll(code);
  filed.set(code, known);
  return known;
}

async function fileAll(code: ShippedCode): Promise<Filed> {
  const office = await openOffice(
    application,
    shippedSop(code).document,
    code === 'kaltara' ? 'Asia/Makassar' : 'Asia/Jakarta',
  );
  const form = formOf(office, 'request');
  const requester = await office.person('requester');
  const values = fillForm(form, {
    placeId: office.placeIds[0] ?? null,
    equipmentId: office.equipmentId,
    ...slot,
  }) as FieldValues;
  const draft = await requester.post('/api/requests', { sopVersionId: office.sopVersionId, values });
  for (const field of fieldsOf(form).filter(({ type }) => type === 'file')) {
    await attach(application, office, draft.body.id, field.key);
  }
  const answer = await requester.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (answer.status !== 200) throw new Error(answer.text);
  const { id } = answer.body;
  return { office, form, values, stored: answer.body.values, printed: await print(office, id, 'request'), id };
}

function formOf(office: Office, key: string): Form {
  const form = office.document.forms[key];
  if (!form) throw new Error(`no form ${key}`);
  return form;
}

/** A printed document as text without any white space: words of a narrow column may be broken anywhere. */
async function print(office: Office, id: string, document: string): Promise<string> {
  const technician = office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '';
  const person = await office.person(technician);
  const response = await fetch(`${application.url}/api/requests/${id}/prints/${document}`, {
    headers: { cookie: person.cookieHeader() },
  });
  if (response.status !== 200) throw new Error(`${document}: ${response.status} ${await response.text()}`);
  return squeezed(textOf(new Uint8Array(await response.arrayBuffer())));
}

const squeezed = (text: string) => text.replace(/\s+/g, '');

function fieldOf(form: Form, key: string): Field {
  const field = fieldsOf(form).find((one) => one.key === key);
  if (!field) throw new Error(`no field ${key}`);
  return field;
}

/** Words of a value as they stand on paper. */
function words(value: unknown, office: Office): string[] {
  if (typeof value === 'string') {
    if (office.placeIds.includes(value)) return ['Ruang Satu'];
    return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? ['2026'] : [value];
  }
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap((one) => words(one, office));
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap((one) => words(one, office));
  return [];
}

/** Typed, stored and printed: the label as the form prints it, and after it what was typed. */
async function expectField(code: ShippedCode, key: string): Promise<void> {
  const { form, values, stored, printed, office } = await fileOf(code);
  const field = fieldOf(form, key);
  expect(stored[key], `${key} is stored`).toEqual(values[key]);
  const label = squeezed(field.printedLabel ?? field.label.id);
  const at = printed.indexOf(label);
  expect(at, `${label} is printed`).toBeGreaterThanOrEqual(0);
  for (const word of words(values[key], office)) {
    if (field.type === 'choice' || field.type === 'zone') continue;
    expect(printed.slice(at), `${key}: ${word}`).toContain(squeezed(word));
  }
}

describe('the request of UNSRI', () => {
  it('[UNSRI-16] says when', () => expectField('unsri-fixed', 'period'));
  it('[UNSRI-17] says how many take part', () => expectField('unsri-fixed', 'participant-count'));
  it('[UNSRI-18, UNSRI-08] names the person in charge', () => expectField('unsri-fixed', 'person-in-charge'));
  it('[UNSRI-20, UNSRI-09] gives the organiser’s address', () => expectField('unsri-fixed', 'organiser-email'));
  it('[UNSRI-23] names the room', () => expectField('unsri-fixed', 'place'));

  it('[UNSRI-19, UNSRI-10] names a technical contact of both sides', async () => {
    await expectField('unsri-fixed', 'host-technician');
    await expectField('unsri-fixed', 'audience-technician');
  });

  it('[UNSRI-21] lists the addresses of both sides, each under its own', async () => {
    await expectField('unsri-fixed', 'host-emails');
    await expectField('unsri-fixed', 'audience-emails');
  });

  it('[UNSRI-14, UNSRI-22] asks a room of one service and a venue of the other', async () => {
    await expectField('unsri-venue', 'venue');
    expect(fieldsOf((await fileOf('unsri-venue')).form).some(({ type }) => type === 'place')).toBe(false);
    expect(fieldsOf((await fileOf('unsri-fixed')).form).some(({ type }) => type === 'venue')).toBe(false);
  });

  it('[UNSRI-01, UNSRI-02, UNSRI-03] comes from lecturers, staff and students', async () => {
    const { form, printed } = await fileOf('unsri-fixed');
    expect(fieldOf(form, 'applicant-kind').options?.map(({ label }) => label.id)).toEqual([
      'Dosen',
      'Pegawai',
      'Mahasiswa',
    ]);
    expect(printed).toContain('Dosen');
  });
});

describe('the client site profile of UNSRI', () => {
  const profile: { values?: Record<string, unknown>; stored?: Record<string, unknown>; printed?: string; form?: Form } =
    {};

  beforeAll(async () => {
    const { office, id } = await fileOf('unsri-fixed');
    const form = formOf(office, 'client-profile');
    const given = { 'ip-addresses': ['180.250.1.7'] };
    const values = fillForm(form, { placeId: null, ...slot, given, filledBy: ['client'] });
    const technician = await office.person('tim-ict');
    const path = `/api/requests/${id}/site-profile`;
    const { version } = (await technician.get(path)).body;
    const answer = await technician.patch(path, { version, values, submit: true });
    if (answer.status !== 200) throw new Error(answer.text);
    Object.assign(profile, {
      form,
      values,
      stored: answer.body.values,
      printed: await print(office, id, 'site-profile'),
    });
  });

  async function expectProfile(...keys: string[]): Promise<void> {
    const { form, values = {}, stored = {}, printed = '' } = profile;
    if (!form) throw new Error('no form');
    const { office } = await fileOf('unsri-fixed');
    for (const key of keys) {
      const field = fieldOf(form, key);
      expect(stored[key], key).toEqual(values[key]);
      const at = printed.indexOf(squeezed((field.printedLabel ?? field.label.en).split(' (')[0] ?? ''));
      expect(at, `${field.printedLabel} is printed`).toBeGreaterThanOrEqual(0);
      if (field.type === 'time') expect(printed.slice(at)).toContain(String(values[key]).replace(':', '.'));
      if (['choice', 'zone', 'bandwidth', 'date', 'time', 'integer'].includes(field.type)) continue;
      for (const word of words(values[key], office))
        expect(printed.slice(at), `${key}: ${word}`).toContain(squeezed(word));
    }
  }

  it('[UNSRI-42] asks the institution’s name', () => expectProfile('company-name'));
  it('[UNSRI-43] asks its address', () => expectProfile('address'));
  it('[UNSRI-44] asks city, province and country', () => expectProfile('city', 'state', 'country'));
  it('[UNSRI-45] asks the room', () => expectProfile('room'));
  it('[UNSRI-46] asks make and model of the system', () => expectProfile('system-model'));
  it('[UNSRI-47] asks the software’s version', () => expectProfile('software-version'));
  it('[UNSRI-48] asks the bridge’s make', () => expectProfile('bridge-manufacturer'));
  it('[UNSRI-49] asks the public addresses', () => expectProfile('ip-addresses'));
  it('[UNSRI-50] asks the bandwidth over IP', () => expectProfile('max-bandwidth-ip'));
  it('[UNSRI-51] asks the ISDN number', () => expectProfile('isdn-number'));
  it('[UNSRI-52] asks the bandwidth of ISDN', () => expectProfile('max-bandwidth-isdn'));
  it('[UNSRI-53] asks the technical contact’s name for both days', () => expectProfile('contact-name'));
  it('[UNSRI-54] asks the contact’s title', () => expectProfile('contact-title'));
  it('[UNSRI-55] asks the office phone', () => expectProfile('office-phone'));
  it('[UNSRI-56] asks the mobile phone', () => expectProfile('mobile-phone'));
  it('[UNSRI-57] asks the phone in the room', () => expectProfile('room-phone'));
  it('[UNSRI-58] asks the contact’s e-mail', () => expectProfile('contact-email'));
  it('[UNSRI-59] asks the account and service of instant messages', () =>
    expectProfile('instant-message', 'instant-message-service'));
  it('[UNSRI-60] asks two test dates', () => expectProfile('test-date-1', 'test-date-2'));
  it('[UNSRI-61] asks two test times', () => expectProfile('test-time-1', 'test-time-2'));
  it('[UNSRI-62] asks the zone of each', () => expectProfile('test-zone-1', 'test-zone-2'));

  it('[UNSRI-96] keeps the columns of old equipment, optional', () => {
    const fields = ['isdn-number', 'max-bandwidth-isdn', 'instant-message', 'amp-representative'];
    for (const key of fields) expect(profile.form && fieldOf(profile.form, key).required, key).toBe(false);
  });
});

describe('FM 001 of BATAN', () => {
  it('[BATAN-13] asks the name', () => expectField('batan', 'name'));
  it('[BATAN-14] asks the employee number', () => expectField('batan', 'employee-number'));
  it('[BATAN-15] asks the e-mail', () => expectField('batan', 'email'));
  it('[BATAN-16] asks the unit', () => expectField('batan', 'unit'));
  it('[BATAN-17] asks activity and date', async () => {
    await expectField('batan', 'activity');
    expect((await fileOf('batan')).stored['activity-date']).toBe('2026-12-03');
  });

  it('[BATAN-11, BATAN-12] is headed by the service’s mailbox and the day of filing', async () => {
    const { printed } = await fileOf('batan');
    expect(printed).toContain('layanan_batannet@batan.go.id');
    expect(printed).toMatch(/Tanggal:?23/);
  });

  it('[BATAN-18] says when, where and how the conference is held', async () => {
    const { form, printed } = await fileOf('batan');
    expect(fieldsOf(form).some(({ binds }) => binds === 'period')).toBe(true);
    expect(printed).toContain('PelaksanaanVideoKonferensi');
  });

  it('[BATAN-19] names the medium of the request among the four', async () => {
    const { printed } = await fileOf('batan');
    for (const medium of ['Email', 'SMS', 'Telp', 'Datanglangsung']) expect(printed).toContain(medium);
  });
});
