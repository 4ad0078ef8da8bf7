/** Tests of the figures of a relay's log that measurements are held against. */
import { describe, expect, it } from 'vitest';
import type { PacketRecord } from '../../support/relay/log.ts';
import {
  jitters,
  leftBps,
  longestSilenceMs,
  lossShare,
  media,
  medianDelayMs,
  quantile,
  soundStreams,
} from './leg-log.ts';

const record = (changes: Partial<PacketRecord>): PacketRecord => ({
  ...{ atMs: 0, direction: 'up', flow: 0, kind: 'rtp', ssrc: 5, sequence: 0, size: 120 },
  ...{ verdict: 'sent', queueMs: 0, flightMs: 40, lateMs: 0 },
  ...changes,
});
/** Ten seconds of sound and, beside it, of a picture. */
const sound = Array.from({ length: 500 }, (_, number) =>
  record({ atMs: 20 * number, sequence: (65_400 + number) % 65_536 }),
);
const picture = Array.from({ length: 900 }, (_, number) =>
  record({ atMs: 11 * number, sequence: number, ssrc: 9, size: 1_100, queueMs: 5 }),
);

describe('figures of a leg', () => {
  it('tell sound from pictures by what their packets are like', () => {
    expect(soundStreams([...picture, ...sound])).toEqual([5]);
    // As few as those of a repair stream are no sound.
    expect(soundStreams(sound.filter((_, index) => index % 5 === 0))).toEqual([]);
  });

  it('count what did not leave, and a copy not at all', () => {
    const packets = sound.map((one, index) => ({
      ...one,
      verdict: index % 10 === 0 ? ('loss' as const) : one.verdict,
    }));
    expect(lossShare([...packets, record({ verdict: 'copy' })])).toBeCloseTo(0.1, 6);
    expect(lossShare([])).toBe(0);
  });

  it('are of one way and of the windows that are asked for', () => {
    const packets = [...sound, record({ direction: 'down' }), record({ kind: 'rtcp' })];
    expect(media({ packets, events: [] }, 'up', [{ fromMs: 1_000, toMs: 2_000 }])).toHaveLength(50);
  });

  it('take delays and rates from what really left', () => {
    expect(medianDelayMs(sound)).toBe(40);
    expect(medianDelayMs(picture)).toBe(45);
    expect(leftBps(sound, { fromMs: 1_000, toMs: 6_000 })).toBeCloseTo(50 * 120 * 8, -1);
    expect(
      leftBps(
        sound.map((one) => ({ ...one, verdict: 'queue' })),
        { fromMs: 0, toMs: 10_000 },
      ),
    ).toBe(0);
  });

  it('read the jitter of sound once a second, across the end of the numbers', () => {
    expect(jitters(sound).every((one) => one < 1e-9)).toBe(true);
    // Every other packet 12 ms late: each comes 12 ms too far from the one before.
    const uneven = sound.map((one, index) => ({ ...one, flightMs: index % 2 === 0 ? 40 : 52 }));
    const readings = jitters(uneven);
    expect(readings.length).toBe(9);
    expect(readings.at(-1)).toBeCloseTo(12, 3);
    // A lost packet is no jitter.
    const gaps = sound.map((one, index) => ({ ...one, verdict: index % 7 === 0 ? ('loss' as const) : one.verdict }));
    expect(Math.max(...jitters(gaps))).toBeLessThan(1e-9);
  });

  it('tell a browser that stood still from one that made sound and did not send it', () => {
    expect(longestSilenceMs(sound)).toBe(20);
    // Across the end of the numbers: 136 packets are before it.
    const unsent = sound.filter((_, index) => index < 130 || index >= 145);
    expect(longestSilenceMs(unsent)).toBe(20);
    const stood = sound.map((one, index) => (index < 130 ? one : { ...one, atMs: one.atMs + 200 }));
    expect(longestSilenceMs(stood)).toBe(220);
  });

  it('interpolate quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10], 0.95)).toBe(10);
  });
});
