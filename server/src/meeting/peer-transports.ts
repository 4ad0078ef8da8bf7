/** A participant's transports at the media node: a new pair, or the one it goes on with. */
import type { RoomState } from '@sambung/contract/sfu';
import type { Joined } from '@sambung/contract/socket';
import type { Sfu } from '../media/index.ts';
import { DomainError } from '../problem.ts';
import { resumeTransports } from './room.ts';

interface Peer {
  roomId: string;
  peerId: string;
}

/** Keeps what the page still holds if the node holds it too, and closes the rest; a page that holds none is given a new pair. */
export async function takeUpTransports(
  sfu: Sfu,
  { roomId, peerId }: Peer,
  before: RoomState,
  claimed: readonly string[],
): Promise<{ resumed: boolean; open: () => Promise<Joined['transports']> }> {
  const held = before.peers.find((peer) => peer.peerId === peerId)?.transportIds ?? [];
  const { resumed, stale } = resumeTransports(held, claimed);
  for (const transportId of stale) await close(sfu, { roomId, peerId }, transportId);
  return { resumed, open: async () => (resumed ? null : await openPair(sfu, { roomId, peerId })) };
}

async function openPair(sfu: Sfu, peer: Peer): Promise<Joined['transports']> {
  const open = (direction: 'send' | 'receive') => sfu.request('transport:create', { ...peer, direction });
  const [send, receive] = await Promise.all([open('send'), open('receive')]);
  return { send, receive };
}

async function close(sfu: Sfu, peer: Peer, transportId: string): Promise<void> {
  try {
    await sfu.request('transport:close', { ...peer, transportId });
  } catch (error) {
    // It closed by itself meanwhile, which is what was wanted.
    if (!(error instanceof DomainError && error.code === 'media-not-found')) throw error;
  }
}
