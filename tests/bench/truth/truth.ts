/**
 * What is true of a cell, from the relays' logs and the fault that was injected, as the numbers a rubric judges. What neither can tell (a browser's own delay, what
 * a machine under load adds) comes from the run's own stretch without faults, and from the browsers' books.
 */
import type { Side } from '@sambung/contract/http';
import type { GateFact, Measurement, MetricKey, Scope, Trust } from '@sambung/contract/measurement';
import type { CellRun } from './cell.ts';
import {
  jitters,
  leftBps,
  lossShare,
  media,
  median,
  medianDelayMs,
  quantile,
  soundStreams,
  type Window,
} from './leg-log.ts';
import { ratings, replay, soundPackets } from './receiver-model.ts';
import { otherOf, sides } from './sides.ts';
import { basePhase, type Held, secondsOf, type TrueTrips, trueTrips } from './trips.ts';
import { repeatedStreams } from './waiting.ts';

export interface DirectionTruth {
  lossPercent: number;
  worstWindowPercent: number;
  trips: TrueTrips;
  jitterMs: number;
  concealedPercent: number;
  ratings: number[];
  /** Standstills that were injected, in milliseconds each. */
  standstillsMs: number[];
}

export interface SiteTruth {
  upBps: number;
  downBps: number;
  roundTripMs: number;
}

export interface CellTruth {
  directions: Record<Side, DirectionTruth>;
  sites: Record<Side, SiteTruth>;
}

const classTarget = { upBps: 650_000, downBps: 500_000 };
/** The product looks at the end of the phase. */
const sustainedMs = 20_000;
const worstWindowMs = 15_000;
const framesPerSecond = 24;
const heightPx = 360;

/** A cell's phase on the clock of a leg's log. */
function windowsOf({ phases, legs }: CellRun, side: Side, wanted: readonly string[]): Window[] {
  const { beganAtMs } = legs[side];
  return phases
    .filter(({ phase }) => wanted.includes(phase))
    .map(({ fromMs, toMs }) => ({ fromMs: fromMs - beganAtMs, toMs: toMs - beganAtMs }));
}

export function truthOf(run: CellRun): CellTruth {
  const directions = Object.fromEntries(sides.map((side) => [side, directionTruth(run, side)]));
  const sites = Object.fromEntries(sides.map((side) => [side, siteTruth(run, side)]));
  return { directions, sites } as unknown as CellTruth;
}

function directionTruth(run: CellRun, from: Side): DirectionTruth {
  const to = otherOf(from);
  const judged = ['synthetic', 'real'];
  const up = firstSent(run, from, 'up', windowsOf(run, from, judged));
  const down = firstSent(run, to, 'down', windowsOf(run, to, judged));
  const trips = trueTrips(run, from, heldOnPurpose(run, from));
  const heard = heardOf(run, from);
  return {
    lossPercent: composed(lossShare(up), lossShare(down)),
    worstWindowPercent: worstWindow(run, from),
    trips,
    jitterMs: quantile(jitters(down), 0.95),
    concealedPercent: heard.concealedPercent,
    ratings: ratings(heard, trips.sound.medianMs),
    standstillsMs: standstills(run, from),
  };
}

function heldOnPurpose({ condition: { offsetMs = 0, at } }: CellRun, from: Side): Held {
  return from === at ? { sound: Math.max(0, offsetMs), picture: Math.max(0, -offsetMs) } : { sound: 0, picture: 0 };
}

const composed = (up: number, down: number) => 100 * (1 - (1 - up) * (1 - down));

function worstWindow(run: CellRun, from: Side): number {
  const to = otherOf(from);
  const [first] = windowsOf(run, from, ['synthetic']);
  const last = windowsOf(run, from, ['real']).at(-1);
  if (!first || !last) return 0;
  const shift = run.legs[from].beganAtMs - run.legs[to].beganAtMs;
  const up = firstSent(run, from, 'up', [{ fromMs: first.fromMs, toMs: last.toMs }]);
  const down = firstSent(run, to, 'down', [{ fromMs: first.fromMs + shift, toMs: last.toMs + shift }]);
  const within = (packets: typeof up, fromMs: number) =>
    packets.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + worstWindowMs);
  let most = 0;
  for (let at = first.fromMs; at + worstWindowMs <= last.toMs; at += 1_000)
    most = Math.max(most, composed(lossShare(within(up, at)), lossShare(within(down, at + shift))));
  return most;
}

/** What a receiver makes of the sound of the real devices, from the leg that is impaired: the other one is clean. */
function heardOf(run: CellRun, from: Side) {
  const isUp = run.condition.leg === from;
  const side = isUp ? from : otherOf(from);
  const direction = isUp ? 'up' : 'down';
  const packets = media(run.legs[side].log, direction, windowsOf(run, side, ['real']));
  const [stream = 0] = soundStreams(packets).toSorted(
    (a, b) => packets.filter(({ ssrc }) => ssrc === b).length - packets.filter(({ ssrc }) => ssrc === a).length,
  );
  const sound = soundPackets({ packets, events: [] }, direction, stream);
  // The made voice is music to Opus, which mends speech alone: every lost packet of it is made up.
  return replay(sound, { fec: false });
}

function standstills({ condition }: CellRun, from: Side): number[] {
  const way = condition.leg === from ? 'up' : 'down';
  const lengths: number[] = [];
  let sinceMs: number | null = null;
  for (const phase of condition.during ?? []) {
    const isDark = phase[way]?.blackout;
    if (isDark && sinceMs === null) sinceMs = phase.atMs;
    if (isDark === undefined && phase[way] && sinceMs !== null) {
      lengths.push(phase.atMs - sinceMs);
      sinceMs = null;
    }
  }
  return lengths;
}

