/** A peer's WebRTC transport on its part of the room: UDP and TCP, with the bitrates that one page may take. */
import type { AppData, WebRtcTransport } from 'mediasoup/types';
import type { RoomPart } from './room-part.ts';

/**
 * Without a connectivity check for this long a path counts as broken (RFC 7675 §5.1 allows 30 s; browsers check every 2 to 5 s). Higher: who vanished with
 * their machine stays as a still picture, because a participant whose media seems to flow is waited for. Lower: a path that is dark for a moment is told as
 * broken; it is taken up again by the next check all the same.
 */
const iceConsentTimeoutS = 12;

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
    iceConsentTimeout: iceConsentTimeoutS,
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

/** ICE holds: media can pass. */
export const isConnected = ({ iceState }: Pick<PeerTransport, 'iceState'>): boolean =>
  iceState === 'connected' || iceState === 'completed';
