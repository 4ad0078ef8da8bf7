/** What holds of a site: its round trip, bandwidth and path, the drills, and what its people said. */
import type { Measurement } from '@sambung/contract/measurement';
import type { LineClass } from '@sambung/contract/rubric';
import { middleOf, quantileOf } from './quantile.ts';
import { known, measurement, otherSide, type Run, rowsOf, type Side, statisticOf, sumOf, timeline } from './run.ts';
import type { SecondSample } from './second-sample.ts';

/** Bits a second that a class needs: up for all layers that are sent, down for the one that is received (C4). */
export const classTargets: Readonly<Record<LineClass, { up: number; down: number }>> = {
  hd: { up: 3_150_000, down: 2_500_000 },
  sd: { up: 650_000, down: 500_000 },
  'audio-first': { up: 200_000, down: 150_000 },
};

/** What SRTP adds to every packet for its authentication (AES-GCM, RFC 7714 §3); the node counts packets without it. On narrow lines it is a tenth. */
const srtpTagBytes = 16;
const bitsOnLine = (bytes: number, packets: number) => 8 * (bytes + srtpTagBytes * packets);

/** The end of the bandwidth phase, after ramping up, and how much of it must be there. Longer asks for more patience, shorter lets a burst pass for a line. */
const sustainedSeconds = 20;
const sustainedAtLeast = 10;
/** A path that was taken for less than this share of the time was passing. */
const pathShare = 0.05;
const pathKinds = ['udp-direct', 'udp-relay', 'tcp'] as const;

export function siteOf(run: Run, site: Side): Measurement[] {
  const scope = { site };
  const seconds = timeline(run, site, ['synthetic', 'real']);
  const { reconnectSeconds, fallback } = run.drills[site];
  const { lowestScore, connection } = run.answers[site];
  const said = <T extends number | string>(value: T | null) => ({ value, sampleCount: value === null ? 0 : 1 });
  return [
    measurement(
      'round-trip',
      'p95',
      scope,
      'server-observed',
      statisticOf(
        run,
        rowsOf(seconds, (sample) => sample.site.roundTripMs),
        (values) => quantileOf(values, 0.95),
      ),
    ),
    measurement('bandwidth', 'up', scope, 'server-observed', upOf(run, site)),
    measurement('bandwidth', 'down', scope, 'cross-checked', downOf(run, site)),
    pathOf(run, site),
    measurement('recovery', 'reconnect', scope, 'server-observed', said(reconnectSeconds)),
    measurement('recovery', 'fallback', scope, 'server-observed', said(fallback)),
    measurement('human-score', 'lowest', scope, 'self-reported', said(lowestScore)),
    measurement('wired', 'connection', scope, 'self-reported', said(connection)),
  ];
}

/** What flowed, and for how long: a second that was missed is told of by the next one. */
interface Flow {
  bits: number;
  ms: number;
}

/** The last rows of the phase; the seconds before them are for ramping up. */
function sustained(rows: readonly (Flow | null)[]): Flow[] {
  const last: Flow[] = [];
  let ms = 0;
  for (const row of known(rows).toReversed()) {
    // A millisecond more or less is no second more.
    if (ms + row.ms > 1_000 * (sustainedSeconds + 0.5)) break;
    last.unshift(row);
    ms += row.ms;
  }
  return ms >= 1_000 * (sustainedAtLeast - 0.5) ? last : [];
}

/** Of the bits a second that a class needs. */
const shareOf = (target: number) => (rows: readonly Flow[]) => {
  const ms = sumOf(rows, (row) => row.ms);
  return ms === 0 ? null : sumOf(rows, ({ bits }) => bits) / (ms / 1_000) / target;
};

/** How long the counters of each sample grew: since the sample before it, of whatever phase. The first one counts as a second. */
function grownMs(run: Run, direction: Side): (sample: SecondSample) => number {
  const ends = run.samples
    .filter((sample) => sample.direction === direction)
    .map(({ atMs }) => atMs)
    .sort((a, b) => a - b);
  const spans = new Map(ends.map((atMs, index) => [atMs, atMs - (ends[index - 1] ?? atMs - 1_000)]));
  return ({ atMs }) => spans.get(atMs) ?? 1_000;
}

function upOf(run: Run, site: Side) {
  const msOf = grownMs(run, site);
  const sent = (sample: SecondSample): Flow | null => {
    const streams = known([sample.uplink.sound, sample.uplink.picture]);
    if (streams.length === 0) return null;
    const bits = sumOf(streams, ({ bytes, expected, lost }) => bitsOnLine(bytes, expected - lost));
    return { bits, ms: msOf(sample) };
  };
  const rows = sustained(rowsOf(timeline(run, site, ['bandwidth']), sent));
  return statisticOf(run, rows, shareOf(classTargets[run.lineClass].up));
}

/**
 * Down to a site flows what the other side sends; of that counts what the site did not report lost. Where a probe of the server brought more, the line carries
 * more than was sent.
 */
function downOf(run: Run, site: Side) {
  const target = classTargets[run.lineClass].down;
  const msOf = grownMs(run, otherSide(site));
  const arrived = (sample: SecondSample): Flow | null => {
    const streams = known([sample.downlink.sound, sample.downlink.picture]).filter(
      ({ claimedLost }) => claimedLost !== null,
    );
    if (streams.length === 0) return null;
    const bits = sumOf(streams, ({ bytes, sent, withheld, skipped, claimedLost }) => {
      const missed = (claimedLost ?? 0) - withheld - (skipped ?? 0);
      const lost = sent === 0 ? 0 : Math.min(1, Math.max(0, missed / sent));
      return bitsOnLine(bytes, sent) * (1 - lost);
    });
    return { bits, ms: msOf(sample) };
  };
  const rows = sustained(rowsOf(timeline(run, otherSide(site), ['bandwidth']), arrived));
  const flowed = statisticOf(run, rows, shareOf(target));
  const probes = rowsOf(timeline(run, site, ['bandwidth']), (sample) => {
    const bits = sample.site.probedDownBps;
    return bits === null ? null : bits / target;
  });
  const probed = statisticOf(run, probes, middleOf);
  return typeof probed.value === 'number' && probed.value > Number(flowed.value ?? 0) ? probed : flowed;
}

/** The worst path that was more than passing. */
function pathOf(run: Run, site: Side): Measurement {
  const kinds = known(
    rowsOf(timeline(run, site, ['synthetic', 'real']), ({ site: { protocol, relayed } }) => {
      if (protocol === null || relayed === null) return null;
      if (protocol !== 'udp') return 'tcp';
      return relayed ? 'udp-relay' : 'udp-direct';
    }),
  );
  const value =
    pathKinds.findLast((kind) => kinds.filter((one) => one === kind).length > pathShare * kinds.length) ?? null;
  return measurement('path', 'kind', { site }, 'cross-checked', { value, sampleCount: kinds.length });
}
