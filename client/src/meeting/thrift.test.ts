/** Tests of what is given up on a weak line, and in which order. */
import { expect, it } from 'vitest';
import { cameraWidth, screenWidth, thriftOf, thrifts } from './thrift.ts';

it('gives up faces first, and screens only where no pictures are wanted', () => {
  const kept = thrifts.map((thrift) => [
    cameraWidth(thrift, 640, false),
    cameraWidth(thrift, 640, true),
    screenWidth(thrift, 640),
  ]);
  expect(kept).toEqual([
    [640, 640, 640],
    [null, 160, 640],
    [null, null, null],
  ]);
});

it('asks for no more than is shown', () => {
  expect(cameraWidth('low', 120, true)).toBe(120);
});

it('remembers only what it knows', () => {
  expect([thriftOf('low'), thriftOf('sound'), thriftOf('none'), thriftOf(undefined)]).toEqual([
    ...['low', 'sound', 'full', 'full'],
  ]);
});
