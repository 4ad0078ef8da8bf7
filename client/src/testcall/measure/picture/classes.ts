/** What a line of each class is tested with: the size and rate of the made pictures, and what their layers may weigh together. */
import type { LineClass } from '@sambung/contract/rubric';
import type { Size } from '../marker/cells.ts';

export type PictureClass = Size & { framesPerSecond: number; probeBitrateBps: number };

/**
 * `probeBitrateBps`: one and a half of what the class sends upwards in all layers (3.15, 0.65 and 0.2 Mbit/s). Higher: a line
 * with room proves more of it. Lower: a line at its limit suffers less.
 */
export const pictureClasses: Record<LineClass, PictureClass> = {
  hd: { widthPx: 1_280, heightPx: 720, framesPerSecond: 30, probeBitrateBps: 4_725_000 },
  sd: { widthPx: 640, heightPx: 360, framesPerSecond: 24, probeBitrateBps: 975_000 },
  'audio-first': { widthPx: 320, heightPx: 180, framesPerSecond: 15, probeBitrateBps: 300_000 },
};
