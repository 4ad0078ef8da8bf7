/** The transcript of a conference: what was written to everybody stays with the case, what was private does not, and its time ends. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { approvedRequest } from '../../test/room.ts';
import { insertMessage } from '../chat/index.ts';
import { applyRetention } from '../privacy/index.ts';

let application: Application;
let first: Institution;
let second: Institution;
beforeAll(async () => {
  application = await startApplication();
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(() => application?.close());

async function written() {
  const { db, clock } = application.context;
  const request = await approvedRequest(application, first);
  const { id: meetingId } = await db.meeting.findFirstOrThrow({ where: { requestId: request.id } });
  const at = clock();
  const door = {
    tokenHash: randomUUID(),
    roomKind: 'meeting',
    roomId: meetingId,
    createdAt: at,
    expiresAt: at,
  } as const;
  const { id: accessId } = await db.roomAccess.create({ data: door });
  const { id: participantId } = await db.participant.create({
    data: { accessId, roomId: meetingId, displayName: 'Sari' },
  });
  const from = { participantId, displayName: 'Sari' };
  const say = async (text: string, to: 'everyone' | 'leaders' | 'one') => {
    const target = to === 'one' ? ({ to, participantId } as const) : ({ to } as const);
    await insertMessage(db, { meetingId, from, target, targetName: null, text, fileId: null, saidAt: clock() });
    application.advance(1_000);
  };
  await say('=1+1 selamat pagi', 'everyone');
  await say('hanya untuk pemimpin', 'leaders');
  await say('pribadi', 'one');
  await say('<b>Slide</b> di https://contoh.example', 'everyone');
  return { path: `/api/requests/${request.id}/transcript` };
}

it('holds what was written to everybody, in its order, and nothing else', async () => {
  const { path } = await written();
  const requester = await application.signedIn(first.people.requester);
  const { body } = await requester.get(path);
  expect(body.lines).toMatchObject([
    { displayName: 'Sari', text: '=1+1 selamat pagi' },
    { text: '<b>Slide</b> di https://contoh.example' },
  ]);
});

it('is a table in which no text is a formula, and a PDF', async () => {
  const { path } = await written();
  const technician = await application.signedIn(first.people.technician);
  const csv = await technician.get(`${path}/file?format=csv`);
  expect(csv.text).toContain("'=1+1 selamat pagi");
  expect(csv.text).not.toContain('pribadi');
  const pdf = await technician.get(`${path}/file?format=pdf&language=en`);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
});

it('is nobody else’s', async () => {
  const { path } = await written();
  expect((await application.visitor().get(path)).status).toBe(401);
  const stranger = await application.signedIn(second.people.technician);
  expect((await stranger.get(path)).status).toBe(404);
  expect((await stranger.get(`${path}/file?format=csv`)).status).toBe(404);
});

it('ends with the period that the institution keeps samples and chats for', async () => {
  const { path } = await written();
  const { db, clock } = application.context;
  const technician = await application.signedIn(first.people.technician);
  await applyRetention(db, new Date(clock().getTime() + 729 * 86_400_000));
  expect((await technician.get(path)).body.lines).toHaveLength(2);
  await applyRetention(db, new Date(clock().getTime() + 731 * 86_400_000));
  expect((await technician.get(path)).body.lines).toEqual([]);
});
