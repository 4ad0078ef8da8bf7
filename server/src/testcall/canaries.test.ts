/** Canaries through the seconds that are taken: what becomes of a receiver that hides its losses, and of one that tells the truth, on the same line. */
import { describe, expect, it } from 'vitest';
import { pageReport, picture, sound } from '../../test/page-report.ts';
import { madeRun, sampleOf } from '../../test/run-seconds.ts';
import { type ClockFit, fitClock, integrityOf, type Run, type SecondSample, summarise } from '../measurement/index.ts';
import { toShownSample } from './live-view.ts';
import { type Moment, SecondTaker } from './taking.ts';

const clock: ClockFit = fitClock([0, 10_000].map((at) => ({ askedAtMs: at, answeredAtMs: at + 2, pageMs: at + 1 })));
const seconds = 300;
const packets = { audio: 50, video: 100 };

interface Line {
  /** Of both kinds, each second, on the way down. */
  lost: number;
  /** What the page and its browser tell of what they miss. */
  honest: boolean;
  /** Whether the worker knows canaries. */
  canaries?: boolean;
  /** Whether the receiver's browser agreed to ask for single packets of sound. */
  namesSound?: boolean;
}

/** Canaries so far, as the node withholds them: a sound every ten seconds, a picture every seventy. */
const withheldUntil = (second: number, kind: 'audio' | 'video') =>
  Math.floor(Math.max(0, second) / (kind === 'audio' ? 10 : 70));

function consumer(kind: 'audio' | 'video', second: number, line: Line) {
  const { lost, honest, canaries = true, namesSound = true } = line;
  const withheld = canaries ? withheldUntil(second, kind) : null;
  const named = kind === 'audio' && !namesSound ? null : honest ? withheld : 0;
  // Reports of the browser tell of a second in the one after it.
  const reported = Math.max(0, second - 1);
  return {
    ...{ consumerId: kind, producerId: `of-${kind}`, kind, byteCount: 1_000 * second },
    packetCount: packets[kind] * second,
    packetsLost: honest ? lost * reported + (canaries ? withheldUntil(reported, kind) : 0) : 0,
    ...{ withheldCount: withheld, withheldNamedCount: withheld === null ? null : named, skippedCount: null },
  };
}

const stats = (side: 'host' | 'audience', second: number, line: Line) =>
  ({
    peerId: side,
    transports: ['send', 'receive'].map((direction) => ({
      ...{ direction, iceState: 'completed', protocol: 'udp', roundTripMs: 30, remoteAddress: '203.0.113.9' },
    })),
    producers:
      side === 'host'
        ? (['audio', 'video'] as const).map((kind) => ({
            ...{ producerId: `of-${kind}`, kind, source: kind === 'audio' ? 'microphone' : 'camera' },
            ...{
              packetCount: packets[kind] * second,
              repairedCount: 0,
              packetsLost: 0,
              byteCount: 1_000 * second,
              jitterMs: 3,
            },
          }))
        : [],
    consumers: side === 'audience' ? (['audio', 'video'] as const).map((kind) => consumer(kind, second, line)) : [],
  }) as unknown as Moment['host']['stats'];

/** Five minutes of host → audience, real devices, speech all the time; what is concealed is what was lost. */
function taken(line: Line): SecondSample[] {
  const { lost, honest, canaries = true } = line;
  const taker = new SecondTaker();
  const told = (second: number, kind: 'audio' | 'video') => {
    const mine = canaries ? withheldUntil(second, kind) - withheldUntil(second - 1, kind) : 0;
    return honest ? lost + mine : 0;
  };
  return Array.from({ length: seconds }, (_, second): Moment => {
    const atMs = 1_000_000 + 1_000 * (second + 1);
    const base = { ...pageReport, planNumber: 3, atMs };
    // The page's own second ended before the node was read: it tells of the one before.
    const missed = { audio: told(second - 1, 'audio'), video: told(second - 1, 'video') };
    const concealedSamples = 960 * missed.audio;
    return {
      ...{
        second,
        atMs,
        phase: 'real',
        planNumber: 3,
        loopSource: null,
        crossed: null,
        clocks: { host: clock, audience: clock },
      },
      host: {
        stats: stats('host', second, line),
        report: { ...base, sent: { ...base.sent, levelDbfs: -24 } },
        seed: 'a7'.repeat(32),
      },
      audience: {
        stats: stats('audience', second, line),
        report: {
          ...base,
          sound: { ...sound, packetsLost: missed.audio, samples: 48_000, concealedSamples },
          picture: { ...picture, packetsLost: missed.video, framesDecoded: 24, frozenMs: 0 },
        },
        seed: '5c'.repeat(32),
      },
    };
  })
    .flatMap((moment) => taker.take(moment))
    .filter(({ direction }) => direction === 'host');
}

