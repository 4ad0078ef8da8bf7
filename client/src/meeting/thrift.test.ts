/** Tests of what is given up on a weak line and on a weak computer, and in which order. */
import { describe, expect, it } from 'vitest';
import { cameraWidth, reliefs, type Shown, screenWidth, thriftOf, thrifts } from './thrift.ts';

const main: Shown = { widthPx: 640, isMain: true, place: 0 };
const at = (place: number): Shown => ({ widthPx: 640, isMain: false, place });

describe('a weak line', () => {
  it('gives up faces first, and screens only where no pictures are wanted', () => {
    const kept = thrifts.map((thrift) => [
      cameraWidth(thrift, 'none', at(1)),
      cameraWidth(thrift, 'none', main),
      screenWidth(thrift, 640),
    ]);
    expect(kept).toEqual([
      [640, 640, 640],
      [null, 160, 640],
      [null, null, null],
    ]);
  });

  it('asks for no more than is shown', () => {
    expect(cameraWidth('low', 'none', { ...main, widthPx: 120 })).toBe(120);
  });

  it('remembers only what it knows', () => {
    expect([thriftOf('low'), thriftOf('sound'), thriftOf('none'), thriftOf(undefined)]).toEqual([
      ...['low', 'sound', 'full', 'full'],
    ]);
  });
});

describe('a weak computer', () => {
  it('gives up sizes, then faces, and the first face never', () => {
    const kept = reliefs.map((relief) => [0, 1, 3, 4, 9].map((place) => cameraWidth('full', relief, at(place))));
    expect(kept).toEqual([
      [640, 640, 640, 640, 640],
      [640, 160, 160, 160, 160],
      [640, 160, 160, null, null],
      [640, null, null, null, null],
    ]);
  });

  it('does not get more than the person chose', () => {
    for (const relief of reliefs) {
      expect(cameraWidth('sound', relief, main)).toBeNull();
      expect(cameraWidth('low', relief, main)).toBe(160);
      expect(cameraWidth('low', relief, at(1))).toBeNull();
    }
  });
});
