/** Tests of attendance over HTTP: from the rows of a meeting's participants to the list and its files. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { approvedRequest } from '../../test/room.ts';

let application: Application;
let first: Institution;
let second: Institution;

beforeAll(async () => {
  application = await startApplication();
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(() => application?.close());

/** Somebody of the meeting, there in these minutes after eight. */
async function attendee(roomId: string, displayName: string, ...minutes: number[]) {
  const { db } = application.context;
  const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 1, minute));
  const door = { tokenHash: randomUUID(), roomKind: 'meeting', roomId, createdAt: at(0), expiresAt: at(600) } as const;
  const { id: accessId } = await db.roomAccess.create({ data: door });
  const events = minutes.map((minute, index) => ({ kind: index % 2 ? 'left' : 'joined', at: at(minute) }) as const);
  await db.participant.create({ data: { accessId, roomId, displayName, events: { create: events } } });
}

async function held() {
  const request = await approvedRequest(application, first);
  const { id } = await application.context.db.meeting.findFirstOrThrow({ where: { requestId: request.id } });
  await attendee(id, '=HYPERLINK("http://jahat.example")', 30, 45);
  await attendee(id, 'Sari Dewi', 0, 20, 25, 65);
  return { request, path: `/api/requests/${request.id}/attendance` };
}

it('lists who was there, in the order in which they came, with every stay and the total', async () => {
  const { path } = await held();
  const requester = await application.signedIn(first.people.requester);
  const { body } = await requester.get(path);
  expect(body.attendees).toMatchObject([
    { displayName: 'Sari Dewi', totalSeconds: 3_600, stays: [{}, { leftAt: '2026-12-01T02:05:00.000Z' }] },
    { displayName: '=HYPERLINK("http://jahat.example")', totalSeconds: 900 },
  ]);
});

it('is a table for other programs in which no name is a formula, and a PDF', async () => {
  const { path } = await held();
  const officer = await application.signedIn(first.people.approver);
  const csv = await officer.get(`${path}/file?format=csv`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  const [head, sari, other] = csv.text.replace('\uFEFF', '').split('\r\n');
  expect(head).toBe('Nama,Masuk,Keluar,Menit,Berapa kali');
  expect(sari).toMatch(/^Sari Dewi,.*09\.05.*,60,2$/);
  expect(other).toContain(`'=HYPERLINK`);
  const pdf = await officer.get(`${path}/file?format=pdf&language=en`);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
});

it('is nobody else’s: not of strangers, of another institution or of somebody who may not see the case', async () => {
  const { path } = await held();
  expect((await application.visitor().get(path)).status).toBe(401);
  const stranger = await application.signedIn(second.people.technician);
  expect((await stranger.get(path)).status).toBe(404);
  expect((await stranger.get(`${path}/file?format=csv`)).status).toBe(404);
  const nobody = await application.signedIn(first.people.noRole);
  expect([403, 404]).toContain((await nobody.get(path)).status);
});

it('is empty before anybody came', async () => {
  const request = await approvedRequest(application, first);
  const officer = await application.signedIn(first.people.technician);
  expect((await officer.get(`/api/requests/${request.id}/attendance`)).body).toEqual({ attendees: [] });
});
