/** The transcript of a conference: what was written to everybody stays with the case, what was private does not, and its time ends. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { textOf } from '../../test/printed.ts';
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

/** Somebody who wrote what they could under the name that they gave. */
async function written(displayName = 'Sari', texts: readonly string[] = []) {
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
    data: { accessId, roomId: meetingId, displayName },
  });
  const from = { participantId, displayName };
  const say = async (text: string, to: 'everyone' | 'leaders' | 'one') => {
    const target = to === 'one' ? ({ to, participantId } as const) : ({ to } as const);
    await insertMessage(db, { meetingId, from, target, targetName: null, text, fileId: null, saidAt: clock() });
    application.advance(1_000);
  };
  await say('=1+1 selamat pagi', 'everyone');
  await say('hanya untuk pemimpin', 'leaders');
  await say('pribadi', 'one');
  await say('<b>Slide</b> di https://contoh.example', 'everyone');
  for (const text of texts) await say(text, 'everyone');
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

/** What spreadsheets take for the beginning of a formula (CWE-1236). */
const beginnings = ['=', '+', '-', '@', '\t', '\r'];
it.each(beginnings.map((beginning) => [JSON.stringify(beginning), beginning] as const))(
  'gives a name and a message that begin with %s to spreadsheets as text',
  async (_shown, beginning) => {
    const formula = `${beginning}HYPERLINK("http://jahat.example","klik")`;
    const { path } = await written(formula, [formula]);
    const technician = await application.signedIn(first.people.technician);
    const lines = (await technician.get(`${path}/file?format=csv`)).text.split('\r\n');
    const quoted = `"'${formula.replaceAll('"', '""')}"`;
    expect(lines.find((line) => line.endsWith(`,${quoted},${quoted}`))).toBeDefined();
  },
);

it('prints HTML in names and messages as it was written', async () => {
  const { path } = await written('<img src=x onerror=alert(1)>', ['<script>alert(document.cookie)</script>']);
  const technician = await application.signedIn(first.people.technician);
  const headers = { cookie: technician.cookieHeader() };
  const pdf = await fetch(`${application.url}${path}/file?format=pdf`, { headers });
  const printed = textOf(new Uint8Array(await pdf.arrayBuffer())).replace(/\s/g, '');
  expect(printed).toContain('<imgsrc=xonerror=alert(1)>');
  expect(printed).toContain('<script>alert(document.cookie)</script>');
  expect(printed).toContain('<b>Slide</b>');
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
