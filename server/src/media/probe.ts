/** Asks every address on which the sfu node offers media whether it answers, through a room that exists for this alone. */
import { randomUUID } from 'node:crypto';
import type { Sfu } from './sfu.ts';
import { asksForAnswer, type MediaAddress } from './stun.ts';

/** How long one port may take. Longer only delays a "no"; on the same machine an answer takes a millisecond. */
const patienceMs = 1_500;

export interface MediaProbe extends MediaAddress {
  readonly answered: boolean;
}

/** One result an address and protocol. Throws `media-unavailable` when the node is away. */
export async function probeMedia(sfu: Sfu): Promise<MediaProbe[]> {
  const roomId = randomUUID();
  const peerId = randomUUID();
  await sfu.request('room:open', { roomId });
  try {
    await sfu.join(roomId, peerId);
    const transport = await sfu.request('transport:create', { roomId, peerId, direction: 'receive' });
    const targets = transport.iceCandidates.map(({ protocol, address, ip, port }) => ({
      protocol,
      address: address ?? ip,
      port,
    }));
    return await Promise.all(
      targets.map(async (target) => ({
        ...target,
        answered: await asksForAnswer(target, transport.iceParameters, patienceMs),
      })),
    );
  } finally {
    await sfu.request('room:close', { roomId });
  }
}
