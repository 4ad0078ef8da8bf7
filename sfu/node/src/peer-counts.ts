/** How much of everything a peer has. Pure. */
import type { Direction, PeerTransport } from './peer-transport.ts';

export interface PeerCounts {
  transports: Record<Direction, number>;
  producers: Record<'audio' | 'video', number>;
  consumers: Record<'audio' | 'video', number>;
}

type OfKind = { readonly kind: 'audio' | 'video' };

export function countsOf(
  transports: readonly Pick<PeerTransport, 'appData'>[],
  producers: readonly OfKind[],
  consumers: readonly OfKind[],
): PeerCounts {
  const byKind = (media: readonly OfKind[]) => ({
    audio: media.filter(({ kind }) => kind === 'audio').length,
    video: media.filter(({ kind }) => kind === 'video').length,
  });
  const of = (wanted: Direction) => transports.filter(({ appData }) => appData.direction === wanted).length;
  return {
    transports: { send: of('send'), receive: of('receive') },
    producers: byKind(producers),
    consumers: byKind(consumers),
  };
}
