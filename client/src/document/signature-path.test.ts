/** Drawn signatures: whatever the hand does, the path is one that the server takes. */
import { signaturePathSchema } from '@sambung/contract/document';
import { expect, it } from 'vitest';
import { extend, pathOf, type Stroke } from './signature-path.ts';

it('writes strokes as moves and lines that the contract accepts', () => {
  const path = pathOf([
    [
      { x: 10, y: 20 },
      { x: 30.26, y: 40 },
    ],
    [{ x: 5, y: 5 }],
  ]);
  expect(path).toBe('M10 20L30.3 40M5 5L5 5');
  expect(signaturePathSchema.safeParse(path).success).toBe(true);
});

it('keeps a hand that leaves the box inside of it', () => {
  const path = pathOf([
    [
      { x: -40, y: 260 },
      { x: 900, y: -3 },
    ],
  ]);
  expect(path).toBe('M0 200L600 0');
  expect(signaturePathSchema.safeParse(path).success).toBe(true);
});

it('a long signature stays short enough to be stored', () => {
  let stroke: Stroke = [];
  for (let step = 0; step < 20_000; step += 1)
    stroke = extend(stroke, { x: 300 + 200 * Math.sin(step / 900), y: step / 110 });
  expect(signaturePathSchema.safeParse(pathOf([stroke])).success).toBe(true);
});

it('nothing drawn is no path', () => expect(pathOf([])).toBe(''));
