/**
 * Taking the seconds of a run: what the sfu node counted and what both pages reported becomes one sample of each direction. Pure apart from what it remembers
 * of the seconds before. A counter that went back is dropped, a number nobody has is null and never zero.
 */
import type { Side } from '@sambung/contract/http';
import type { PeerStats } from '@sambung/contract/sfu';
import type { TestPhase, TestReport } from '@sambung/contract/test-report';
import {
  type ClockFit,
  offsetAt,
  pictureRoundTripOf,
  type SecondSample,
  sweepTurn,
  uncertaintyMs,
  type VoidReason,
} from '../measurement/index.ts';
import {
  consumersOf,
  crossing,
  downlink,
  type LineMoment,
  nothingTold,
  otherOf,
  producersOf,
  type SideCounters,
  uplink,
} from './lines.ts';
import { LoopEar } from './loop-ear.ts';
import { DirectionMarks, type MarksInput } from './marks.ts';

export interface SideMoment extends SideCounters {
  /** 32 bytes, hex. */
  readonly seed: string;
}

export interface Moment extends LineMoment {
  /** Whole seconds since the run began. */
  readonly second: number;
  /** Server's steady clock. */
  readonly atMs: number;
  readonly phase: TestPhase;
  readonly planNumber: number;
  readonly loopSource: Side | null;
  /** The pages' clocks, as the last two minutes show them. */
  readonly clocks: Readonly<Record<Side, ClockFit>>;
  readonly host: SideMoment;
  readonly audience: SideMoment;
}

const sides = ['host', 'audience'] as const;
/** In every marker: whose picture it is. */
export const streamIds = { host: 1, audience: 2 } as const satisfies Record<Side, number>;

/** A picture is echoed at most this much later, in seconds. Higher takes a shorter round trip of long ago for today's, lower accuses pages of lines that became slow. */
const echoSeconds = 10;

