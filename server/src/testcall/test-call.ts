/** A test call as staff see it: opened for a request, led through its phases, described with what was measured. */
import { randomBytes } from 'node:crypto';
import type { Side, Staff } from '@sambung/contract/http';
import type { SimulatedReason } from '@sambung/contract/measurement';
import { lineClassSchema, verdictSchema } from '@sambung/contract/rubric';
import { type TestPlan, testPhaseSchema } from '@sambung/contract/test-report';
import {
  type PhaseChange,
  proposalSchema,
  type TestCallDetail,
  type TestCallOpening,
  type TestMessage,
  testCallKindSchema,
} from '@sambung/contract/test-run';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { newLinkToken, newRoomCode } from '../meeting/index.ts';
import { DomainError } from '../problem.ts';
import { type Case, canOpenTestCall } from '../request/index.ts';
import { toShownSample } from './live-view.ts';
import { proposalOf } from './proposal.ts';
import type { RunPlan } from './run.ts';
import * as sampleStore from './sample-store.ts';
import { endsAtLatest, mayOpen, type OpeningAnswer } from './slot.ts';
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

const refusals = {
  'reason-needed': {
    id: 'Uji koneksi pada hari acara memerlukan alasan mengapa tidak dilakukan sehari sebelumnya.',
    en: 'A test call on the day of the event needs the reason why it was not held the day before.',
  },
  'override-needed': {
    id: 'Menurut prosedur, uji koneksi dilakukan paling lambat sehari sebelum acara; hanya pejabat yang ditunjuk yang dapat memutuskan lain, dengan alasan.',
    en: 'By the procedure the test call is held the day before the event at the latest; only the official it names may decide otherwise, with a reason.',
  },
  'too-late': {
    id: 'Waktu uji koneksi sudah lewat: tiga puluh menit sebelum acara adalah batasnya.',
    en: 'The time for a test call is over: thirty minutes before the event is the limit.',
  },
  'too-early': {
    id: 'Pra-uji dilakukan dalam satu jam terakhir sebelum acara.',
    en: 'The pre-test is held within the last hour before the event.',
  },
} as const satisfies Record<Exclude<OpeningAnswer, 'open'>, { id: string; en: string }>;

/** Opens one for the request; the new test call's id. Throws `state-conflict` when it is not the time, with what is missing. */
export async function openTestCall(
  context: Context,
  staff: Staff,
  request: Case,
  { kind, lineClass, reason }: TestCallOpening,
): Promise<string> {
  if (!canOpenTestCall(staff, request)) throw new DomainError('state-conflict');
  const policy = request.document.policies.testCall;
  const answer = mayOpen({
    kind,
    policy,
    timeZone: request.timeZone,
    eventStartsAt: request.startsAt ?? new Date(8.64e15),
    now: context.clock(),
    reason: reason === '' ? null : reason,
    mayOverride: staff.positions.some(({ key }) => key === policy.fallbackBy),
  });
  if (answer !== 'open') throw new DomainError('state-conflict', { detail: refusals[answer] });
  return await store.openTestCall(context.db, {
    institutionId: staff.institution.id,
    requestId: request.id,
    openedById: staff.id,
    now: context.clock(),
    ...{ kind, lineClass, reason },
    hostTokenSealed: context.seal(newLinkToken()),
    audienceTokenSealed: context.seal(newLinkToken()),
    hostSeedSealed: context.seal(randomBytes(32).toString('hex')),
    audienceSeedSealed: context.seal(randomBytes(32).toString('hex')),
    claimCode: newRoomCode,
  });
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
  const judgement = row.judgement === null ? await proposalOf(context, row) : proposalSchema.parse(row.judgement);
  return {
    id: row.id,
    kind,
    attempt: row.attempt,
    lineClass: lineClassSchema.parse(row.lineClass),
    reason: row.reason,
    openedAt: row.openedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    decideBy: startsAt && endsAtLatest(kind, startsAt).toISOString(),
    decision: row.decision === null ? null : verdictSchema.parse(row.decision),
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
    judgement,
    note: row.note,
    conditions: row.conditions,
    decidedByName: row.decidedBy?.name ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

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
  const { phase, number } = newestPlan(row);
  return {
    openedAt: row.openedAt,
    phase: testPhaseSchema.parse(phase),
    planNumber: number,
    seeds: { host: context.open(row.hostSeedSealed), audience: context.open(row.audienceSeedSealed) },
  };
}

export function messageOf(row: store.TestCallRow['messages'][number]): TestMessage {
  return { id: row.id, at: row.at.toISOString(), side: row.side, name: row.name, text: row.text };
}
