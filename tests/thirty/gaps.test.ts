/** Gaps between the pictures of one tile. */
import { expect, it } from 'vitest';
import { Tile } from './gaps.ts';

it('counts pictures, the longest time between two and those longer than a second', () => {
  const tile = new Tile(0);
  for (const atMs of [100, 200, 1_150, 2_200, 2_300]) tile.show(atMs, 160);
  expect(tile.figures(2_400)).toEqual({ frames: 5, width: 160, longestGapMs: 1_050, freezes: 1 });
});

it('counts the time before the first picture and after the last', () => {
  expect(new Tile(0).figures(5_000)).toMatchObject({ frames: 0, longestGapMs: 5_000, freezes: 1 });
  const tile = new Tile(0);
  tile.show(1_500, 160);
  expect(tile.figures(4_000)).toMatchObject({ frames: 1, longestGapMs: 2_500, freezes: 2 });
});

it('begins anew without what was before', () => {
  const tile = new Tile(0);
  tile.show(3_000, 320);
  tile.restart(3_100);
  tile.show(3_200, 320);
  expect(tile.figures(3_300)).toEqual({ frames: 1, width: 320, longestGapMs: 100, freezes: 0 });
});
