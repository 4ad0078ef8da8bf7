/** A test call as staff see it: opened for a request, led through its phases, described with what was measured. */
import type { Side, Staff } from '@sambung/contract/http';
import type { SimulatedReason } from '@sambung/contract/measurement';
import { lineClassSchema, verdictSchema } from '@sambung/contract/rubric';
import { type TestPlan, testPhaseSchema } from '@sambung/contract/test-report';
import {
  type Diagnosis,
  diagnoses,
  type PhaseChange,
  type TestCallDetail,
  type TestMessage,
  testCallKindSchema,
} from '@sambung/contract/test-run';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { toShownSample } from './live-view.ts';
import { declaredBridge } from './profile-store.ts';
import type { RunPlan } from './run.ts';
import * as sampleStore from './sample-store.ts';
import { endsAtLatest } from './slot.ts';
import * as store from './store.ts';
import { streamIds } from './taking.ts';

/** Two directions over two minutes: what the console's curves show. */
const shownSamples = 240;

/** The test call of the staff member's own institution. Throws `not-found`: another institution's does not exist. */
export async function getTestCall(context: Context, staff: Staff, id: unknown): Promise<store.TestCallRow> {
  const known = z.uuid().safeParse(id);
  const row = known.success ? await store.findTestCall(context.db, staff.institution.id, known.data) : null;
  if (!row) throw new DomainError('not-found');
  return row;
}

/** Begins the next phase. Throws `state-conflict` when somebody else began one meanwhile or the call is over. */
export async function changePhase(
  context: Context,
  staff: Staff,
  testCallId: string,
  change: PhaseChange,
): Promise<void> {
  const now = context.clock();
  const begun = await store.insertPlan(context.db, { testCallId, ...change, startedById: staff.id, now });
  if (!begun) throw new DomainError('state-conflict');
}

/** Throws `state-conflict` where no bridge was declared, everything is measured anyway, or the run was decided. */
export async function observeBridge(
  context: Context,
  staff: Staff,
  row: store.TestCallRow,
  exchanged: boolean,
): Promise<void> {
  const isAsked = !row.cascaded && (await declaredBridge(context.db, row.requestId)) !== null;
  const seen = { testCallId: row.id, institutionId: row.institutionId, staffId: staff.id, now: context.clock() };
  if (!isAsked || !(await store.saveBridgeObserved(context.db, { ...seen, exchanged })))
    throw new DomainError('state-conflict');
}

export async function say(context: Context, staff: Staff, testCallId: string, text: string): Promise<TestMessage> {
  const at = context.clock();
  return messageOf(await store.insertMessage(context.db, { testCallId, side: null, name: staff.name, text, at }));
}

export async function describeTestCall(context: Context, row: store.TestCallRow): Promise<TestCallDetail> {
  const link = (sealed: string) => `${context.publicUrl()}/t/${row.code}#${context.open(sealed)}`;
  const samples = await sampleStore.readSamples(context.db, row.id, shownSamples);
  const plan = newestPlan(row);
  const kind = testCallKindSchema.parse(row.kind);
  const { startsAt } = row.request;
  return {
    id: row.id,
    kind,
    attempt: row.attempt,
    lineClass: lineClassSchema.parse(row.lineClass),
    cascaded: row.cascaded,
    bridge: await declaredBridge(context.db, row.requestId),
    bridgeObserved: row.bridgeObserved,
    reason: row.reason,
    openedAt: row.openedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    decideBy: startsAt && endsAtLatest(kind, startsAt).toISOString(),
    decision: row.decision === null ? null : verdictSchema.parse(row.decision),
    diagnosis: diagnosesOf(row.diagnosis),
    requestId: row.requestId,
    requestNumber: row.request.number ?? '',
    title: row.request.title,
    code: row.code,
    timeZone: row.request.place?.timeZone ?? row.request.institution.timeZone,
    hostUrl: link(row.hostTokenSealed),
    audienceUrl: link(row.audienceTokenSealed),
    phase: testPhaseSchema.parse(plan.phase),
    planNumber: plan.number,
    phaseStartedAt: plan.startedAt.toISOString(),
    loopSource: plan.loopSource,
    sides: (context.testCallRooms?.participants(row.id) ?? []).flatMap(({ side, displayName, connected }) =>
      side ? [{ side, displayName, connected }] : [],
    ),
    answers: store.answersOf(row.answers),
    messages: row.messages.map(messageOf),
    sampleCount: await sampleStore.countSamples(context.db, row.id),
    samples: samples.map((sample) => toShownSample(sample, row.openedAt)),
    simulated: row.simulatedReasons.length > 0,
    simulatedReasons: row.simulatedReasons as SimulatedReason[],
    note: row.note,
    conditions: row.conditions,
    decidedByName: row.decidedBy?.name ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

/** As they are stored. */
export const diagnosesOf = (stored: readonly string[]): Diagnosis[] => diagnoses.filter((one) => stored.includes(one));

/** What both pages are to do now. */
export function newestPlan(row: Pick<store.TestCallRow, 'plans'>) {
  const newest = row.plans.at(-1);
  if (!newest) throw new Error('a test call begins with a plan');
  return newest;
}

/** What this side's page is to do now. */
export function planOf(context: Pick<Context, 'open'>, row: store.RunRow, side: Side): TestPlan {
  const { phase, number, loopSource } = newestPlan(row);
  return {
    phase: testPhaseSchema.parse(phase),
    lineClass: lineClassSchema.parse(row.lineClass),
    planNumber: number,
    seed: context.open(side === 'host' ? row.hostSeedSealed : row.audienceSeedSealed),
    streamId: streamIds[side],
    loop: loopSource === null ? 'off' : loopSource === side ? 'source' : 'ear',
  };
}

/** What is fixed for as long as the newest plan is on. */
export function runPlanOf(context: Pick<Context, 'open'>, row: store.RunRow): RunPlan {
  const { phase, number, loopSource } = newestPlan(row);
  return {
    openedAt: row.openedAt,
    cascaded: row.cascaded,
    loopSource,
    phase: testPhaseSchema.parse(phase),
    planNumber: number,
    seeds: { host: context.open(row.hostSeedSealed), audience: context.open(row.audienceSeedSealed) },
  };
}

export function messageOf(row: store.TestCallRow['messages'][number]): TestMessage {
  return { id: row.id, at: row.at.toISOString(), side: row.side, name: row.name, text: row.text };
}
