/** Whether samples are worth judging: missing ones, gaps and lies shut the gate of valid data, one test a lie. */
import { describe, expect, it } from 'vitest';
import { down, leg, madeRun } from '../../test/run-seconds.ts';
import { integrityOf } from './integrity.ts';
import type { SecondSample } from './second-sample.ts';

const host = (change: (sample: SecondSample) => Partial<SecondSample>) => (sample: SecondSample) =>
  sample.direction === 'host' ? change(sample) : {};
const none = { nonce: 0, repeated: 0, early: 0, hold: 0 };

describe('the integrity of a run', () => {
  it('of an honest run is whole', () => {
    expect(integrityOf(madeRun(), 'host')).toEqual({
      seconds: 300,
      counted: 300,
      share: 1,
      realSeconds: 120,
      longestGapSeconds: 0,
      clockUncertaintyMs: expect.closeTo(31, 0),
      lies: none,
      receiver: 'believed',
      honest: true,
    });
  });

  it('misses voided and missing seconds, and those in which the receiver kept silent about its losses', () => {
    const voided = madeRun(host(({ second }) => (second % 10 === 0 ? { voided: 'hidden' } : {})));
    expect(integrityOf(voided, 'host').share).toBeCloseTo(0.9, 10);
    expect(integrityOf(voided, 'audience').share).toBe(1);
    const whole = madeRun();
    const gone = { ...whole, samples: whole.samples.filter(({ second }) => second < 100 || second >= 130) };
    expect(integrityOf(gone, 'host')).toMatchObject({ seconds: 300, counted: 270 });
    const silent = madeRun(
      host(({ second }) => (second >= 200 ? { downlink: { sound: down(50, null), picture: down(100, null) } } : {})),
    );
    expect(integrityOf(silent, 'host')).toMatchObject({ seconds: 300, counted: 200, realSeconds: 20 });
    // One report in five seconds tells of all five.
    const slow = madeRun(
      host(({ second }) => (second % 5 === 4 ? {} : { downlink: { sound: down(50, null), picture: down(100, null) } })),
    );
    expect(integrityOf(slow, 'host').counted).toBe(300);
  });

  it('does not miss the seconds in which pages change over to a new plan, as long as they are few', () => {
    const starts = [0, 180];
    const since = (second: number) => Math.min(...starts.flatMap((start) => (second >= start ? second - start : [])));
    const late = (lasting: number) =>
      madeRun(
        host(({ second }) => {
          if (since(second) >= lasting) return {};
          return since(second) === 0 ? { voided: 'changing-over' } : { picture: null };
        }),
      );
    expect(integrityOf(late(4), 'host')).toMatchObject({ seconds: 292, counted: 292, share: 1 });
    expect(integrityOf(late(4), 'audience')).toMatchObject({ seconds: 300, counted: 300 });
    expect(integrityOf(late(20), 'host')).toMatchObject({ seconds: 290, counted: 260 });
  });

  it('does not miss what was not to be measured', () => {
    const run = madeRun();
    const drill = run.samples.map((sample) =>
      sample.second >= 60 && sample.second < 90 ? { ...sample, phase: 'recovery' as const, planNumber: 4 } : sample,
    );
    const plans = [...run.plans, { planNumber: 4, phase: 'recovery' as const }];
    expect(integrityOf({ ...run, samples: drill, plans }, 'host')).toMatchObject({
      seconds: 270,
      counted: 270,
      share: 1,
    });
    expect(integrityOf({ ...run, samples: [] }, 'host')).toMatchObject({ seconds: 0, share: 0 });
  });

  it('finds the longest gap in which nothing came, on either line', () => {
    const up = madeRun(
      host(({ second }) => (second >= 200 && second < 205 ? { uplink: { sound: leg(0), picture: leg(0) } } : {})),
    );
    expect(integrityOf(up, 'host').longestGapSeconds).toBe(5);
    expect(integrityOf(up, 'audience').longestGapSeconds).toBe(0);
    const downwards = madeRun(
      host((sample) =>
        sample.second >= 200 && sample.second < 204 && sample.sound && sample.picture
          ? {
              sound: { ...sample.sound, concealedSamples: 48_000 },
              picture: { ...sample.picture, framesDecoded: 0 },
            }
          : {},
      ),
    );
    expect(integrityOf(downwards, 'host').longestGapSeconds).toBe(4);
  });

  it.each(['nonce', 'repeated', 'early', 'hold'] as const)('is broken by markers that lie: %s', (lie) => {
    const run = madeRun(host(({ second }) => (second % 10 === 0 ? { lies: { ...none, [lie]: 3 } } : {})));
    expect(integrityOf(run, 'host')).toMatchObject({ honest: false, lies: { ...none, [lie]: 90 } });
    expect(integrityOf(run, 'audience').honest).toBe(true);
    // Also in seconds that do not count: hiding the page hides no lie.
    const hidden = madeRun(
      host(({ second }) => (second % 10 === 0 ? { voided: 'hidden', lies: { ...none, [lie]: 3 } } : {})),
    );
    expect(integrityOf(hidden, 'host').honest).toBe(false);
  });

  it('is not broken by a misread marker or two', () => {
    const run = madeRun(host(({ second }) => (second === 60 || second === 90 ? { lies: { ...none, nonce: 1 } } : {})));
    expect(integrityOf(run, 'host')).toMatchObject({ honest: true, lies: { ...none, nonce: 2 } });
  });

  it('is broken by a receiver that hides what was withheld from it', () => {
    const liar = madeRun(
      host(({ second }) => ({
        downlink: { sound: down(50), picture: { ...down(100, 0, second % 2), claimedLost: 0, withheldNamed: 0 } },
      })),
    );
    expect(integrityOf(liar, 'host')).toMatchObject({ honest: false, receiver: 'disbelieved' });
  });

  it('knows how sure the clocks are, or that they are not known', () => {
    const lost = madeRun(() => ({}), undefined, { clocks: { host: { segments: [] }, audience: { segments: [] } } });
    expect(integrityOf(lost, 'host').clockUncertaintyMs).toBeNull();
  });
});
