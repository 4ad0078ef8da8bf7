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

it.each([
  ['UNSRI-16', 'period'],
  ['UNSRI-17', 'participant-count'],
  ['UNSRI-18', 'person-in-charge'],
  ['UNSRI-19', 'host-technician'],
  ['UNSRI-19', 'audience-technician'],
  ['UNSRI-20', 'organiser-email'],
  ['UNSRI-21', 'host-emails'],
  ['UNSRI-21', 'audience-emails'],
  ['UNSRI-23', 'place'],
])('[%s] stores %s as it was given', (_id, key) => {
  expect(unsri.values[key]).toEqual((unsriValues() as Record<string, unknown>)[key]);
});

it('[UNSRI-16, UNSRI-17, UNSRI-23] is held by what it says: time, place and number of participants', () => {
  expect(unsri).toMatchObject({ ...period, participantCount: 12, place: { id: placeId }, title: 'Kuliah umum' });
});

it.each([
  ['BATAN-13', 'name'],
  ['BATAN-14', 'employee-number'],
  ['BATAN-15', 'email'],
  ['BATAN-16', 'unit'],
  ['BATAN-17', 'activity'],
  ['BATAN-18', 'execution'],
  ['BATAN-18', 'execution-notes'],
])('[%s] stores %s as it was given', (_id, key) => {
  expect(batan.values[key]).toEqual((batanValues('') as Record<string, unknown>)[key]);
});

it('[BATAN-11, BATAN-12, BATAN-19] fills in the mailbox, the day of receipt and the medium it came by', () => {
  expect(batan.channel).toBe('phone');
  expect(batan.values).toMatchObject({
    'service-mailbox': 'layanan_batannet@batan.go.id',
    'requested-on': '2026-11-23',
    media: 'phone',
  });
});

it('[BATAN-17] takes the day of the conference as the day of the activity where none is written', () => {
  expect(batan.values['activity-date']).toBe('2026-12-14');
});