const runOf = (line: Line): Run => ({ ...madeRun(), samples: taken(line) });
const measured = (run: Run, metric: string, statistic: string) =>
  summarise(run).find(
    (one) =>
      one.metric === metric &&
      one.statistic === statistic &&
      'direction' in one.scope &&
      one.scope.direction === 'host',
  );
const lossOf = (line: Line) => measured(runOf(line), 'packet-loss', 'mean');

describe('a receiver that names none of the canaries', () => {
  const liar: Line = { lost: 5, honest: false };

  it('has lost everything, and its direction is not to be believed', () => {
    const run = runOf(liar);
    expect(lossOf(liar)).toMatchObject({ value: 100, trust: 'server-observed' });
    expect(measured(run, 'concealment', 'mean')?.value).toBeNull();
    expect(integrityOf(run, 'host')).toMatchObject({ receiver: 'disbelieved', honest: false });
  });

  it('gains nothing on a line without losses either', () => {
    expect(lossOf({ ...liar, lost: 0 })?.value).toBe(100);
  });

  it('is caught by what it says of the sum where its browser does not ask for single packets of sound', () => {
    expect(lossOf({ ...liar, namesSound: false })?.value).toBe(100);
  });

  it('would be believed without canaries: on its word, and marked so', () => {
    expect(lossOf({ ...liar, canaries: false })).toMatchObject({ value: 0, trust: 'self-reported' });
  });
});

describe('a receiver that tells the truth', () => {
  it('has what the line lost and no more, and is believed', () => {
    const run = runOf({ lost: 5, honest: true });
    const loss = measured(run, 'packet-loss', 'mean');
    expect(loss?.trust).toBe('cross-checked');
    expect(loss?.value).toBeCloseTo((100 * 10) / 150, 1);
    expect(integrityOf(run, 'host')).toMatchObject({ receiver: 'believed', honest: true });
  });

  it('has nothing lost and nothing concealed on a line that loses nothing, in the report as in every second of the live view', () => {
    const run = runOf({ lost: 0, honest: true });
    expect(measured(run, 'packet-loss', 'mean')?.value).toBe(0);
    expect(measured(run, 'packet-loss', 'worst-window')?.value).toBe(0);
    expect(measured(run, 'concealment', 'mean')?.value).toBe(0);
    const shown = run.samples.map((sample) => toShownSample(sample, new Date(0)));
    expect(new Set(shown.map(({ downLossPercent }) => downLossPercent))).toEqual(new Set([null, 0]));
    const counted = run.samples.reduce((total, { downlink }) => total + (downlink.sound?.withheld ?? 0), 0);
    expect(counted).toBeGreaterThan(25);
  });

  it('keeps what was concealed of the line’s own losses', () => {
    const run = runOf({ lost: 1, honest: true });
    expect(measured(run, 'concealment', 'mean')?.value).toBeCloseTo(2, 1);
  });

  it('is believed where it names no packets of sound', () => {
    const run = runOf({ lost: 2, honest: true, namesSound: false });
    expect(integrityOf(run, 'host').receiver).not.toBe('disbelieved');
    expect(measured(run, 'packet-loss', 'mean')?.value).toBeCloseTo((100 * 4) / 150, 1);
  });
});

it('shows a loss of the line in the live view beside a canary of the same second', () => {
  const downlink = {
    sound: { sent: 49, bytes: 1, withheld: 1, withheldNamed: 1, skipped: 0, claimedLost: 6, jitterMs: 1 },
    picture: null,
  };
  const shown = toShownSample(sampleOf({ downlink }), new Date(0));
  expect(shown.downLossPercent).toBeCloseTo((100 * 5) / 49, 9);
});
