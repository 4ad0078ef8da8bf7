/** The conference itself, measured in passing: who stands for which site, its seconds, what they came to beside the test (UNSRI-75). */
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { Rooms } from '../meeting/index.ts';
import { remoteAddresses } from '../testcall/index.ts';
import { ActualCallSampler } from './sampler.ts';
import { summariseQuietCalls } from './summarising.ts';

export { actualCallRoutes } from './http.ts';

/** Between two looks for conferences that have become quiet. */
const summariseEveryMs = 60_000;

/** Samples conferences until the result is called; routes reach them through `context.conferences`. */
export function serveActualCalls(
  context: Context,
  sfu: Pick<Sfu, 'request'>,
  rooms: Rooms,
): { conferences: Omit<NonNullable<Context['conferences']>, 'running' | 'writer' | 'share'>; close: () => void } {
  const sampler = new ActualCallSampler(context, sfu, rooms);
  sampler.start();
  return {
    conferences: {
      participants: (meetingId) => rooms.participants(meetingId),
      nameSites: (meetingId, sites) => rooms.nameSites(meetingId, sites),
      addresses: async (meetingId) => {
        const { peers } = await sfu.request('room:stats', { roomId: meetingId });
        return new Map(peers.map((peer) => [peer.peerId, remoteAddresses(peer)]));
      },
    },
    close: () => sampler.stop(),
  };
}

/** Sums up conferences that are over, again and again until the result is called. */
export function startActualCallSummaries(context: Context): () => void {
  const timer = setInterval(() => {
    summariseQuietCalls(context).catch((error) => context.log.error({ err: error }, 'conferences were not summed up'));
  }, context.pace(summariseEveryMs)).unref();
  return () => clearInterval(timer);
}
