/** How the two lines of a peer are: two transports and one stream are asked, however many people it sees. */
import type { PeerLines } from '@sambung/contract/sfu';
import type { Consumer, Producer } from 'mediasoup/types';
import type { PeerTransport } from './peer-transport.ts';

interface PeerMedia {
  readonly transports: readonly PeerTransport[];
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
}

const holds = ['connected', 'completed'];

export async function readPeerLines(peerId: string, media: PeerMedia): Promise<PeerLines> {
  const { transports, producers, consumers } = media;
  const [readings, roundTripMs] = await Promise.all([
    Promise.all(transports.map(readTransport)),
    // Every receiver report tells the same round trip; sound is reported on as long as anybody is there.
    roundTripOf(consumers.find(({ kind }) => kind === 'audio') ?? consumers[0] ?? producers[0]),
  ]);
  const lossOf = (name: 'lossUp' | 'lossDown') =>
    readings.reduce<number | null>((worst, reading) => worse(worst, reading[name]), null);
  return {
    peerId,
    connected: transports.every(({ iceState }) => holds.includes(iceState)),
    lossUp: lossOf('lossUp'),
    lossDown: lossOf('lossDown'),
    roundTripMs,
    isOverTcp: transports.some(({ iceSelectedTuple }) => iceSelectedTuple?.protocol === 'tcp'),
  };
}

/** What closes meanwhile tells nothing. */
async function readTransport(transport: PeerTransport): Promise<Pick<PeerLines, 'lossUp' | 'lossDown'>> {
  const [stats] = await transport.getStats().catch(() => []);
  const isSending = transport.appData.direction === 'send';
  return {
    lossUp: isSending ? (stats?.rtpPacketLossReceived ?? null) : null,
    lossDown: isSending ? null : (stats?.rtpPacketLossSent ?? null),
  };
}

async function roundTripOf(stream: Consumer | Producer | undefined): Promise<number | null> {
  if (!stream) return null;
  const stats = await stream.getStats().catch(() => []);
  // The worker answers 0 until the first report has come.
  const known = stats.flatMap(({ roundTripTime }) => (roundTripTime ? [roundTripTime] : []));
  return known.length > 0 ? Math.min(...known) : null;
}

const worse = (one: number | null, other: number | null) =>
  one === null ? other : other === null ? one : Math.max(one, other);