/** On a site's leg, without what is sent again and what only probes the line: the product counts streams, before repair. */
function firstSent(run: CellRun, side: Side, way: 'up' | 'down', windows: readonly Window[]) {
  const repeated = repeatedStreams(run.waits, side);
  return media(run.legs[side].log, way, windows).filter(({ ssrc }) => !repeated.has(ssrc));
}

function siteTruth(run: CellRun, side: Side): SiteTruth {
  const window = windowsOf(run, side, ['bandwidth']).at(-1);
  const { log } = run.legs[side];
  if (!window) throw new Error('a cell has a bandwidth phase');
  const sustained = { fromMs: Math.max(window.fromMs, window.toMs - sustainedMs), toMs: window.toMs };
  const judged = windowsOf(run, side, ['synthetic', 'real']);
  const beforeMs = median(secondsOf(run, side, [basePhase(run.phases)]).flatMap(({ site }) => site.roundTripMs ?? []));
  const bpsOf = (way: 'up' | 'down') =>
    leftBps(firstSent(run, side, way, [{ fromMs: 0, toMs: sustained.toMs }]), sustained);
  return {
    upBps: bpsOf('up'),
    downBps: bpsOf('down'),
    roundTripMs: beforeMs + medianDelayMs(media(log, 'up', judged)) + medianDelayMs(media(log, 'down', judged)),
  };
}

/** A picture that nothing was done to; no cell is about likeness, and those of narrow lines fail by their rates. */
const undisturbed = 1;

/** The evidence that a rubric would have to see: truth where there is one, the loopback elsewhere. */
export function evidenceOf(run: CellRun, truth: CellTruth): Measurement[] {
  const all: Measurement[] = [];
  const tell = (scope: Scope, metric: MetricKey, statistic: string, value: number | string | null) =>
    all.push({
      ...{ metric, statistic, scope, value, bound: false, trust: 'server-observed' satisfies Trust },
      interval: null,
      sampleCount: value === null ? 0 : 1_000,
    });
  for (const side of sides) {
    const found = truth.directions[side];
    const inDirection = (metric: MetricKey, statistic: string, value: number | string | null) =>
      tell({ direction: side }, metric, statistic, value);
    const { camera, voice } = run.sources[side];
    const heights = [heightPx, camera.heightPx];
    const stillMs = found.standstillsMs.reduce((sum, one) => sum + one, 0);
    const judgedMs = run.phases
      .filter(({ phase }) => phase === 'synthetic' || phase === 'real')
      .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    inDirection('audio-delay', 'median', found.trips.sound.medianMs);
    inDirection('video-delay', 'median', found.trips.picture.medianMs);
    inDirection('packet-loss', 'mean', found.lossPercent);
    inDirection('packet-loss', 'worst-window', found.worstWindowPercent);
    inDirection('jitter', 'p95', found.jitterMs);
    inDirection('concealment', 'mean', found.concealedPercent);
    inDirection('speech-rating', 'mean', found.ratings.reduce((sum, one) => sum + one, 0) / found.ratings.length);
    inDirection('speech-rating', 'p5', quantile(found.ratings, 0.05));
    inDirection('frame-rate', 'median', framesPerSecond);
    inDirection('frame-rate', 'p5', framesPerSecond);
    inDirection('resolution', 'height', Math.min(...heights));
    inDirection('freezes', 'share', (100 * stillMs) / judgedMs);
    inDirection('freezes', 'longest', Math.max(0, ...found.standstillsMs) / 1_000);
    inDirection('similarity', 'median', undisturbed);
    inDirection('skew', 'median', found.trips.skew.medianMs);
    inDirection('echo', 'return-loss', side === run.condition.at ? (run.condition.echoDb ?? null) : null);
    inDirection('speech-level', 'level', voice.levelDbfs);
    inDirection('clipping', 'clipped', voice.clippedPercent);
    inDirection('clipping', 'snr', voice.snrDb);
    const site = truth.sites[side];
    const atSite = (metric: MetricKey, statistic: string, value: number | string | null) =>
      tell({ site: side }, metric, statistic, value);
    atSite('round-trip', 'p95', site.roundTripMs);
    atSite('bandwidth', 'up', site.upBps / classTarget.upBps);
    atSite('bandwidth', 'down', site.downBps / classTarget.downBps);
    atSite('path', 'kind', 'udp-direct');
    atSite('recovery', 'reconnect', null);
    atSite('recovery', 'fallback', null);
    atSite('human-score', 'lowest', 5);
    atSite('wired', 'connection', 'wired');
  }
  return all;
}

/** Gates as they must be: everything is there but what the injected fault takes away. */
export function gatesOf({ condition }: CellRun): GateFact[] {
  const dead = ['muted', 'black', 'frozen'].includes(condition.source ?? 'none');
  const gate = (name: GateFact['gate'], passed: boolean, applies = true): GateFact => ({
    ...{ gate: name, applies, passed, trust: 'server-observed' },
    seen: { id: '-', en: '-' },
  });
  return [
    gate('connected', true),
    gate('seen-and-heard', !dead),
    gate('encrypted', true),
    gate('public-address', true, false),
    gate('valid-data', true),
    gate('duration', true),
    gate('cascade', true, false),
    gate('same-configuration', true),
  ];
}
