/** How much of everything a peer has, and may have. Pure. */
import type { Direction, PeerTransport } from './peer-transport.ts';

export interface PeerCounts {
  transports: Record<Direction, number>;
  producers: Record<'audio' | 'video', number>;
  consumers: Record<'audio' | 'video', number>;
}

/** How much one peer may have at once. Higher lets one page burden a worker more, lower refuses what pages need. */
export const limits = {
  /** A page needs two; twice as many let it make new ones before the old are closed. */
  transports: 4,
  /** Microphone, camera, screen and its sound, each of them once more while it is being replaced. */
  producers: 8,
  /** Everything of a large meeting. */
  consumers: 512,
};

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
