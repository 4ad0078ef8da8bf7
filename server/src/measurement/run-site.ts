/** What holds of a site: its round trip, bandwidth and path, the drills, and what its people said. */
import type { Measurement } from '@sambung/contract/measurement';
import type { LineClass } from '@sambung/contract/rubric';
import { meanOf, middleOf, quantileOf } from './quantile.ts';
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

/** The last rows of the phase; the seconds before them are for ramping up. */
function sustained(rows: readonly (number | null)[]): (number | null)[] {
  const last = known(rows).slice(-sustainedSeconds);
  return last.length >= sustainedAtLeast ? last : [];
}

const upOf = (run: Run, site: Side) =>
  statisticOf(
    run,
    sustained(
      rowsOf(timeline(run, site, ['bandwidth']), ({ uplink }) => {
        const streams = known([uplink.sound, uplink.picture]);
        return streams.length === 0
          ? null
          : sumOf(streams, ({ bytes, expected, lost }) => bitsOnLine(bytes, expected - lost)) /
              classTargets[run.lineClass].up;
      }),
    ),
    meanOf,
  );

/**
 * Down to a site flows what the other side sends; of that counts what the site did not report lost. Where a probe of the server brought more, the line carries
 * more than was sent.
 */
function downOf(run: Run, site: Side) {
  const target = classTargets[run.lineClass].down;
  const arrived = (sample: SecondSample) => {
    const streams = known([sample.downlink.sound, sample.downlink.picture]).filter(
      ({ claimedLost }) => claimedLost !== null,
    );
    if (streams.length === 0) return null;
    return sumOf(streams, ({ bytes, sent, withheld, claimedLost }) => {
      const lost = sent === 0 ? 0 : Math.min(1, Math.max(0, ((claimedLost ?? 0) - withheld) / sent));
      return (bitsOnLine(bytes, sent) * (1 - lost)) / target;
    });
  };
  const flowed = statisticOf(run, sustained(rowsOf(timeline(run, otherSide(site), ['bandwidth']), arrived)), meanOf);
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
