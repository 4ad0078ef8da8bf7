/** Tests of what is noticed of a computer that does not keep up, look by look, on a clock that is only counted. */
import { describe, expect, it } from 'vitest';
import { type DecodeLoad, type DecodeLook, decodeLookOf, isStrained, loadAfter, noDecodeLoad } from './decode-load.ts';
import type { Reading, StatsEntry } from './stats.ts';

const spanMs = 2_000;
const well: DecodeLook = {
  ...{ spanMs, framesReceived: 100, framesDropped: 1, decodeMs: 4, lossShare: 0, lagMs: 3, wasHidden: false },
};
const dropping: DecodeLook = { ...well, framesDropped: 40 };
const hidden: DecodeLook = { ...dropping, wasHidden: true };

/** The load after so many seconds of looks of one kind. */
function after(load: DecodeLoad, look: DecodeLook, seconds: number): DecodeLoad {
  let next = load;
  for (let ms = 0; ms < seconds * 1_000; ms += look.spanMs) next = loadAfter(next, look);
  return next;
}

describe('a computer keeps up', () => {
  it.each<[string, Partial<DecodeLook>, boolean | null]>([
    ['where pictures are shown', {}, false],
    ['not, where many that came are not shown', { framesDropped: 30 }, true],
    ['where a line that loses makes them unusable', { framesDropped: 30, lossShare: 0.05 }, false],
    ['not, where each takes longer than there is time', { decodeMs: 45 }, true],
    ['not, where the page itself is late', { lagMs: 250 }, true],
    ['not, where the page is late and no picture comes', { framesReceived: 0, lagMs: 250 }, true],
    ['where few pictures came', { framesReceived: 5, framesDropped: 5 }, false],
    ['where the browser tells nothing', { framesReceived: null, framesDropped: null, decodeMs: null }, false],
    ['or nobody knows, in a page that is hidden', { framesDropped: 90, lagMs: 900, wasHidden: true }, null],
  ])('%s', (_name, fields, expected) => {
    expect(isStrained({ ...well, ...fields })).toBe(expected);
  });
});

describe('something is given up', () => {
  it('after several seconds of too much, and not for a hiccup', () => {
    expect(after(noDecodeLoad, dropping, 4).relief).toBe('none');
    expect(after(after(after(noDecodeLoad, dropping, 4), well, 2), dropping, 4).relief).toBe('none');
    expect(after(noDecodeLoad, dropping, 6).relief).toBe('small');
  });

  it('step by step, each after the one before has shown what it does, and never more than there is', () => {
    const small = after(noDecodeLoad, dropping, 6);
    expect(after(small, dropping, 6).relief).toBe('small');
    expect(after(small, dropping, 10).relief).toBe('few');
    expect(after(small, dropping, 20).relief).toBe('one');
    expect(after(small, dropping, 200).relief).toBe('one');
  });

  it('not for what a hidden page shows', () => {
    expect(after(noDecodeLoad, hidden, 60).relief).toBe('none');
    expect(after(after(after(noDecodeLoad, dropping, 4), hidden, 2), dropping, 4).relief).toBe('none');
  });
});

describe('more is tried', () => {
  const few = after(after(noDecodeLoad, dropping, 6), dropping, 10);

  it('after a while of calm, one step at a time', () => {
    expect(few.relief).toBe('few');
    expect(after(few, well, 18).relief).toBe('few');
    expect(after(few, well, 20).relief).toBe('small');
    expect(after(few, well, 40).relief).toBe('small');
    expect(after(few, well, 42).relief).toBe('none');
  });

  it('later each time it was in vain, at last every five minutes', () => {
    /** Seconds of calm until more is tried, which then is too much again. */
    const waits: number[] = [];
    let load = after(noDecodeLoad, dropping, 6);
    for (let round = 0; round < 6; round++) {
      let seconds = 0;
      for (; load.relief === 'small'; seconds += 2) load = loadAfter(load, well);
      waits.push(seconds);
      load = after(load, dropping, 10);
      expect(load.relief).toBe('small');
    }
    expect(waits).toEqual([22, 40, 80, 160, 300, 300]);
  });

  it('as soon as at first once all was well for long', () => {
    let load = after(after(after(noDecodeLoad, dropping, 6), well, 22), dropping, 10);
    expect(load).toMatchObject({ relief: 'small', patienceMs: 40_000 });
    load = after(load, well, 100);
    expect(load).toMatchObject({ relief: 'none', patienceMs: 20_000 });
  });
});

describe('two readings', () => {
  const stream = (fields: Record<string, number>): StatsEntry => ({
    id: 'one',
    type: 'inbound-rtp',
    kind: 'video',
    ...fields,
  });
  const reading = (atMs: number, fields: Record<string, number>): Reading => ({
    ...{
      atMs,
      connectionState: 'connected',
      entries: [stream(fields)],
      sent: { connectionState: 'connected', entries: [] },
    },
  });
  const page = { lagMs: 5, wasHidden: false };

  it('tell of the time between them', () => {
    const counters = { framesReceived: 10, framesDropped: 1, framesDecoded: 9, totalDecodeTime: 0.1 };
    const before = reading(1_000, { ...counters, packetsReceived: 100, packetsLost: 0 });
    const now = reading(3_000, {
      ...{ framesReceived: 70, framesDropped: 11, framesDecoded: 59, totalDecodeTime: 1.1 },
      ...{ packetsReceived: 195, packetsLost: 5 },
    });
    expect(decodeLookOf(before, now, page)).toEqual({
      ...{ spanMs: 2_000, framesReceived: 60, framesDropped: 10, decodeMs: 20, lossShare: 0.05 },
      ...page,
    });
  });

  it('tell nothing of what the browser does not count', () => {
    const look = decodeLookOf(reading(0, {}), reading(2_000, {}), page);
    expect(look).toMatchObject({ framesReceived: null, framesDropped: null, decodeMs: null, lossShare: null });
  });
});
