/**
 * The marker in a picture: 6 rows of 24 cells, a fortieth of the width each (32 pixels at 1280), one cell below the top edge, in the middle. The corners are
 * finders (white, black, black, white); the payload fills the rest row by row. Read by the average of a 3 × 3 core of each cell, against the middle between
 * the finders.
 */
import { bitsOf, type Payload, payloadBits, payloadOf } from './payload.ts';

export type Size = { widthPx: number; heightPx: number };
/** A part of a plane of luma. */
export type Luma = { data: Uint8Array; stridePx: number };
export type Rectangle = { left: number; top: number; width: number; height: number };

const rows = 6;
const columns = 24;
const cellsAcross = 40;
/** Limited range, so that no step of the way cuts them off. */
const white = 235;
const black = 16;
/** Finders closer together than this are not ours. Higher: a picture that is washed out is not read. Lower: chance is taken for a marker and counted. */
const leastContrast = 40;

const corners = new Map([
  [0, 1],
  [columns - 1, 0],
  [(rows - 1) * columns, 0],
  [rows * columns - 1, 1],
]);
const dataCells = Array.from({ length: rows * columns }, (_, cell) => cell).filter((cell) => !corners.has(cell));
if (dataCells.length !== payloadBits) throw new Error('the marker has not as many cells as bits');

/** Where the marker lies in a picture of this size. */
export function markerArea({ widthPx }: Size): Rectangle {
  const cell = widthPx / cellsAcross;
  return { left: ((cellsAcross - columns) / 2) * cell, top: cell, width: columns * cell, height: rows * cell };
}

export function drawMarker(luma: Luma, size: Size, payload: Payload): void {
  const area = markerArea(size);
  const cellPx = area.width / columns;
  const bits = bitsOf(payload);
  const paint = (cell: number, bit: number) => {
    const left = Math.round(area.left + (cell % columns) * cellPx);
    const right = Math.round(area.left + ((cell % columns) + 1) * cellPx);
    const top = Math.round(area.top + Math.floor(cell / columns) * cellPx);
    const bottom = Math.round(area.top + (Math.floor(cell / columns) + 1) * cellPx);
    for (let y = top; y < bottom; y += 1)
      luma.data.fill(bit ? white : black, y * luma.stridePx + left, y * luma.stridePx + right);
  };
  for (const [cell, bit] of corners) paint(cell, bit);
  dataCells.forEach((cell, index) => {
    paint(cell, bits[index] ?? 0);
  });
}

/** `absent`: nothing there that looks like a marker. `unreadable`: something, but its CRC is wrong. `origin` is where `luma` begins in the picture. */
export function readMarker(
  luma: Luma,
  size: Size,
  origin: { left: number; top: number } = { left: 0, top: 0 },
): Payload | 'absent' | 'unreadable' {
  const area = markerArea(size);
  const cellPx = area.width / columns;
  const levelOf = (cell: number) => {
    const x = Math.floor(area.left + ((cell % columns) + 0.5) * cellPx) - origin.left;
    const y = Math.floor(area.top + (Math.floor(cell / columns) + 0.5) * cellPx) - origin.top;
    let sum = 0;
    for (let row = y - 1; row <= y + 1; row += 1)
      for (let column = x - 1; column <= x + 1; column += 1) sum += luma.data[row * luma.stridePx + column] ?? 0;
    return sum / 9;
  };
  const finders = [...corners].map(([cell, bit]) => ({ bit, level: levelOf(cell) }));
  const mean = (wanted: number) => finders.reduce((sum, { bit, level }) => sum + (bit === wanted ? level / 2 : 0), 0);
  const [light, dark] = [mean(1), mean(0)];
  if (light - dark < leastContrast) return 'absent';
  const threshold = (light + dark) / 2;
  const bits = Uint8Array.from(dataCells, (cell) => (levelOf(cell) > threshold ? 1 : 0));
  return payloadOf(bits) ?? 'unreadable';
}
