/** One second's report out of what the browser's statistics, the threads and the plan say. Pure. */
import type { TestPlan, TestReport } from '@sambung/contract/test-report';
import type { StatsReport } from '../../meeting/index.ts';
import type { AnalystSecond, Heard, MakerSecond, ReaderSecond } from './orders.ts';
import type { SentSweep } from './sound/desk.ts';
import type { LoudnessSecond } from './sound/loudness.ts';
import { isStarved } from './starvation.ts';

export type SecondParts = {
  /** Null before the server has told any. */
  plan: TestPlan | null;
  atMs: number;
  stats: StatsReport;
  maker: MakerSecond;
  /** `reads`: somebody's pictures are read at all. */
  reader: ReaderSecond & { reads: boolean };
  analyst: Omit<AnalystSecond, 'heard'> & { heard: readonly Heard[] };
  sentSweeps: readonly SentSweep[];
  loop: TestReport['loop'];
  /** On the page's clock. */
  heardAtMs: (seconds: number) => number | null;
  wasHidden: boolean;
  /** The sound card went without for a moment. */
  soundStalled: boolean;
  pageBusyMs: number;
  pageLateMs: number;
  setup: Pick<TestReport, 'devices' | 'browser'>;
};

const most = { markers: 200, sweeps: 4 };

export function secondReportOf(parts: SecondParts): TestReport {
  const { plan, stats, maker, reader, analyst } = parts;
  const { sound, picture, sent, ...path } = stats;
  const busyMs = maker.busyMs + reader.busyMs + analyst.busyMs + parts.pageBusyMs;
  return {
    ...path,
    planNumber: plan?.planNumber ?? 0,
    atMs: parts.atMs,
    voided: voidedOf(parts),
    costPercent: Math.min(1_000, (busyMs / path.spanMs) * 100),
    ...parts.setup,
    sound: sound && { ...sound, ...loudnessOf(analyst.loudness.far, sound.levelDbfs), sweeps: sweepsOf(parts) },
    picture: picture && { ...picture, ...seenOf(reader, picture), similarity: analyst.similarity },
    sent: {
      ...sent,
      sweeps: parts.sentSweeps.slice(-most.sweeps).map(({ number, playedAtMs }) => ({ number, playedAtMs })),
      pictures: maker.pictures,
      levelDbfs: analyst.loudness.own?.levelDbfs ?? null,
    },
    loop: parts.loop,
  };
}

function voidedOf({ wasHidden, soundStalled, maker, reader, stats, pageLateMs }: SecondParts): TestReport['voided'] {
  if (wasHidden) return 'hidden';
  if (soundStalled) return 'starved';
  const starved = isStarved({
    pictures: maker.pictures,
    missed: maker.missed,
    framesDecoded: stats.picture?.framesDecoded ?? null,
    picturesRead: reader.reads && reader.seen ? reader.picturesRead : null,
    threadLateMs: Math.max(maker.lateMs, reader.lateMs),
    pageLateMs,
  });
  return starved ? 'starved' : null;
}

/** Measured in the sound itself; of a browser whose audio sleeps only the level that its statistics know. */
function loudnessOf(far: LoudnessSecond | undefined, levelDbfs: number | null): LoudnessSecond {
  if (far && far.frames > 0) return far;
  return { levelDbfs, peakDbfs: null, frames: 0, clippedFrames: 0, noiseFloorDbfs: null };
}

/** One's own sweep that comes back belongs to the loop, not to what the other side plays. */
function sweepsOf({ plan, analyst, heardAtMs }: SecondParts) {
  if (plan?.loop === 'source') return [];
  return analyst.heard
    .filter(({ channel, found }) => channel === 'far' && found)
    .flatMap(({ turn, atSeconds, peakRatio }) => {
      const heardAt = heardAtMs(atSeconds);
      return heardAt === null ? [] : [{ turn, heardAtMs: heardAt, peakRatio }];
    })
    .slice(-most.sweeps);
}

function seenOf({ seen, markers, unreadableMarkers }: ReaderSecond, picture: NonNullable<StatsReport['picture']>) {
  return {
    widthPx: seen?.size.widthPx ?? picture.widthPx,
    heightPx: seen?.size.heightPx ?? picture.heightPx,
    frozenMs: seen?.frozenMs ?? null,
    longestFreezeMs: seen?.longestFreezeMs ?? null,
    freezes: seen?.freezes ?? null,
    stillMs: seen?.stillMs ?? null,
    meanLuma: seen?.meanLuma ?? null,
    markers: markers.slice(-most.markers),
    unreadableMarkers,
  };
}
