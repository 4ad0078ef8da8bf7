/** Gathers what a run came to: its samples summarised, its gates, what people said. */
import type { Side } from '@sambung/contract/http';
import type { RunEvidence, SimulatedReason } from '@sambung/contract/measurement';
import { lineClassSchema, type RubricDocument } from '@sambung/contract/rubric';
import { testPhaseSchema } from '@sambung/contract/test-report';
import type { SiteAnswers } from '@sambung/contract/test-run';
import type { Context } from '../context.ts';
import {
  fitClock,
  integrityOf,
  middleOf,
  type Run as RunOfTest,
  type SecondSample,
  summarise,
} from '../measurement/index.ts';
import { gatesOf } from './gates.ts';
import { declaredBridge } from './profile-store.ts';
import * as sampleStore from './sample-store.ts';
import { findNewestSelfCheck } from './self-check-store.ts';
import * as store from './store.ts';

const sides = ['host', 'audience'] as const;
/** What browsers make of speech with Opus unless told otherwise; the meeting does not tell them. */
export const soundBitrateBps = 32_000;
export const noDrill = { reconnectSeconds: null, fallback: null };

/** What the drill and the self-check of a side brought: the latter has tried the relay, the way out of networks that let nothing else through. */
async function drillOf(db: Context['db'], row: store.TestCallRow, side: Side): Promise<RunOfTest['drills'][Side]> {
  const check = await findNewestSelfCheck(db, row.id, side);
  const relay = check?.facts.connection.ways.find(({ way }) => way === 'relay');
  return {
    reconnectSeconds: store.drillsOf(row.drills)[side]?.reconnectSeconds ?? null,
    fallback: relay ? (relay.soundMs === null ? 'fails' : 'works') : null,
  };
}

/** The lowest of a contact's scores once all are given: the worst of what people hear and see decides. */
function spoken({ audio, video, echo, clap, connection }: SiteAnswers) {
  const scores = [audio, video, echo, clap].filter((score) => score !== null);
  return { lowestScore: scores.length < 4 ? null : Math.min(...scores), connection };
}

/** What encoder, packets of 20 ms and the receiver's buffer add to the line, as browsers are on a calm one. Higher fails good lines, lower hides a buffer. */
const playoutMs = 60;

/**
 * A pre-test and a conference play no sweeps: both lines' round trips, halved, and the playout stand for the delay of sound. The range is all that an asymmetric line leaves
 * open. The other site's round trip is in the other direction's samples.
 */
export function assumedDelays(samples: readonly SecondSample[]): NonNullable<RunOfTest['assumedSoundDelay']> {
  const roundTrips = sides.map((side) =>
    middleOf(samples.flatMap((one) => (one.direction === side ? (one.site.roundTripMs ?? []) : []))),
  );
  const [host, audience] = roundTrips;
  if (host == null || audience == null) return {};
  const lines = host + audience;
  const estimate = { valueMs: lines / 2 + playoutMs, lowMs: playoutMs, highMs: lines + playoutMs };
  return { host: estimate, audience: estimate };
}

/** Null while a direction has no sample. */
export async function evidenceOf(
  context: Pick<Context, 'db'>,
  row: store.TestCallRow,
  rubric: RubricDocument,
): Promise<RunEvidence | null> {
  const [samples, exchanges, declaredAddresses, bridge, host, audience] = await Promise.all([
    sampleStore.readSamples(context.db, row.id),
    sampleStore.readClocks(context.db, row.id),
    store.declaredAddresses(context.db, row.requestId),
    declaredBridge(context.db, row.requestId),
    drillOf(context.db, row, 'host'),
    drillOf(context.db, row, 'audience'),
  ]);
  if (!sides.every((side) => samples.some(({ direction }) => direction === side))) return null;
  const clocks = { host: fitClock(exchanges.host), audience: fitClock(exchanges.audience) };
  const answers = store.answersOf(row.answers);
  const last = samples.at(-1);
  const run: RunOfTest = {
    ...{ samples, clocks, soundBitrateBps },
    plans: row.plans.map(({ number, phase }) => ({ planNumber: number, phase: testPhaseSchema.parse(phase) })),
    lineClass: lineClassSchema.parse(row.lineClass),
    ...(row.kind === 'pre-test' && { assumedSoundDelay: assumedDelays(samples) }),
    drills: { host, audience },
    answers: { host: spoken(answers.host), audience: spoken(answers.audience) },
  };
  const simulatedReasons = row.simulatedReasons as SimulatedReason[];
  return {
    testCallId: row.id,
    startedAt: row.openedAt.toISOString(),
    endedAt: new Date(row.openedAt.getTime() + ((last?.second ?? 0) + 1) * 1_000).toISOString(),
    measurements: summarise(run),
    gates: gatesOf(rubric, {
      samples,
      answers,
      declaredAddresses,
      observedAddresses: store.observedOf(row.observedAddresses),
      simulated: simulatedReasons.length > 0,
      cascade: { between: row.cascaded, bridge, observed: row.bridgeObserved },
      integrity: { host: integrityOf(run, 'host'), audience: integrityOf(run, 'audience') },
    }),
    simulatedReasons,
  };
}
