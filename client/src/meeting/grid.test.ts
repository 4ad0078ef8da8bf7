/** The grid's shapes on screens people have. */
import { describe, expect, it } from 'vitest';
import { gridShape, minTileWidthPx } from './grid.ts';

describe('grid', () => {
  it('puts two side by side on a laptop and one above the other on a phone', () => {
    expect(gridShape(2, 1248, 600, 10).columns).toBe(2);
    expect(gridShape(2, 370, 680, 10).columns).toBe(1);
  });

  it.each([1, 2, 3, 4, 5, 9, 12, 16])('keeps %i tiles inside the space', (count) => {
    const shape = gridShape(count, 1248, 620, 10);
    const rows = Math.ceil(count / shape.columns);
    expect(shape.columns * shape.tileWidthPx + (shape.columns - 1) * 10).toBeLessThanOrEqual(1248);
    expect(rows * shape.tileHeightPx + (rows - 1) * 10).toBeLessThanOrEqual(620);
  });

  it.each([
    [1, 1920, 400, 16 / 9],
    [2, 1248, 616, 4 / 3],
    [2, 400, 1200, 3 / 4],
  ])('never stretches or crops a tile too far (%i in %i × %i)', (count, width, height, ratio) => {
    const { tileWidthPx, tileHeightPx } = gridShape(count, width, height, 10);
    expect(tileWidthPx / tileHeightPx).toBeCloseTo(ratio, 1);
  });

  it('scrolls rather than showing tiles too small to recognise anybody', () => {
    expect(gridShape(40, 360, 600, 10).tileWidthPx).toBeGreaterThanOrEqual(minTileWidthPx);
  });

  it('survives a space that has not been measured yet', () => {
    expect(gridShape(3, 0, 0, 10).columns).toBe(1);
  });
});
