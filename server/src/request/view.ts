/** A case's row in the contract's words, with what its reader may do. */
import type { FieldValues } from '@sambung/contract/form';
import { type CaseDetail, type CaseStep, type CaseSummary, testLeftOutSchema } from '@sambung/contract/request';
import { verdictSchema } from '@sambung/contract/rubric';
import { diagnoses, testCallKindSchema } from '@sambung/contract/test-run';
import type { Context } from '../context.ts';
import { describeWayIn } from '../meeting/index.ts';
import { requestForm } from './drafting.ts';
import { calendarOf, clockOf } from './due-dates.ts';
import { dispositionLevel, newestSteps, stepOf } from './flow.ts';
import { readBound } from './form-values.ts';
import { findHindrances } from './obstacles.ts';
import { readinessOf } from './readiness-facts.ts';
import {
  type Actor,
  canAttach,
  canCancel,
  canChange,
  canEdit,
  canLeaveTestOut,
  canMarkNoShow,
  canOpenTestCall,
  canOverride,
  decisionsFor,
  finalStates,
} from './request.ts';
import { isPresent } from './step-requirements.ts';
import type { Case, StoredStep } from './store.ts';
import * as store from './store.ts';

const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;

export function summaryOf(kase: Case, now: Date): CaseSummary {
  const open = newestSteps(kase.document, kase.steps).filter(({ state }) => state === 'active');
  return {
    id: kase.id,
    number: kase.number,
    title: kase.title,
    sop: {
      id: kase.sopVersion.sop.id,
      code: kase.sopVersion.sop.code,
      version: kase.sopVersion.version,
      name: kase.document.service.name,
    },
    state: kase.state,
    dispositionLevel: kase.state === 'disposition' ? dispositionLevel(kase.document, kase.steps) : null,
    channel: kase.channel,
    applicant: kase.applicant,
    requesterId: kase.requesterId,
    place: kase.place,
    venue: kase.venue,
    startsAt: iso(kase.startsAt),
    endsAt: iso(kase.endsAt),
    timeZone: kase.timeZone,
    participantCount: kase.participantCount,
    receivedAt: iso(kase.receivedAt),
    updatedAt: kase.updatedAt.toISOString(),
    simulated: kase.simulated,
    open: open.map((row) => ({
      key: row.key,
      name: stepOf(kase.document, row.key).name,
      position: positionTitle(kase, stepOf(kase.document, row.key).position),
      dueAt: iso(row.dueAt),
      late: row.dueAt !== null && row.dueAt < now && kase.state !== 'returned',
    })),
  };
}

function positionTitle({ document }: Case, key: string): string {
  if (key === 'requester') return 'Pemohon';
  return document.positions.find((position) => position.key === key)?.title ?? key;
}

/** The host's link is for the applicant and for those who run conferences. */
function wayInFor(context: Context, kase: Case, meeting: NonNullable<Case['meeting']>, reader: Actor) {
  const wayIn = describeWayIn(context, meeting);
  const mayHost =
    kase.requesterId === reader.id || reader.roles.some((role) => role === 'technician' || role === 'admin');
  return { ...wayIn, hostUrl: mayHost ? wayIn.hostUrl : null };
}

