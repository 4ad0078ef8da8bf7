/** Reports: the recap over day, week and month, its files, and the counts of the other tables. */
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { pagesOf, textOf } from '../../test/printed.ts';
import { publishProcedure, smallProcedure } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';

let application: Application;
let institution: Institution;
let office: Visitor;
let sopVersionId: string;

beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  sopVersionId = await publishProcedure(application.context.db, institution.id, smallProcedure());
  office = await application.signedIn(institution.people.technician);
  await createRequests();
});
afterAll(() => application.close());

let lastNumber = 0;
interface Parts {
  title: string;
  startsAt: string;
  hours?: number;
  place?: number;
  unit?: string;
  state?: string;
  receivedAt?: string;
  overrides?: object[];
}
/** One request with its hold; times are Jakarta's. */
async function request({
  title,
  startsAt,
  hours = 2,
  place = 0,
  unit = 'Dinas A',
  state = 'ready',
  receivedAt = '2026-11-23T08:00',
  overrides = [],
}: Parts) {
  const { db } = application.context;
  const [start, received] = [new Date(`${startsAt}:00+07:00`), new Date(`${receivedAt}:00+07:00`)];
  const end = new Date(start.getTime() + hours * 3_600_000);
  const placeId = institution.places[place]?.id ?? '';
  lastNumber += 1;
  const { id } = await db.request.create({
    data: {
      institutionId: institution.id,
      sopVersionId,
      number: `2026-${String(lastNumber).padStart(6, '0')}`,
      title,
      placeId,
      startsAt: start,
      endsAt: end,
      participantCount: 12,
      applicant: { name: 'Nama', unit, email: '', phone: '' },
      state: state as 'ready',
      receivedAt: received,
      submittedAt: received,
      overrides,
      reason: { text: 'sebab' },
      createdAt: received,
      updatedAt: received,
    },
  });
  const live = !['cancelled', 'rejected'].includes(state);
  await db.hold.create({
    data: {
      institutionId: institution.id,
      requestId: id,
      kind: 'event',
      resourceId: placeId,
      startsAt: start,
      endsAt: end,
      releasedAt: live ? null : startOfTime,
    },
  });
  return id;
}

const step = (requestId: string, key: string, dueAt: string, finishedAt: string | null) =>
  application.context.db.caseStep.create({
    data: {
      institutionId: institution.id,
      requestId,
      key,
      position: 'x',
      state: finishedAt ? 'done' : 'active',
      startedAt: startOfTime,
      dueAt: new Date(dueAt),
      finishedAt: finishedAt ? new Date(finishedAt) : null,
    },
  });

async function createRequests() {
  const first = await request({ title: 'Senin pagi', startsAt: '2026-12-07T08:00' });
  const second = await request({
    title: '=HYPERLINK("http://jahat.example")',
    startsAt: '2026-12-07T13:00',
    place: 1,
    unit: '+62 Dinas B',
  });
  await request({ title: 'Malam sampai lewat tengah malam', startsAt: '2026-12-08T23:00', hours: 3 });
  await request({
    title: 'Minggu berikut',
    startsAt: '2026-12-16T09:00',
    unit: 'Dinas B',
    overrides: [{ kind: 'lead-time' }],
    receivedAt: '2026-12-15T08:00',
  });
  await request({ title: 'Bulan berikut', startsAt: '2027-01-04T09:00' });
  await request({ title: 'Ditolak', startsAt: '2026-12-07T10:00', place: 2, state: 'rejected' });
  await request({ title: 'Dibatalkan', startsAt: '2026-12-07T10:00', place: 2, state: 'cancelled' });
  const key = smallProcedure().steps.find(({ time }) => time)?.key ?? smallProcedure().steps[0]?.key ?? '';
  await step(first, key, '2026-11-23T03:00:00Z', '2026-11-23T02:00:00Z');
  await step(second, key, '2026-11-23T03:00:00Z', '2026-11-23T04:00:00Z');
}

const table = async (report: string, query: string) => (await office.get(`/api/reports/${report}?${query}`)).body;
const titles = (body: { rows: { cells: unknown[] }[] }) => body.rows.map(({ cells }) => cells[3]);

describe('the recap', () => {
  it('[X-21, DEMAK-09] lists a day, a week and a month in the order of the schedule, without what was given up', async () => {
    expect(titles(await table('recap', 'from=2026-12-07&to=2026-12-07'))).toEqual([
      'Senin pagi',
      '=HYPERLINK("http://jahat.example")',
    ]);
    expect(titles(await table('recap', 'from=2026-12-07&to=2026-12-13'))).toHaveLength(3);
    const month = await table('recap', 'from=2026-12-01&to=2026-12-31');
    expect(titles(month)).toHaveLength(4);
    expect(month).toMatchObject({ total: 4, page: 1, timeZone: 'Asia/Jakarta' });
    expect(month.rows[0].cells).toEqual(
      expect.arrayContaining(['2026-12-07T01:00:00.000Z', 'Dinas A', 'Aula', 12, { id: 'Siap', en: 'Ready' }]),
    );
  });

  it('[X-21] is asked by room and by unit', async () => {
    const aula = institution.places[0]?.id;
    expect(titles(await table('recap', `from=2026-12-01&to=2026-12-31&placeId=${aula}`))).toHaveLength(3);
    expect(titles(await table('recap', 'from=2026-12-01&to=2026-12-31&unit=dinas%20b'))).toHaveLength(2);
    expect(titles(await table('recap', 'from=2026-12-01&to=2026-12-31&unit=%25'))).toHaveLength(0);
  });

  it('counts local days: an event over midnight is on both', async () => {
    expect(titles(await table('recap', 'from=2026-12-09&to=2026-12-09'))).toEqual(['Malam sampai lewat tengah malam']);
  });

  it('refuses a range that ends before it starts, and one beyond a year', async () => {
    const pointer = async (query: string) =>
      (await office.get(`/api/reports/recap?${query}`)).problem.errors?.[0]?.pointer;
    expect(await pointer('from=2026-12-02&to=2026-12-01')).toBe('/to');
    expect(await pointer('from=2026-01-01&to=2027-06-01')).toBe('/to');
    expect(await pointer('from=gestern&to=2027-06-01')).toBe('/from');
    expect((await office.get('/api/reports/unknown?from=2026-12-01&to=2026-12-02')).problem.code).toBe('not-found');
  });

  it('is for the office, and shows nothing of another institution', async () => {
    const requester = await application.signedIn(institution.people.requester);
    expect((await requester.get('/api/reports/recap?from=2026-12-01&to=2026-12-31')).problem.code).toBe('forbidden');
    const other = await createInstitution(application, 'lain.example');
    const stranger = await application.signedIn(other.people.technician);
    expect((await stranger.get('/api/reports/recap?from=2026-12-01&to=2026-12-31')).body.total).toBe(0);
  });
});

