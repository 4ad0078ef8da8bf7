/** Tests of a second as the console shows it. */
import { expect, it } from 'vitest';
import { down, leg, sampleOf } from '../../test/run-seconds.ts';
import { toShownSample } from './live-view.ts';

it('locates a loss on the leg where it happened', () => {
  const shown = (changes: Parameters<typeof sampleOf>[0]) => toShownSample(sampleOf(changes), new Date(0));
  // A tenth is lost on the way up; the sound among it is missed behind the server as well.
  const up = { sound: leg(50, 5), picture: leg(100, 10) };
  const first = shown({ uplink: up, downlink: { sound: down(45, 5), picture: down(100, 0) } });
  expect(first).toMatchObject({ upLossPercent: 10, downLossPercent: 0, lossPercent: expect.closeTo(10, 9) });
  const second = shown({ downlink: { sound: down(50, 5), picture: down(100, 10) } });
  expect(second).toMatchObject({ upLossPercent: 0, downLossPercent: 10, lossPercent: expect.closeTo(10, 9) });
});
