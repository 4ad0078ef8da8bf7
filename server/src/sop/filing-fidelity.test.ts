/** The forms of UNSRI and BATAN filed as people file them: every field is stored as it was given, and what nobody writes is filled in. */
import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, password, startApplication, startOfTime } from '../../test/application.ts';
import { file } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { hashPassword } from '../identity/index.ts';
import { type SeededInstitution, seedInstitutions } from '../seed.ts';

let application: Application;
let seeded: SeededInstitution[];
let unsri: CaseDetail;
let batan: CaseDetail;
let placeId: string;

const person = { name: 'Sari', phone: '0711-581011', email: 'sari@contoh.example' };
const period = { startsAt: '2026-12-14T02:00:00.000Z', endsAt: '2026-12-14T04:00:00.000Z' };
const unsriValues = () => ({
  title: 'Kuliah umum',
  'applicant-name': 'Sari',
  'applicant-kind': 'dosen',
  'applicant-unit': 'Fakultas Teknik',
  'applicant-email': 'sari@contoh.example',
  'applicant-phone': '0711-581011',
  assistance: true,
  period,
  place: placeId,
  'participant-count': 12,
  'person-in-charge': person,
  'host-technician': person,
  'audience-technician': { ...person, name: 'Budi' },
  'organiser-email': 'panitia@contoh.example',
  'host-emails': ['host@contoh.example'],
  'audience-emails': ['satu@contoh.example', 'dua@contoh.example'],
});
const batanValues = (place: string) => ({
  name: 'Sari',
  'employee-number': '198001012005012001',
  email: 'sari@contoh.example',
  unit: 'PPIKSN',
  activity: 'Rapat koordinasi',
  execution: period,
  place,
  'execution-notes': 'Dua layar',
});

beforeAll(async () => {
  application = await startApplication();
  const access = { now: startOfTime, passwordHash: await hashPassword(password), mustChangePassword: false };
  seeded = await application.context.db.$transaction((tx) => seedInstitutions(tx, access), { timeout: 60_000 });
  const lecturer = await application.signedIn('dosen@unsri.example');
  placeId = (await lecturer.get('/api/places')).body[0].id;
  unsri = await filed(lecturer, 'unsri-fixed', unsriValues());
  const officer = await application.signedIn('petugas-layanan@batan.example');
  const place = (await officer.get('/api/places')).body[0].id;
  const draft = await officer.post('/api/requests', {
    sopVersionId: versionOf('batan'),
    channel: 'phone',
    // Friday, early in the morning of Jakarta: on neither the day of filing nor the day of Greenwich.
    receivedAt: '2026-11-19T20:00:00.000Z',
    values: batanValues(place),
  });
  const answer = await officer.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (answer.status !== 200) throw new Error(answer.text);
  batan = answer.body;
});
afterAll(() => application.close());

function versionOf(code: 'unsri-fixed' | 'batan'): string {
  return seeded.map(({ versions }) => versions.get(code)).find((id) => id !== undefined) ?? '';
}

async function filed(who: Visitor, code: 'unsri-fixed', values: object): Promise<CaseDetail> {
  const answer = await file(who, versionOf(code), values);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

function expectStored(kase: CaseDetail, given: Record<string, unknown>, key: string) {
  expect(given[key]).toBeDefined();
  expect(kase.values[key]).toEqual(given[key]);
}

it('[UNSRI-16] stores period as it was given', () => expectStored(unsri, unsriValues(), 'period'));
it('[UNSRI-17] stores participant-count as it was given', () =>
  expectStored(unsri, unsriValues(), 'participant-count'));
it('[UNSRI-18] stores person-in-charge as it was given', () => expectStored(unsri, unsriValues(), 'person-in-charge'));
it('[UNSRI-19] stores host-technician as it was given', () => expectStored(unsri, unsriValues(), 'host-technician'));
it('[UNSRI-19] stores audience-technician as it was given', () =>
  expectStored(unsri, unsriValues(), 'audience-technician'));
it('[UNSRI-20] stores organiser-email as it was given', () => expectStored(unsri, unsriValues(), 'organiser-email'));
it('[UNSRI-21] stores host-emails as it was given', () => expectStored(unsri, unsriValues(), 'host-emails'));
it('[UNSRI-21] stores audience-emails as it was given', () => expectStored(unsri, unsriValues(), 'audience-emails'));
it('[UNSRI-23] stores place as it was given', () => expectStored(unsri, unsriValues(), 'place'));

it('[UNSRI-16, UNSRI-17, UNSRI-23] is held by what it says: time, place and number of participants', () => {
  expect(unsri).toMatchObject({ ...period, participantCount: 12, place: { id: placeId }, title: 'Kuliah umum' });
});

it('[BATAN-13] stores name as it was given', () => expectStored(batan, batanValues(''), 'name'));
it('[BATAN-14] stores employee-number as it was given', () => expectStored(batan, batanValues(''), 'employee-number'));
it('[BATAN-15] stores email as it was given', () => expectStored(batan, batanValues(''), 'email'));
it('[BATAN-16] stores unit as it was given', () => expectStored(batan, batanValues(''), 'unit'));
it('[BATAN-17] stores activity as it was given', () => expectStored(batan, batanValues(''), 'activity'));
it('[BATAN-18] stores execution as it was given', () => expectStored(batan, batanValues(''), 'execution'));
it('[BATAN-18] stores execution-notes as it was given', () => expectStored(batan, batanValues(''), 'execution-notes'));

it('[BATAN-11, BATAN-12, BATAN-19] fills in the mailbox, the day of receipt and the medium it came by', () => {
  expect(batan.channel).toBe('phone');
  expect(batan.values).toMatchObject({
    'service-mailbox': 'layanan_batannet@batan.go.id',
    'requested-on': '2026-11-20',
    media: 'phone',
  });
});

it('[BATAN-17] takes the day of the conference as the day of the activity where none is written', () => {
  expect(batan.values['activity-date']).toBe('2026-12-14');
});
