/** Test calls: opened by a technician, sampled while both sides are there, certified or not. */
import type { Server } from 'socket.io';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { Rooms } from '../meeting/index.ts';
import { Sampler } from './sampler.ts';
import { serveTestCallWatch } from './socket.ts';

export { testCallRoutes } from './http.ts';

export interface TestCalls {
  /** A decision is stored: the call ends for both sides. */
  decided(testCallId: string): void;
  /** Ends the sampling. */
  close(): void;
}

/** Serves test calls over `/staff`, and samples them. */
export function serveTestCalls(io: Server, context: Context, sfu: Pick<Sfu, 'request'>, rooms: Rooms): TestCalls {
  const watchers = serveTestCallWatch(io, context);
  const sampler = new Sampler(context, sfu, rooms);
  sampler.on('sampled', watchers.sampled);
  rooms.on('changed', ({ roomId, kind }) => {
    if (kind !== 'test-call') return;
    sampler.watch(roomId);
    watchers.changed(roomId);
  });
  const decided = (testCallId: string) => {
    watchers.changed(testCallId);
    rooms.end(testCallId).catch((error) => context.log.warn({ err: error, testCallId }, 'a test call did not end'));
  };
  sampler.start();
  return { decided, close: () => sampler.stop() };
}