async function file(format: string, query = 'from=2026-12-01&to=2026-12-31', report = 'recap') {
  const response = await fetch(`${application.url}/api/reports/${report}/file?${query}&format=${format}`, {
    headers: { cookie: office.cookieHeader() },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain(`${report}-2026-12-01`);
  return new Uint8Array(await response.arrayBuffer());
}

describe('files of the recap', () => {
  it('[DEMAK-15] CSV holds every row, and no cell that a spreadsheet would run', async () => {
    const csv = new TextDecoder().decode(await file('csv'));
    const lines = csv.trim().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('Nomor,Mulai,Selesai,Kegiatan');
    expect(lines[1]).toContain('"7 Desember 2026, 08.00 WIB"');
    expect(csv).toContain(`'=HYPERLINK`);
    expect(csv).toContain(`'+62 Dinas B`);
    for (const cell of csv.split(/[,\r\n]+/)) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@\t]/);
  });

  it('[DEMAK-15] XLSX holds real dates and numbers, and texts that are no formulas', async () => {
    const sheet = xmlOf(await file('xlsx'));
    expect(sheet).toContain('=HYPERLINK');
    expect(sheet).not.toContain('<f>');
    // 7 December 2026, 08:00 as a spreadsheet counts days: 46363 and a third.
    expect(sheet).toMatch(/<v>46363\.3333/);
  });

  it('[DEMAK-15, X-21] PDF is a landscape table with the head on every page and every time with its zone', async () => {
    const pdf = await file('pdf');
    expect(textOf(pdf)).toContain('REKAP JADWAL KONFERENSI VIDEO 1 Desember 2026 – 31 Desember 2026 (WIB)');
    expect(textOf(pdf)).toContain('7 Desember 2026, 08.00 WIB');
    for (const page of pagesOf(pdf)) expect(page).toMatch(/Nomor Mulai Selesai/);
    expect(pagesOf(pdf)[0]).toContain('Halaman 1 dari');
  });
});

/** Everything written in a workbook: its parts unpacked, read from the zip's own directory. */
function xmlOf(workbook: Uint8Array): string {
  const zip = Buffer.from(workbook);
  const end = zip.lastIndexOf('PK\x05\x06');
  let at = zip.readUInt32LE(end + 16);
  let xml = '';
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry += 1) {
    const [packed, nameLength, local] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt32LE(at + 42),
    ];
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + packed);
    xml += zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes).toString() : bytes.toString();
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return xml;
}

describe('other reports', () => {
  it('[X-21] says step by step how many kept their time standard', async () => {
    const body = await table('compliance', 'from=2026-12-01&to=2026-12-31');
    expect(body.rows).toHaveLength(1);
    expect(body.rows[0].cells.slice(2)).toEqual([2, 1, 1, 50, 0]);
  });

  it('[X-21] counts lead times on local dates, and overrides', async () => {
    const body = await table('lead-time', 'from=2026-11-01&to=2026-12-31');
    expect(body.rows[0].cells.slice(1, 5)).toEqual([7, 1, 14, 42]);
    expect(body.rows[0].cells[6]).toBe(1);
  });

  it('[X-21] counts rejections, cancellations and what was moved', async () => {
    const body = await table('outcomes', 'from=2026-11-01&to=2026-12-31');
    expect(body.rows[0].cells.slice(1, 5)).toEqual([7, 1, 1, 0]);
  });

  it('[X-21] says how much of its opening hours a place is used', async () => {
    const body = await table('utilisation', 'from=2026-12-07&to=2026-12-08');
    expect(body.rows.map(({ cells }: { cells: unknown[] }) => cells)).toEqual([
      ['Aula', 2, 3, 3, 22, 13.6],
      ['Ruang Kecil', 1, 2, 2, 22, 9.1],
      ['Ruang Sedang', 0, 0, 0, 22, 0],
    ]);
  });

  it.each(['compliance', 'lead-time', 'outcomes', 'utilisation'])('%s comes as PDF, XLSX and CSV', async (report) => {
    expect(textOf(await file('pdf', 'from=2026-12-01&to=2026-12-31', report)).length).toBeGreaterThan(100);
    expect(
      Buffer.from(await file('xlsx', 'from=2026-12-01&to=2026-12-31', report))
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect(new TextDecoder().decode(await file('csv', 'from=2026-12-01&to=2026-12-31', report))).toContain('\r\n');
  });
});
