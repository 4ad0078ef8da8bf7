/** What each request of the control contract does; who may ask was settled by `authenticate`. */

import type { SfuInput, SfuRequestName, SfuResult } from '@sambung/contract/sfu';
import type { Peer } from '../peer.ts';
import type { RoomRegistry } from '../room-registry.ts';
import type { TicketVerifier } from '../ticket.ts';
import type { WorkerPool } from '../worker-pool.ts';

/** Which control connection asks. */
export interface Caller {
  connectionId: number;
}

export type HandledName = Exclude<SfuRequestName, 'authenticate'>;
export type Handlers = {
  [N in HandledName]: (input: SfuInput<N>, caller: Caller) => SfuResult<N> | Promise<SfuResult<N>>;
};

export function createHandlers(pool: Pick<WorkerPool, 'info'>, rooms: RoomRegistry, tickets: TicketVerifier): Handlers {
  /** Whoever speaks for a peer answers for it from then on, also after another server restarted. */
  const peerOf = ({ roomId, peerId }: { roomId: string; peerId: string }, caller: Caller): Peer => {
    const peer = rooms.get(roomId).getPeer(peerId);
    peer.claimedBy = caller.connectionId;
    return peer;
  };

  return {
    'node:status': () => ({ workers: pool.info(), roomIds: rooms.roomIds }),
    'room:open': async ({ roomId }) => (await rooms.open(roomId)).state,
    'room:close': ({ roomId }) => {
      rooms.close(roomId);
      return {};
    },
    'room:stats': async ({ roomId }) => {
      const { peers, pipes } = rooms.get(roomId);
      return { peers: await Promise.all(peers.map((peer) => peer.stats())), crossed: await pipes.crossed() };
    },
    'room:lines': async ({ roomId }) => ({
      peers: await Promise.all(rooms.get(roomId).peers.map((peer) => peer.lines())),
    }),
    'room:withhold': async ({ roomId, canaries }) => {
      await rooms.get(roomId).withhold(canaries);
      return {};
    },
    'pipe:open': ({ roomId }) => rooms.get(roomId).openPipe(),
    'pipe:connect': async (input) => {
      await rooms.get(input.roomId).pipes.connect(input);
      return {};
    },
    'pipe:send': ({ roomId, pipeId, producerId }) => rooms.get(roomId).sendOverPipe(pipeId, producerId),
    'pipe:receive': async (input) => {
      await rooms.get(input.roomId).pipes.receive(input);
      return {};
    },
    'pipe:change': async ({ roomId, producerId, paused }) => {
      await rooms.get(roomId).pipes.change(producerId, paused);
      return {};
    },
    'pipe:close': ({ roomId, pipeId }) => {
      rooms.get(roomId).pipes.close(pipeId);
      return {};
    },
    'pipe:drop': ({ roomId, producerId }) => {
      rooms.get(roomId).pipes.drop(producerId);
      return {};
    },
    'peer:join': async ({ ticket }, caller) => {
      const { roomId, peerId } = await tickets.verify(ticket, new Date());
      const room = await rooms.open(roomId);
      (await room.join(peerId)).claimedBy = caller.connectionId;
      return room.state;
    },
    'peer:leave': ({ roomId, peerId }) => {
      rooms.get(roomId).leave(peerId);
      return {};
    },
    'peer:drill': async ({ roomId, peerId }) => {
      await rooms.get(roomId).drill(peerId);
      return {};
    },
    'transport:create': (input, caller) => peerOf(input, caller).createTransport(input.direction),
    'transport:connect': async (input, caller) => {
      await peerOf(input, caller).connectTransport(input.transportId, input.dtlsParameters);
      return {};
    },
    'transport:restart-ice': async (input, caller) => ({
      iceParameters: await peerOf(input, caller).restartIce(input.transportId),
    }),
    'transport:close': (input, caller) => {
      peerOf(input, caller).closeTransport(input.transportId);
      return {};
    },
    'producer:create': async (input, caller) => ({ producerId: await peerOf(input, caller).produce(input) }),
    'producer:pause': async (input, caller) => {
      await peerOf(input, caller).pauseProducer(input.producerId);
      return {};
    },
    'producer:resume': async (input, caller) => {
      await peerOf(input, caller).resumeProducer(input.producerId);
      return {};
    },
    'producer:close': (input, caller) => {
      peerOf(input, caller).closeProducer(input.producerId);
      return {};
    },
    'consumer:create': (input, caller) => peerOf(input, caller).consume(input),
    'consumer:prefer-layers': async (input, caller) => {
      await peerOf(input, caller).preferLayers(input.consumerId, input.preferredLayers);
      return {};
    },
    'consumer:pause': async (input, caller) => {
      await peerOf(input, caller).pauseConsumer(input.consumerId);
      return {};
    },
    'consumer:resume': async (input, caller) => {
      await peerOf(input, caller).resumeConsumer(input.consumerId);
      return {};
    },
  };
}
