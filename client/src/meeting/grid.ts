/** The grid's arithmetic: how many columns give the largest tiles. */

/**
 * Width to height. Wider than 16:9 wastes a camera's picture. Narrower than 4:3 crops it, which only an upright screen is worth: there 3:4 still keeps
 * a face whole.
 */
const widest = 16 / 9;
const narrowest = { lying: 4 / 3, upright: 3 / 4 };

/** Below this width a tile is not worth looking at: the grid scrolls instead. Higher: larger faces. Lower: more of them at once. */
export const minTileWidthPx = 140;

export type GridShape = { columns: number; tileWidthPx: number; tileHeightPx: number };

/** The shape with the largest tile for this many tiles in this space. */
export function gridShape(count: number, widthPx: number, heightPx: number, gapPx: number): GridShape {
  const least = heightPx > widthPx ? narrowest.upright : narrowest.lying;
  let best: GridShape = { columns: 1, tileWidthPx: 0, tileHeightPx: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidthPx = (widthPx - gapPx * (columns - 1)) / columns;
    const cellHeightPx = (heightPx - gapPx * (rows - 1)) / rows;
    const tile = fitted(cellWidthPx, cellHeightPx, least);
    if (tile.tileWidthPx * tile.tileHeightPx > best.tileWidthPx * best.tileHeightPx) best = { columns, ...tile };
  }
  return best.tileWidthPx >= minTileWidthPx ? best : scrolling(widthPx, gapPx);
}

function fitted(cellWidthPx: number, cellHeightPx: number, narrowestRatio: number) {
  const width = Math.max(0, cellWidthPx);
  const height = Math.max(0, cellHeightPx);
  return {
    tileWidthPx: Math.floor(Math.min(width, height * widest)),
    tileHeightPx: Math.floor(Math.min(height, width / narrowestRatio)),
  };
}

function scrolling(widthPx: number, gapPx: number): GridShape {
  const columns = Math.max(1, Math.floor((widthPx + gapPx) / (minTileWidthPx + gapPx)));
  const tileWidthPx = Math.floor((widthPx - gapPx * (columns - 1)) / columns);
  return { columns, tileWidthPx, tileHeightPx: Math.floor(tileWidthPx / (4 / 3)) };
}
