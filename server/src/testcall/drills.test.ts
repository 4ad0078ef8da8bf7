/** Tests of the recovery phase: one side after the other, timed by the media node, kept with the run. */
import type { Side } from '@sambung/contract/http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { approvedRequest } from '../../test/room.ts';
import { Drills } from './drills.ts';
import * as store from './store.ts';

let application: Application;
let institution: Institution;
let testCallId: string;
let asked: string[];
let drilled: (told: { roomId: string; peerId: string; outageMs: number | null }) => void;
let drills: Drills;
let refuse: Error | null;

beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
});
afterAll(() => application?.close());
beforeEach(async () => {
  const request = await approvedRequest(application, institution);
  const technician = await application.signedIn(institution.people.technician);
  testCallId = (await technician.post(`/api/requests/${request.id}/test-calls`, {})).body.id;
  asked = [];
  refuse = null;
  drills = new Drills(application.context, {
    request: (async (_: string, { peerId }: { peerId: string }) => {
      asked.push(peerId);
      if (refuse) throw refuse;
      return {};
    }) as never,
    on: (_, listener) => {
      drilled = listener as never;
    },
  });
});

const page = (side: Side) => ({ participantId: side, displayName: side, side, connected: true });
const pages = { host: page('host'), audience: page('audience') };
const seconds = async (count: number, planNumber = 5) => {
  for (let second = 0; second < count; second++) await drills.follow({ testCallId, planNumber, pages });
};
const kept = async () =>
  store.drillsOf((await application.context.db.testCall.findUniqueOrThrow({ where: { id: testCallId } })).drills);

it('cuts the host, waits until it is back, and cuts the audience', async () => {
  await seconds(3);
  expect(asked).toEqual([]);
  await seconds(20);
  expect(asked).toEqual(['host']);
  drilled({ roomId: testCallId, peerId: 'somebody else', outageMs: 1 });
  drilled({ roomId: testCallId, peerId: 'host', outageMs: 6_250 });
  await expect.poll(kept).toEqual({ host: { reconnectSeconds: 6.25 } });
  await seconds(10);
  expect(asked).toEqual(['host', 'audience']);
  drilled({ roomId: testCallId, peerId: 'audience', outageMs: null });
  await expect.poll(kept).toEqual({ host: { reconnectSeconds: 6.25 }, audience: { reconnectSeconds: 40 } });
  await seconds(20);
  expect(asked).toHaveLength(2);
});

it('is held once more with the next recovery phase, whose result counts', async () => {
  await seconds(4);
  drilled({ roomId: testCallId, peerId: 'host', outageMs: 12_000 });
  await expect.poll(kept).toEqual({ host: { reconnectSeconds: 12 } });
  drills.forget(testCallId);
  await seconds(4, 7);
  expect(asked).toEqual(['host', 'host']);
  drilled({ roomId: testCallId, peerId: 'host', outageMs: 4_000 });
  await expect.poll(kept).toEqual({ host: { reconnectSeconds: 4 } });
});

it('goes on with the other side when the media node never tells how it went', async () => {
  await seconds(4);
  await seconds(50);
  expect(asked).toEqual(['host']);
  await seconds(8);
  expect(asked).toEqual(['host', 'audience']);
  expect(await kept()).toEqual({});
});

it('measures nothing where the media node cuts no lines, and goes on with the other side', async () => {
  refuse = new Error('the lines of this peer cannot be cut');
  await seconds(8);
  expect(asked).toEqual(['host', 'audience']);
  expect(await kept()).toEqual({});
});
