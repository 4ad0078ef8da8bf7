/** Test calls: opened by a technician, led through phases, sampled while both sides are there, judged and decided. */
import type { Server } from 'socket.io';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { Rooms } from '../meeting/index.ts';
import { Sampler } from './sampler.ts';
import { serveSelfChecks } from './self-check-socket.ts';
import { serveTestCallWatch } from './socket.ts';
import * as store from './store.ts';

export { assumedDelays, noDrill, soundBitrateBps } from './evidence.ts';
export { testCallRoutes } from './http.ts';
export { toShownSample } from './live-view.ts';
export { Run } from './run.ts';
export { steadyMs } from './sampler.ts';
export { selfCheckRoutes } from './self-check-http.ts';
export { remoteAddresses } from './simulation.ts';
export { observedOf } from './store.ts';

export interface TestCalls {
  /** A new plan is stored: both pages follow it. */
  planned(testCallId: string): void;
  /** Something was written or answered: everybody reads it again. */
  talked(testCallId: string): void;
  /** A decision is stored: the call ends for both sides. */
  decided(testCallId: string): void;
  /** Ends the sampling. */
  close(): void;
}

/** Serves test calls over `/staff` and `/room`, and samples them. */
export function serveTestCalls(
  io: Server,
  context: Context,
  sfu: Pick<Sfu, 'request' | 'join' | 'on'>,
  rooms: Rooms,
): TestCalls {
  serveSelfChecks(io, context, sfu);
  const watchers = serveTestCallWatch(io, context);
  const sampler = new Sampler(context, sfu, rooms);
  const warn = (testCallId: string, what: string) => (error: unknown) =>
    context.log.warn({ err: error, testCallId }, what);
  sampler.on('sampled', watchers.sampled);
  const talked = (testCallId: string) => {
    watchers.changed(testCallId);
    sampler.tellPages(testCallId).catch(warn(testCallId, 'the pages of a test call were not told'));
  };
  rooms.on('changed', ({ roomId, kind }) => {
    if (kind !== 'test-call') return;
    sampler.watch(roomId).catch(warn(roomId, 'the pages of a test call were not told'));
    watchers.changed(roomId);
  });
  rooms.on('answered', ({ roomId, side, answers }) => {
    store
      .saveAnswers(context.db, roomId, side, answers)
      .then(() => talked(roomId))
      .catch(warn(roomId, 'answers of a site were not kept'));
  });
  rooms.on('said', ({ roomId, side, name, text }) => {
    store
      .insertMessage(context.db, { testCallId: roomId, side, name, text, at: context.clock() })
      .then(() => talked(roomId))
      .catch(warn(roomId, 'a message of a test call was not kept'));
  });
  const decided = (testCallId: string) => {
    watchers.changed(testCallId);
    rooms.end(testCallId).catch(warn(testCallId, 'a test call did not end'));
  };
  sampler.start();
  return { planned: talked, talked, decided, close: () => sampler.stop() };
}