/** Takes the seconds of one run, one after the other. A run that is resumed begins with empty memory: its first second has no differences. */
export class SecondTaker {
  #before: Moment | null = null;
  /** Of the plan that is on: what was sent in the plan before belongs to it. */
  #marks = newMarks();
  readonly #told = {
    host: { audio: nothingTold(), video: nothingTold() },
    audience: { audio: nothingTold(), video: nothingTold() },
  };
  #ear = new LoopEar();
  /** Of both lines together, in the last seconds. */
  #roundTripsMs: number[] = [];

  /** The samples of both directions; a direction whose media was never there has none. */
  take(moment: Moment): SecondSample[] {
    const before = this.#before;
    this.#before = moment;
    if (before?.planNumber !== moment.planNumber) {
      this.#marks = newMarks();
      this.#ear = new LoopEar();
    }
    const { loopSource, atMs } = moment;
    if (loopSource) this.#ear.hear(reportOfPlan(moment, otherOf[loopSource])?.loop, atMs);
    const linesMs = this.#shortestRoundTrip(moment);
    const take = (from: Side) =>
      this.#marks[from].take(marksInput(moment, from, this.#marks[otherOf[from]].drawnAt, linesMs));
    // Both first: a direction's round trips need what the other direction displayed.
    const marks = { host: take('host'), audience: take('audience') };
    return sides.flatMap((from) => {
      const to = otherOf[from];
      if (!canFlow(moment[from].stats, moment[to].stats)) return [];
      const { report } = moment[to];
      const { valid: _, ...marksOfSecond } = marks[from];
      return [
        {
          direction: from,
          second: moment.second,
          atMs: moment.atMs,
          spanMs: report?.spanMs ?? 1_000,
          phase: moment.phase,
          planNumber: moment.planNumber,
          voided: voidedBecause(moment, moment[from].report, report),
          uplink: { sound: uplink(before, moment, from, 'audio'), picture: uplink(before, moment, from, 'video') },
          crossed: moment.crossed && crossing(before, moment, producersOf(moment[from].stats)),
          downlink: {
            sound: downlink(before, moment, from, 'audio', this.#told[from].audio),
            picture: downlink(before, moment, from, 'video', this.#told[from].video),
          },
          sentLevelDbfs: moment[from].report?.sent.levelDbfs ?? null,
          sound: soundOf(report),
          picture: pictureOf(report, marksOfSecond.pictureTrip !== null),
          ...marksOfSecond,
          pictureRoundTrip: pictureRoundTripOf(marks[to].valid, this.#marks[from].drawnAt),
          site: siteOf(moment[from]),
          loop: loopSource === from ? this.#ear.loopOf(reportOfPlan(moment, from)?.loop, atMs) : null,
        },
      ];
    });
  }

  /** A picture that is echoed now went out before: where a line has just become slower, its round trip was still the shorter one. */
  #shortestRoundTrip(moment: Moment): number | null {
    const now = linesRoundTripMs(moment);
    if (now === null) return null;
    this.#roundTripsMs = [...this.#roundTripsMs.slice(1 - echoSeconds), now];
    return Math.min(...this.#roundTripsMs);
  }
}

const newMarks = (): Record<Side, DirectionMarks> => ({ host: new DirectionMarks(), audience: new DirectionMarks() });

/** A page that has not changed over yet tells of the plan before: of its pictures' numbers, and of its loop. */
function reportOfPlan(moment: Moment, side: Side): TestReport | null {
  const { report } = moment[side];
  return report?.planNumber === moment.planNumber ? report : null;
}

/** What this direction's markers and sweeps are taken from. */
function marksInput(
  moment: Moment,
  from: Side,
  receiverDrawnAt: ReadonlyMap<number, number>,
  linesMs: number | null,
): MarksInput {
  const { seed } = moment[from];
  const [told, report] = [reportOfPlan(moment, from), reportOfPlan(moment, otherOf[from])];
  const [sender, receiver] = [moment.clocks[from], moment.clocks[otherOf[from]]];
  const [sent, seen] = [offsetAt(sender, moment.atMs), offsetAt(receiver, moment.atMs)];
  return {
    played: told?.sent.sweeps.map((sweep) => ({ ...sweep, turn: sweepTurn(seed, sweep.number) })) ?? [],
    markers: report?.picture?.markers ?? [],
    heard: report?.sound?.sweeps ?? [],
    heardUntilMs: report?.atMs ?? null,
    witness: {
      seedHex: seed,
      streamId: streamIds[from],
      ...{ sender, receiver, receiverDrawnAt },
      linesRoundTripMs: linesMs,
    },
    offset: sent && seen && { ms: seen.valueMs - sent.valueMs, doubtMs: uncertaintyMs(sent) + uncertaintyMs(seen) },
    nearMs: moment.atMs,
  };
}

/** Both lines together, as the server saw them; null where it did not. */
function linesRoundTripMs(moment: Moment): number | null {
  const lines = [siteOf(moment.host).roundTripMs, siteOf(moment.audience).roundTripMs];
  return lines.reduce((total, line) => (total === null || line === null ? null : total + line), 0);
}

function voidedBecause(moment: Moment, ...reports: (TestReport | null)[]): VoidReason | null {
  if (reports.includes(null)) return 'unreported';
  if (reports.some((report) => report?.planNumber !== moment.planNumber)) return 'changing-over';
  return reports.map((report) => report?.voided ?? null).find((reason) => reason !== null) ?? null;
}

/** Before both ways to the node were found nothing can flow. One that breaks later is sampled: that is what a test call is for. */
function canFlow(sender: PeerStats | null, receiver: PeerStats | null): boolean {
  const iceOf = (stats: PeerStats | null, wanted: 'send' | 'receive') =>
    stats?.transports.filter(({ direction }) => direction === wanted).at(-1)?.iceState ?? 'new';
  if (iceOf(sender, 'send') === 'new' || iceOf(receiver, 'receive') === 'new') return false;
  return consumersOf(sender, receiver).length > 0;
}

function soundOf(report: TestReport | null): SecondSample['sound'] {
  const sound = report?.sound;
  if (sound?.samples == null || sound.concealedSamples === null) return null;
  const { samples, concealedSamples, levelDbfs, peakDbfs, frames, clippedFrames, noiseFloorDbfs } = sound;
  return { samples, concealedSamples, levelDbfs, peakDbfs, frames, clippedFrames, noiseFloorDbfs };
}

/** A similarity counts only where a picture provably arrived (`arrived`): of others a page could say what it likes. */
function pictureOf(report: TestReport | null, arrived: boolean): SecondSample['picture'] {
  const picture = report?.picture;
  if (picture?.framesDecoded == null || picture.frozenMs === null) return null;
  const { framesDecoded, widthPx, heightPx, frozenMs, stillMs, meanLuma, similarity, unreadableMarkers } = picture;
  return {
    framesDecoded,
    framesDropped: picture.framesDropped ?? 0,
    widthPx,
    heightPx,
    frozenMs,
    freezes: picture.freezes ?? 0,
    longestFreezeMs: picture.longestFreezeMs ?? 0,
    stillMs,
    meanLuma,
    similarity: arrived ? similarity : null,
    unreadableMarkers,
  };
}

function siteOf({ stats, report }: SideMoment): SecondSample['site'] {
  const roundTrips = stats?.transports.flatMap(({ roundTripMs }) => roundTripMs ?? []) ?? [];
  const sending = stats?.transports.filter(({ direction }) => direction === 'send').at(-1);
  return {
    roundTripMs: roundTrips.length > 0 ? Math.min(...roundTrips) : null,
    protocol: sending?.protocol ?? null,
    relayed: report?.relayed ?? null,
    srtpProfile: report?.srtpCipher ?? null,
    dtlsVersion: report?.dtlsVersion ?? null,
    probedDownBps: null,
    costPercent: report?.costPercent ?? null,
  };
}
