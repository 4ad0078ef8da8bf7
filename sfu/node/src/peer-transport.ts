/** A peer's WebRTC transport on its part of the room: UDP and TCP, with the bitrates that one page may take. */
import type { AppData, WebRtcTransport } from 'mediasoup/types';
import type { RoomPart } from './room-part.ts';

/** As the peer sees it: it sends over one and receives over the other. */
export type Direction = 'send' | 'receive';
export type PeerTransport = WebRtcTransport<AppData & { direction: Direction }>;

const bitratesBps = {
  /** Where the worker's estimate for a receiver starts. Higher risks loss on weak legs at once, lower delays a sharp picture. */
  initialOutgoing: 800_000,
  /** What the estimate never falls below. Higher overfills the weakest lines, lower starves sound when an estimate goes wrong. */
  minOutgoing: 50_000,
  /** What one receiver gets at most. Higher lets one page take the machine's line, lower blurs large meetings. */
  maxOutgoing: 20_000_000,
  /** What one sender is let send: camera in all layers, a sharp screen and sound. Higher lets one page fill the line, lower blurs its screen. */
  maxIncoming: 6_000_000,
};

export async function openTransport(part: RoomPart, direction: Direction): Promise<PeerTransport> {
  const transport: PeerTransport = await part.router.createWebRtcTransport({
    webRtcServer: part.mediaWorker.webRtcServer,
    enableUdp: true,
    // For networks that let nothing else through; it costs nothing while UDP works.
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: bitratesBps.initialOutgoing,
    appData: { direction },
  });
  try {
    if (direction === 'send') await transport.setMaxIncomingBitrate(bitratesBps.maxIncoming);
    else
      await Promise.all([
        transport.setMinOutgoingBitrate(bitratesBps.minOutgoing),
        transport.setMaxOutgoingBitrate(bitratesBps.maxOutgoing),
      ]);
  } catch (error) {
    transport.close();
    throw error;
  }
  return transport;
}
