/** A second as the console's gauges show it: both legs together, with who vouches for each number. Pure. */
import type { Trust } from '@sambung/contract/measurement';
import type { TestSample } from '@sambung/contract/test-run';
import type { SecondSample } from '../measurement/index.ts';

type Vouched<T> = { value: T; trust: Trust } | null;

export function toShownSample(sample: SecondSample, openedAt: Date): TestSample {
  const vouched = {
    lossPercent: lossOf(sample),
    jitterMs: jitterOf(sample),
    roundTripMs: vouch(sample.site.roundTripMs, 'server-observed'),
    audioBitrateBps: bitrateOf(sample.uplink.sound),
    videoBitrateBps: bitrateOf(sample.uplink.picture),
    framesPerSecond: vouch(sample.voided === null ? sample.picture?.framesDecoded : null, 'self-reported'),
    frameHeightPx: vouch(sample.picture?.heightPx, 'self-reported'),
    frozenMs: vouch(sample.picture?.frozenMs, 'self-reported'),
    similarity: vouch(sample.picture?.similarity, 'self-reported'),
    soundLevelDbfs: vouch(sample.sound?.levelDbfs, 'self-reported'),
    skewMs: vouch(sample.skewMs.at(-1), 'self-reported'),
    costPercent: vouch(sample.site.costPercent, 'self-reported'),
  } satisfies Record<string, Vouched<number>>;
  const shown = (name: keyof typeof vouched) => vouched[name]?.value ?? null;
  return {
    at: new Date(openedAt.getTime() + (sample.second + 1) * 1_000).toISOString(),
    from: sample.direction,
    phase: sample.phase,
    voided: sample.voided,
    route: routeOf(sample),
    lossPercent: shown('lossPercent'),
    upLossPercent: legLoss(sample.uplink.sound, sample.uplink.picture),
    downLossPercent: downLoss(sample),
    jitterMs: shown('jitterMs'),
    roundTripMs: shown('roundTripMs'),
    audioBitrateBps: shown('audioBitrateBps'),
    videoBitrateBps: shown('videoBitrateBps'),
    framesPerSecond: shown('framesPerSecond'),
    frameHeightPx: shown('frameHeightPx'),
    frozenMs: shown('frozenMs'),
    similarity: shown('similarity'),
    soundLevelDbfs: shown('soundLevelDbfs'),
    skewMs: shown('skewMs'),
    costPercent: shown('costPercent'),
    trust: Object.fromEntries(Object.entries(vouched).flatMap(([name, one]) => (one ? [[name, one.trust]] : []))),
  };
}

function vouch(value: number | null | undefined, trust: Trust): Vouched<number> {
  return value === null || value === undefined ? null : { value, trust };
}

function routeOf({ site }: SecondSample): TestSample['route'] {
  if (site.relayed) return 'turn';
  return site.protocol === null ? null : site.protocol === 'udp' ? 'udp' : 'tcp';
}

function legLoss(...streams: ({ expected: number; lost: number } | null)[]): number | null {
  const known = streams.filter((stream) => stream !== null);
  const expected = known.reduce((total, one) => total + one.expected, 0);
  return expected === 0 ? null : (known.reduce((total, one) => total + one.lost, 0) / expected) * 100;
}

/** What was withheld is ours and not the line's; what was lost on the way up and never came the receiver misses too: not this leg's doing. */
function downLoss({ uplink, downlink }: SecondSample): number | null {
  const own = (one: SecondSample['downlink']['sound'], lostBefore: number) =>
    one === null || one.claimedLost === null
      ? null
      : { expected: one.sent, lost: Math.max(0, one.claimedLost - one.withheld - (one.skipped ?? lostBefore)) };
  return legLoss(own(downlink.sound, uplink.sound?.lost ?? 0), own(downlink.picture, 0));
}

/** What is lost on the way up does not come down either: the legs' losses multiply. */
function lossOf(sample: SecondSample): Vouched<number> {
  const up = legLoss(sample.uplink.sound, sample.uplink.picture);
  if (up === null) return null;
  const down = downLoss(sample);
  if (down === null) return { value: up, trust: 'server-observed' };
  return { value: (1 - (1 - up / 100) * (1 - Math.min(1, down / 100))) * 100, trust: 'cross-checked' };
}

/** The worse of what the node saw arrive from the sender and what the receiver saw arrive from the node. */
function jitterOf({ uplink, downlink }: SecondSample): Vouched<number> {
  const [up, down] = [uplink.sound?.jitterMs ?? null, downlink.sound?.jitterMs ?? null];
  if (up === null) return vouch(down, 'self-reported');
  return down === null ? vouch(up, 'server-observed') : vouch(Math.max(up, down), 'cross-checked');
}

function bitrateOf(stream: { bytes: number } | null): Vouched<number> {
  return stream === null ? null : { value: stream.bytes * 8, trust: 'server-observed' };
}
