/** Lines of running meetings, from what the node says to the technicians' page, the tiles and the history. */
import { randomUUID } from 'node:crypto';
import type { LineGrade } from '@sambung/contract/line-state';
import type { PeerLines } from '@sambung/contract/sfu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { approvedRequest } from '../../test/room.ts';
import { LineMonitor } from './line-monitor.ts';

let application: Application;
let first: Institution;
let second: Institution;
beforeAll(async () => {
  application = await startApplication();
  first = await createInstitution(application);
  second = await createInstitution(application, 'dua.example');
});
afterAll(() => application?.close());

/** A meeting that runs, with these people in it, and a node that says of their lines what a test wants. */
async function running(...names: string[]) {
  const { db } = application.context;
  const request = await approvedRequest(application, first);
  const { id: meetingId } = await db.meeting.findFirstOrThrow({ where: { requestId: request.id } });
  const people = await Promise.all(
    names.map(async (displayName) => {
      const at = application.context.clock();
      const door = {
        tokenHash: randomUUID(),
        roomKind: 'meeting',
        roomId: meetingId,
        createdAt: at,
        expiresAt: at,
      } as const;
      const { id: accessId } = await db.roomAccess.create({ data: door });
      const { id } = await db.participant.create({ data: { accessId, roomId: meetingId, displayName } });
      return { participantId: id, displayName, side: null, connected: true };
    }),
  );
  const present = [...people];
  const lines = new Map<string, Partial<PeerLines>>();
  const told: [string, LineGrade][] = [];
  let isAway = false;
  const monitor = new LineMonitor(
    application.context,
    {
      request: (async () => {
        if (isAway) throw new Error('the node is away');
        const good = { connected: true, lossUp: 0, lossDown: 0, roundTripMs: 20, isOverTcp: false };
        return { peers: people.map(({ participantId: peerId }) => ({ peerId, ...good, ...lines.get(peerId) })) };
      }) as never,
    },
    {
      running: () => (present.length > 0 ? [meetingId] : []),
      participants: () => present,
      lineChanged: (_roomId, participantId, grade) => told.push([participantId, grade]),
    },
  );
  const look = async (count: number) => {
    for (let index = 0; index < count; index++) {
      application.advance(5_000);
      await monitor.look();
    }
  };
  const spells = async (email = first.people.technician) =>
    (await (await application.signedIn(email)).get(`/api/requests/${request.id}/line-history`)).body.spells;
  return {
    ...{ request, meetingId, people, present, lines, told, monitor, look, spells },
    setAway: (away: boolean) => {
      isAway = away;
    },
  };
}

it('[UNSRI-29] says whose line is bad, on which leg and since when, the worst first; and keeps it', async () => {
  const { people, lines, told, monitor, meetingId, look, spells } = await running('Rani', 'Bayu', 'Dewi');
  const [rani, bayu] = people;
  lines.set(rani?.participantId ?? '', { lossDown: 0.05 });
  await look(2);
  const since = application.context.clock().toISOString();
  lines.set(bayu?.participantId ?? '', { lossUp: 0.3, roundTripMs: 80.2 });
  await look(2);
  expect(monitor.sufferers(meetingId)).toMatchObject([
    { displayName: 'Bayu', grade: 'poor', leg: 'up', lossUp: 0.3, roundTripMs: 80 },
    { displayName: 'Rani', grade: 'weak', leg: 'down', lossDown: 0.05, sinceAt: since },
  ]);
  expect(told).toEqual([
    [rani?.participantId, 'weak'],
    [bayu?.participantId, 'poor'],
  ]);
  lines.clear();
  await look(3);
  expect(monitor.sufferers(meetingId)).toEqual([]);
  expect(told.slice(2).map(([, grade]) => grade)).toEqual(['good', 'good']);
  const [of, then] = await spells();
  expect([of, then]).toMatchObject([
    {
      displayName: 'Rani',
      grade: 'weak',
      leg: 'down',
      beganAt: since,
      lastAt: application.context.clock().toISOString(),
    },
    { displayName: 'Bayu', grade: 'poor', leg: 'up' },
  ]);
  expect(of.lossDown).toBeCloseTo(0.05, 6);
});

it('ends a spell when its person leaves, and when the meeting is over', async () => {
  const { people, present, lines, look, spells } = await running('Rani', 'Bayu');
  for (const { participantId } of people) lines.set(participantId, { connected: false });
  await look(3);
  present.splice(0, 1);
  await look(1);
  const left = application.context.clock().toISOString();
  await look(2);
  present.splice(0, 1);
  await look(1);
  const over = application.context.clock().toISOString();
  await look(2);
  expect((await spells()).map(({ lastAt }: { lastAt: string }) => lastAt)).toEqual([left, over]);
});

it('goes on when the node was away for a moment', async () => {
  const { people, lines, look, monitor, meetingId, setAway } = await running('Rani');
  lines.set(people[0]?.participantId ?? '', { lossUp: 0.2 });
  await look(1);
  setAway(true);
  await look(3);
  setAway(false);
  await look(1);
  expect(monitor.sufferers(meetingId)).toHaveLength(1);
});

it('is for those who answer for meetings, of their own institution', async () => {
  const { request } = await running('Rani');
  expect((await application.visitor().get('/api/running-meetings')).status).toBe(401);
  const requester = await application.signedIn(first.people.requester);
  expect((await requester.get('/api/running-meetings')).status).toBe(403);
  const technician = await application.signedIn(first.people.technician);
  expect((await technician.get('/api/running-meetings')).body).toEqual({ meetings: [] });
  const stranger = await application.signedIn(second.people.technician);
  expect((await stranger.get(`/api/requests/${request.id}/line-history`)).status).toBe(404);
});
