/** Tests of the order of raised hands. */
import { expect, it } from 'vitest';
import { handsInOrder } from './hands.ts';

it('lists hands in the order they went up, and nobody else', () => {
  const at = (second: number) => `2026-12-01T02:00:0${second}.000Z`;
  expect(
    handsInOrder([
      { participantId: 'late', handRaisedAt: at(3) },
      { participantId: 'down', handRaisedAt: null },
      { participantId: 'first', handRaisedAt: at(1) },
      { participantId: 'also', handRaisedAt: at(1) },
    ]),
  ).toEqual(['also', 'first', 'late']);
});
