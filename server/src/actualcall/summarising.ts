/** Sums a conference up by the rubric of its test, keeps it for the column ACTUAL CALL, and suspends the certificates of a line that was too bad (UNSRI-75, C4). */
import type { ActualCallComparison, ActualCallSummary } from '@sambung/contract/actual-call';
import type { CertificateContent } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import { lineClassSchema, type RubricDocument } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import { badRating, isCallTooBad, judgeRealCall, newestContent } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import { fitClock, middleOf, type Run, type SecondSample, speechRatingsOf, summarise } from '../measurement/index.ts';
import { currentRubric, judge } from '../rubric/index.ts';
import { assumedDelays, noDrill, soundBitrateBps } from '../testcall/index.ts';
import { driftOf, passiveRubric } from './comparing.ts';
import * as store from './store.ts';

/** A conference that nobody has measured for this long is over, or pauses. Higher fills the column later, lower sums up in every pause. */
const quietMs = 180_000;
const summariesAtOnce = 5;

const sides = ['host', 'audience'] as const;
const bySide = <T>(of: (side: Side) => T): Record<Side, T> => ({ host: of('host'), audience: of('audience') });
const otherOf = { host: 'audience', audience: 'host' } as const satisfies Record<Side, Side>;

/** Sums up every conference that has become quiet. Safe on several servers and as often as one likes. */
export async function summariseQuietCalls(context: Pick<Context, 'db' | 'clock' | 'log'>): Promise<void> {
  const now = context.clock();
  const quiet = await store.listToSummarise(context.db, new Date(now.getTime() - quietMs), summariesAtOnce);
  for (const { requestId } of quiet) {
    try {
      const row = await store.findActualCall(context.db, requestId);
      if (row) await summariseCall(context.db, row, now);
    } catch (error) {
      context.log.error({ err: error, requestId }, 'a conference was not summed up');
    }
  }
}

/** What it came to so far; stored once it is quiet. */
export async function compareCall(
  context: Pick<Context, 'db'>,
  row: store.ActualCallRow,
): Promise<ActualCallComparison> {
  const content = await newestContent(context.db, row.institutionId, row.requestId);
  const isCurrent = row.summarisedAt !== null && (row.lastSampleAt === null || row.summarisedAt >= row.lastSampleAt);
  const summary = isCurrent ? store.summaryOf(row.summary) : ((await sumUp(context.db, row, content))?.summary ?? null);
  return {
    summary,
    testCallId: content?.certificate.testCallId ?? null,
    drift: content && summary ? driftOf(content.evidence.measurements, summary.rows) : [],
  };
}

/** Hours of seconds take longer than a transaction may: only what comes of them is written in one. */
async function summariseCall(db: Context['db'], row: store.ActualCallRow, now: Date): Promise<void> {
  const content = await newestContent(db, row.institutionId, row.requestId);
  const summed = await sumUp(db, row, content);
  // One that cannot be summed up must not keep others waiting.
  if (!summed) return await store.markSummarised(db, row.meetingId, now);
  const { institutionId, requestId } = row;
  const { siteId } = row.request;
  const drops = summed.summary.drops.host + summed.summary.drops.audience;
  const call = { institutionId, ratings: summed.ratings, drops, now };
  await db.$transaction(async (tx) => {
    await store.saveSummary(tx, row.meetingId, summed.summary, now);
    for (const of of [{ requestId }, ...(siteId === null ? [] : [{ siteId }])])
      await judgeRealCall(tx, { ...call, of });
  });
}

interface Summed {
  readonly summary: ActualCallSummary;
  readonly ratings: readonly number[];
}

/** Null while a direction has no sample. */
async function sumUp(
  db: Context['db'],
  row: store.ActualCallRow,
  content: CertificateContent | null,
): Promise<Summed | null> {
  const samples = await store.readSamples(db, row.meetingId);
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || !sides.every((side) => samples.some(({ direction }) => direction === side))) return null;
  const rubric = passiveRubric(await rubricOf(db, row, content));
  const known = await store.newestLineClass(db, row.requestId);
  const lineClass = lineClassSchema.catch('sd').parse(known);
  const run: Run = {
    samples,
    plans: [{ planNumber: 0, phase: 'real' }],
    lineClass,
    clocks: { host: fitClock([]), audience: fitClock([]) },
    soundBitrateBps,
    assumedSoundDelay: assumedDelays(samples),
    drills: { host: noDrill, audience: noDrill },
    answers: bySide(() => ({ lowestScore: null, connection: null })),
  };
  const measurements = summarise(run);
  const at = (second: number) => new Date(row.startedAt.getTime() + second * 1_000).toISOString();
  const ends = { startedAt: at(first.second), endedAt: at(last.second + 1) };
  const judged = judge(rubric, lineClass, {
    ...{ testCallId: row.meetingId, measurements, gates: [], simulatedReasons: [] },
    ...ends,
  });
  const ratings = speechRatingsOf(run);
  const drops = { host: row.hostDrops, audience: row.audienceDrops };
  const path = (side: Side) =>
    measurements.find(({ metric, scope }) => metric === 'path' && 'site' in scope && scope.site === side)?.value;
  const summary: ActualCallSummary = {
    ...ends,
    ...{ lineClass, drops, metrics: rubric.metrics, rows: judged.rows },
    validSeconds: bySide(
      (side) => samples.filter(({ direction, voided }) => direction === side && voided === null).length,
    ),
    badSpeechPercent:
      ratings.length === 0 ? null : (100 * ratings.filter((rating) => rating < badRating).length) / ratings.length,
    sentBps: bySide((side) => medianBps(samples, side, 'uplink')),
    receivedBps: bySide((side) => medianBps(samples, otherOf[side], 'downlink')),
    path: bySide((side) => path(side)?.toString() ?? null),
    tooBad: isCallTooBad({ ratings, drops: drops.host + drops.audience }),
  };
  return { summary, ratings };
}

/** The rubric of the test, so that both are held against the same; without one the procedure's of today. */
async function rubricOf(
  db: Context['db'],
  row: store.ActualCallRow,
  content: CertificateContent | null,
): Promise<RubricDocument> {
  if (content) return content.rubric.document;
  const { policies } = row.request.sopVersion.document as unknown as SopDocument;
  const current = await currentRubric(db, row.institutionId, policies.rubric);
  if (!current) throw new Error(`the institution has no rubric ${policies.rubric}`);
  return current.document;
}

function medianBps(samples: readonly SecondSample[], direction: Side, leg: 'uplink' | 'downlink'): number | null {
  const bits = samples.flatMap((sample) => {
    if (sample.direction !== direction) return [];
    const streams = [sample[leg].sound, sample[leg].picture].filter((stream) => stream !== null);
    const bytes = streams.reduce((total, stream) => total + stream.bytes, 0);
    return bytes === 0 ? [] : [bytes * 8];
  });
  return middleOf(bits);
}
