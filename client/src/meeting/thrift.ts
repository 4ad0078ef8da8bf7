/** How much of a weak line a meeting may take: what is kept is the own voice first, then shared screens, then one face. Pure. */

/** `low`: one face, small, and the own camera in its smallest layer. `sound`: no faces at all, neither sent nor received. */
export const thrifts = ['full', 'low', 'sound'] as const;
export type Thrift = (typeof thrifts)[number];

/** The width asked for in `low`, device pixels: the smallest layer. Higher: sharper, and more of the line. */
const lowWidthPx = 160;

/** How wide somebody's camera is asked for that is shown this wide; null: not at all. `isMain`: it is the one on the stage, or the only one. */
export function cameraWidth(thrift: Thrift, widthPx: number, isMain: boolean): number | null {
  if (thrift === 'full') return widthPx;
  return thrift === 'low' && isMain ? Math.min(widthPx, lowWidthPx) : null;
}

/** Shared screens stay sharp as long as there are pictures at all; the line thins them out. */
export const screenWidth = (thrift: Thrift, widthPx: number): number | null => (thrift === 'sound' ? null : widthPx);

export const thriftOf = (stored: unknown): Thrift => thrifts.find((one) => one === stored) ?? 'full';
