/** How much of a weak line or a weak computer a meeting may take: what is kept is the own voice first, then shared screens, then one face. Pure. */

/** What the person chose. `low`: one face, small, and the own camera in its smallest layer. `sound`: no faces at all, neither sent nor received. */
export const thrifts = ['full', 'low', 'sound'] as const;
export type Thrift = (typeof thrifts)[number];

/**
 * What a computer is relieved of that does not keep up with decoding, more with each step. `small`: all faces but the first come in their smallest layer.
 * `few`: and only some of them. `one`: only the first.
 */
export const reliefs = ['none', 'small', 'few', 'one'] as const;
export type Relief = (typeof reliefs)[number];

/** The width asked for where little is to be spent, device pixels: the smallest layer. Higher: sharper, and more to receive and decode. */
const lowWidthPx = 160;
/** Faces that are kept in `few`. Higher: more to decode. Lower: fewer are seen. */
const fewFaces = 4;

/** How somebody's camera stands on the page. */
export interface Shown {
  readonly widthPx: number;
  /** The one on the stage, or the only one. */
  readonly isMain: boolean;
  /** In which order faces are kept, from 0; see `keptPlace`. */
  readonly place: number;
}

/** How wide somebody's camera is asked for; null: not at all. */
export function cameraWidth(thrift: Thrift, relief: Relief, { widthPx, isMain, place }: Shown): number | null {
  if (thrift === 'sound' || (thrift === 'low' && !isMain)) return null;
  if (thrift === 'low') return Math.min(widthPx, lowWidthPx);
  if (relief === 'none' || place === 0) return widthPx;
  const facesKept = { small: Number.POSITIVE_INFINITY, few: fewFaces, one: 1 }[relief];
  return place < facesKept ? Math.min(widthPx, lowWidthPx) : null;
}

/** Shared screens stay sharp as long as there are pictures at all; the line thins them out. */
export const screenWidth = (thrift: Thrift, widthPx: number): number | null => (thrift === 'sound' ? null : widthPx);

export const thriftOf = (stored: unknown): Thrift => thrifts.find((one) => one === stored) ?? 'full';