export async function detailOf(context: Context, kase: Case, reader: Actor): Promise<CaseDetail> {
  const now = context.clock();
  const { db } = context;
  const calendar = await calendarOf(db, kase);
  const names = await store.resourceNames(db, kase.holds);
  const isDraft = kase.state === 'draft';
  const isFinal = finalStates.includes(kase.state);
  const newest = newestSteps(kase.document, kase.steps);
  const earlier = kase.steps.filter((row) => row.decision !== null && !newest.includes(row));
  const shown = (row: StoredStep) => stepView(kase, row, reader, clockOf(calendar, kase, row, now));
  return {
    ...summaryOf(kase, now),
    version: kase.version,
    values: kase.values as FieldValues,
    steps: newest.map(shown),
    earlierRounds: earlier.map(shown),
    documents: kase.documents.map((document) => ({
      id: document.id,
      kind: document.kind,
      name: document.file.name,
      mediaType: document.file.mediaType,
      sizeBytes: document.file.sizeBytes,
      uploadedAt: document.uploadedAt.toISOString(),
      uploadedByName: document.uploadedByName,
    })),
    deviations: kase.deviations.map((deviation) => ({
      id: deviation.id,
      kind: deviation.kind as CaseDetail['deviations'][number]['kind'],
      stepKey: deviation.stepKey,
      responsible: deviation.responsible,
      noticedAt: deviation.noticedAt.toISOString(),
      detail: deviation.detail as { id: string; en: string },
      explanation: deviation.explanation,
      explainedByName: deviation.explainedByName,
      explainedAt: iso(deviation.explainedAt),
      mayExplain: deviation.explainedAt === null && reader.roles.some((role) => role !== 'requester'),
    })),
    holds: kase.holds.map((hold) => ({
      id: hold.id,
      kind: hold.kind === 'pre_test' ? 'pre-test' : hold.kind,
      resource: { id: hold.resourceId, kind: hold.resourceKind, name: names.get(hold.resourceId) ?? '' },
      startsAt: hold.startsAt.toISOString(),
      endsAt: hold.endsAt.toISOString(),
    })),
    readiness: isDraft || isFinal ? null : await readinessOf(context, db, kase),
    reason: reasonOf(kase),
    meeting: kase.meeting && !isFinal ? wayInFor(context, kase, kase.meeting, reader) : null,
    testCalls: kase.testCalls.map(({ id, kind, attempt, openedAt, endedAt, decision, diagnosis }) => ({
      ...{ id, attempt, openedAt: openedAt.toISOString(), endedAt: iso(endedAt) },
      kind: testCallKindSchema.parse(kind),
      decision: decision === null ? null : verdictSchema.parse(decision),
      diagnosis: diagnoses.filter((one) => diagnosis.includes(one)),
    })),
    override: lastOverride(kase),
    offers: kase.offers.map(({ id, startsAt, endsAt, placeId, expiresAt }) => ({
      ...{ id, placeId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
      expiresAt: expiresAt.toISOString(),
    })),
    warnings: await warningsOf(context, kase, now),
    testLeftOut: testLeftOutSchema.nullable().parse(kase.testLeftOut),
    may: {
      edit: canEdit(reader, kase),
      submit: canEdit(reader, kase) || (isDraft && canOverride(reader, kase.document)),
      cancel: canCancel(reader, kase),
      change: canChange(reader, kase),
      markNoShow: canMarkNoShow(reader, kase, now),
      attach: canAttach(reader, kase),
      openTestCall: canOpenTestCall(reader, kase),
      leaveTestOut: canLeaveTestOut(reader, kase),
      overrideLeadTime: canOverride(reader, kase.document),
    },
  };
}

function stepView(kase: Case, row: StoredStep, reader: Actor, clock: ReturnType<typeof clockOf>): CaseStep {
  const step = stepOf(kase.document, row.key);
  const checklist = row.checklist as Record<string, { state: 'open' | 'ready' | 'broken' | 'absent'; note: string }>;
  return {
    id: row.id,
    key: row.key,
    number: step.number ?? null,
    name: step.name,
    kind: step.kind,
    position: { key: step.position, title: positionTitle(kase, step.position) },
    state: row.state,
    round: row.round,
    startedAt: iso(row.startedAt),
    dueAt: iso(row.dueAt),
    finishedAt: iso(row.finishedAt),
    clock: clock && {
      usedMinutes: clock.usedMinutes,
      allowedMinutes: clock.allowedMinutes,
      paused: kase.state === 'returned' && row.state === 'active',
      late: clock.late,
    },
    decision: row.decision as CaseStep['decision'],
    decidedBy: row.decidedBy,
    actingAs: row.actingAs,
    instruction: row.instruction,
    nature: row.nature as CaseStep['nature'],
    deadlineAt: iso(row.deadlineAt),
    note: row.note,
    agendaNumber: row.agendaNumber,
    assignees: row.assignees.map(({ staff }) => staff),
    values: row.values as FieldValues,
    checklist: step.checklist.map(({ key, name }) => ({ key, name, state: 'open', note: '', ...checklist[key] })),
    requires: step.requires.map((required) => ({ ...required, present: isPresent(kase, required) })),
    output: step.output,
    decisions: step.decisions,
    may: row.state === 'active' ? [...decisionsFor(reader, kase, step)] : [],
  };
}

function reasonOf(kase: Case): CaseDetail['reason'] {
  const reason = kase.reason as { text: string; byName: string; at: string } | null;
  return reason && { ...reason, graceEndsAt: iso(kase.graceEndsAt) };
}

function lastOverride(kase: Case): CaseDetail['override'] {
  const asked = (kase.overrides as { reason: string; byName: string; at: string; granted: boolean }[]).at(-1);
  return asked ? { reason: asked.reason, byName: asked.byName, at: asked.at, granted: asked.granted } : null;
}

/** What the applicant is warned of: also what will keep a draft from being filed. */
async function warningsOf(context: Context, kase: Case, now: Date): Promise<CaseDetail['warnings']> {
  const { startsAt, endsAt } = kase;
  if (!startsAt || !endsAt || finalStates.includes(kase.state)) return [];
  const { participantCount } = readBound(requestForm(kase.document), kase.values as FieldValues);
  const capacity = kase.place?.capacity ?? null;
  const receivedAt = kase.receivedAt ?? now;
  const found = await findHindrances(context.db, kase, { startsAt, endsAt, capacity, participantCount, receivedAt });
  const isOpen = ['draft', 'returned'].includes(kase.state);
  return [...(isOpen ? found.obstacles.map(({ detail }) => detail) : []), ...found.warnings];
}
