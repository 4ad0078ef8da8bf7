/** What a self-check's facts come to: a grade for each step, and the reasons. Pure; the page, the report and the console say the same. */
import type { SelfCheckFacts, WayFacts } from './self-check.ts';

export const checkSteps = ['browser', 'camera', 'microphone', 'speaker', 'connection', 'reconnect'] as const;
export type CheckStep = (typeof checkSteps)[number];

/** `good`: ready. `weak`: usable, better to be mended. `bad`: the call will not work like this. `open`: not checked yet. */
export type CheckGrade = 'good' | 'weak' | 'bad' | 'open';

/** Why a step is not good; each has its own sentence and its own advice. */
export type CheckReason =
  | 'insecure'
  | 'no-webrtc'
  | 'measures-less'
  | 'camera-missing'
  | 'camera-dark'
  | 'camera-still'
  | 'camera-small'
  | 'microphone-missing'
  | 'microphone-silent'
  | 'microphone-quiet'
  | 'tone-unheard'
  | 'recording-unheard'
  | 'no-signalling'
  | 'no-way'
  | 'udp-blocked'
  | 'tcp-blocked'
  | 'relay-blocked'
  | 'media-blocked'
  | 'round-trip-long'
  | 'loss'
  | 'narrow'
  | 'reconnect-failed'
  | 'reconnect-slow';

export interface CheckedStep {
  step: CheckStep;
  grade: CheckGrade;
  reasons: CheckReason[];
}

/** Darker than this no face is seen (the test call's gate for a black picture is 20). */
const darkBelow = 20;
/** Quieter than this a microphone is dead (M15). */
const silentBelowDbfs = -60;
/** A voice near the microphone peaks well above this. Higher nags quiet people, lower lets a far microphone pass. */
const quietBelowDbfs = -40;
/** The height of class SD. */
const smallBelowPx = 360;
/** M3: between this site and the media node. */
const roundTripAboveMs = { weak: 150, bad: 300 };
/** There and back. M4's limits, both legs of which are this site's. */
const lossAbovePercent = { weak: 1, bad: 5 };
/** What class SD needs down, with M13's margin, and audio-first's bare need. */
const bitsBelow = { weak: 625_000, bad: 150_000 };
/** M18. */
const reconnectAboveMs = { weak: 10_000, bad: 30_000 };

/** Every step, in the order of the page. */
export function judgeSelfCheck(facts: SelfCheckFacts): CheckedStep[] {
  return [
    step('browser', browserOf(facts)),
    step('camera', cameraOf(facts)),
    step('microphone', microphoneOf(facts)),
    step('speaker', speakerOf(facts)),
    step('connection', connectionOf(facts)),
    step('reconnect', reconnectOf(facts)),
  ];
}

/** The whole: the worst step. Open while one is. */
export function gradeOf(steps: readonly CheckedStep[]): CheckGrade {
  return (['bad', 'open', 'weak'] as const).find((grade) => steps.some((checked) => checked.grade === grade)) ?? 'good';
}

type Finding = readonly [CheckReason, 'weak' | 'bad'];
/** Null: not checked yet. */
type Findings = readonly Finding[] | null;

function step(name: CheckStep, findings: Findings): CheckedStep {
  if (findings === null) return { step: name, grade: 'open', reasons: [] };
  const grade = findings.some(([, weight]) => weight === 'bad') ? 'bad' : findings.length > 0 ? 'weak' : 'good';
  return { step: name, grade, reasons: findings.map(([reason]) => reason) };
}

function browserOf({ browser }: SelfCheckFacts): Findings {
  if (!browser.secure) return [['insecure', 'bad']];
  if (!browser.webRtc) return [['no-webrtc', 'bad']];
  return browser.measures ? [] : [['measures-less', 'weak']];
}

function cameraOf({ camera }: SelfCheckFacts): Findings {
  if (camera.problem !== null) return [['camera-missing', 'bad']];
  if (camera.brightness === null) return null;
  if (camera.brightness < darkBelow) return [['camera-dark', 'bad']];
  const findings: Finding[] = [];
  if (camera.moves === false) findings.push(['camera-still', 'weak']);
  if (camera.heightPx !== null && camera.heightPx < smallBelowPx) findings.push(['camera-small', 'weak']);
  return findings;
}

function microphoneOf({ microphone }: SelfCheckFacts): Findings {
  if (microphone.problem !== null) return [['microphone-missing', 'bad']];
  const { loudestDbfs } = microphone;
  if (loudestDbfs === null) return null;
  if (loudestDbfs < silentBelowDbfs) return [['microphone-silent', 'bad']];
  return loudestDbfs < quietBelowDbfs ? [['microphone-quiet', 'weak']] : [];
}

function speakerOf({ speaker }: SelfCheckFacts): Findings {
  const { toneHeard, recordingHeard } = speaker;
  if (toneHeard === false) return [['tone-unheard', 'bad']];
  if (recordingHeard === false) return [['recording-unheard', 'weak']];
  return toneHeard === null ? null : [];
}

function connectionOf({ connection }: SelfCheckFacts): Findings {
  if (connection.signalling === null) return null;
  if (!connection.signalling) return [['no-signalling', 'bad']];
  if (connection.ways.length === 0) return null;
  const wayOf = (name: WayFacts['way']) => connection.ways.find(({ way }) => way === name);
  const best = connection.ways.find(works);
  if (!best)
    return [[connection.ways.some(({ connectedMs }) => connectedMs !== null) ? 'media-blocked' : 'no-way', 'bad']];
  const findings: Finding[] = [];
  const fails = (name: WayFacts['way']) => {
    const way = wayOf(name);
    return way !== undefined && !works(way);
  };
  if (fails('udp')) findings.push(['udp-blocked', 'weak']);
  // Without UDP everything rests on the ways that are left.
  if (fails('tcp') && !connection.relayOffered) findings.push(['tcp-blocked', 'weak']);
  if (fails('relay')) findings.push(['relay-blocked', 'weak']);
  return [...findings, ...qualityOf(best)];
}

/** Whether sound and picture came back. */
export const works = (way: WayFacts): boolean => way.soundMs !== null && way.pictureMs !== null;

function qualityOf({ roundTripMs, lossPercent, bitsPerSecond }: WayFacts): Finding[] {
  const findings: Finding[] = [];
  const above = (value: number | null, { weak, bad }: { weak: number; bad: number }) =>
    value === null || value <= weak ? null : value > bad ? 'bad' : 'weak';
  const slow = above(roundTripMs, roundTripAboveMs);
  if (slow) findings.push(['round-trip-long', slow]);
  const lossy = above(lossPercent, lossAbovePercent);
  if (lossy) findings.push(['loss', lossy]);
  if (bitsPerSecond !== null && bitsPerSecond < bitsBelow.weak)
    findings.push(['narrow', bitsPerSecond < bitsBelow.bad ? 'bad' : 'weak']);
  return findings;
}

function reconnectOf({ connection: { reconnectMs, reconnectTried } }: SelfCheckFacts): Findings {
  if (!reconnectTried) return null;
  if (reconnectMs === null || reconnectMs > reconnectAboveMs.bad) return [['reconnect-failed', 'bad']];
  return reconnectMs > reconnectAboveMs.weak ? [['reconnect-slow', 'weak']] : [];
}
