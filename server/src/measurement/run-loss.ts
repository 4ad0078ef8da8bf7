/** Packet loss of a direction before repair, of both lines together, and the jitter of its sound. */
import type { Measurement } from '@sambung/contract/measurement';
import { upperOfNone } from './block-bootstrap.ts';
import { believeReceiver, downlinkLoss, namedOutsideOutages, type ReceiverWord } from './canary.ts';
import { quantileOf } from './quantile.ts';
import { known, measurement, type Run, rowsOf, type Side, statisticOf, sumOf, type Timeline, timeline } from './run.ts';
import type { Downlink, Uplink } from './second-sample.ts';

/** Seconds of the window whose loss is the worst, and how many of them must be there. */
const worstWindow = 15;
const worstWindowAtLeast = 10;

interface LossRow {
  expected: number;
  lost: number;
  down: Downlink[];
}

/**
 * One row a second. What a receiver reports after a pause tells of the pause as well, so what was sent meanwhile is carried to that report; nothing is carried
 * over a second that does not count.
 */
function lossRows(seconds: Timeline): (LossRow | null)[] {
  let waiting: { sound: Downlink | null; picture: Downlink | null } = { sound: null, picture: null };
  return seconds.map((sample) => {
    if (!sample) {
      waiting = { sound: null, picture: null };
      return null;
    }
    const up = known([sample.uplink.sound, sample.uplink.picture]);
    const down: Downlink[] = [];
    for (const stream of ['sound', 'picture'] as const) {
      const sent = sample.downlink[stream];
      if (!sent) continue;
      const now = withGaps(sent, stream === 'sound' ? sample.uplink.sound : null);
      const total = add(waiting[stream], now);
      if (now.claimedLost === null) waiting[stream] = total;
      else {
        waiting[stream] = null;
        down.push(total);
      }
    }
    if (up.length === 0 || down.length === 0) return null;
    return { expected: sumOf(up, ({ expected }) => expected), lost: sumOf(up, ({ lost }) => lost), down };
  });
}

/**
 * What the server never had it cannot pass on: the receiver misses the number as it misses one that was withheld, and names a loss that was on the first line.
 * Where the server does not count them: lost sound is not sent again, while pictures are, and come late.
 */
const withGaps = (down: Downlink, up: Uplink | null): Downlink => ({
  ...down,
  withheld: down.withheld + (down.skipped ?? up?.lost ?? 0),
});

const add = (before: Downlink | null, now: Downlink): Downlink =>
  before
    ? {
        ...now,
        sent: before.sent + now.sent,
        bytes: before.bytes + now.bytes,
        withheld: before.withheld + now.withheld,
        // What was named in the meantime, and what the report after it names.
        withheldNamed:
          now.withheldNamed === null && before.withheldNamed === null
            ? null
            : (before.withheldNamed ?? 0) + (now.withheldNamed ?? 0),
      }
    : now;

/** Percent of both lines one after the other. */
function composed(rows: readonly LossRow[], word: ReceiverWord): number | null {
  const expected = sumOf(rows, (row) => row.expected);
  const down = downlinkLoss(
    rows.flatMap((row) => row.down),
    word,
  );
  if (expected === 0 || down === null) return null;
  const up = sumOf(rows, ({ lost }) => lost) / expected;
  return 100 * (1 - (1 - Math.min(1, up)) * (1 - down));
}

function worst(rows: readonly (LossRow | null)[], word: ReceiverWord): number | null {
  let most: number | null = null;
  for (let end = Math.min(worstWindow, rows.length); end <= rows.length; end++) {
    const window = known(rows.slice(Math.max(0, end - worstWindow), end));
    const loss = window.length >= worstWindowAtLeast ? composed(window, word) : null;
    if (loss !== null) most = Math.max(most ?? 0, loss);
  }
  return most;
}

/** What the receiver of a direction is worth believing over the whole run. */
export function receiverWord(run: Run, direction: Side): ReceiverWord {
  const seconds = timeline(run, direction, ['bandwidth', 'synthetic', 'real']);
  return believeReceiver(
    (['sound', 'picture'] as const).flatMap((stream) =>
      namedOutsideOutages(seconds.map((sample) => sample?.downlink[stream] ?? null)),
    ),
  );
}

export function lossOf(run: Run, direction: Side): Measurement[] {
  const seconds = timeline(run, direction, ['synthetic', 'real']);
  const scope = { direction };
  const word = receiverWord(run, direction);
  const trust = { believed: 'cross-checked', untested: 'self-reported', disbelieved: 'server-observed' } as const;
  const rows = lossRows(seconds);
  const packets = (some: readonly LossRow[]) =>
    sumOf(some, (row) =>
      Math.min(
        row.expected,
        sumOf(row.down, ({ sent }) => sent),
      ),
    );
  const mean = statisticOf(run, rows, (some) => composed(some, word), {
    ifNothing: (some) => 100 * upperOfNone(packets(some)),
  });
  return [
    measurement('packet-loss', 'mean', scope, trust[word.belief], mean),
    measurement('packet-loss', 'worst-window', scope, trust[word.belief], {
      value: worst(rows, word),
      sampleCount: mean.sampleCount,
    }),
    measurement(
      'jitter',
      'p95',
      scope,
      // What the server saw of the first line is the least that arrives at the end.
      'cross-checked',
      statisticOf(
        run,
        rowsOf(seconds, ({ uplink, downlink }) => {
          const heard = downlink.sound?.jitterMs ?? null;
          return heard === null ? null : Math.max(heard, uplink.sound?.jitterMs ?? 0);
        }),
        (values) => quantileOf(values, 0.95),
      ),
    ),
  ];
}
