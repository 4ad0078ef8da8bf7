/** Gathers what the readiness gate looks at. */
import type { Readiness } from '@sambung/contract/readiness';
import { type Verdict, verdictSchema } from '@sambung/contract/rubric';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db.ts';
import { type Standing, standingOf } from './certificate-standing.ts';
import { listCertificates } from './certificate-store.ts';
import { firstSteps, newestSteps } from './flow.ts';
import { checkReadiness } from './readiness.ts';
import * as store from './store.ts';

/** The gate's answer for a case as it is now. */
export async function readinessOf(
  context: Pick<Context, 'env' | 'clock'>,
  db: Database | Transaction,
  kase: store.Case,
): Promise<Readiness> {
  const steps = newestSteps(kase.document, kase.steps);
  return checkReadiness(kase.document, {
    steps: steps.map((step) => ({
      key: step.key,
      state: step.state,
      values: step.values as Record<string, unknown>,
      checklist: step.checklist as Record<string, { state: string }>,
    })),
    certificate: await certificateStanding(context, db, kase),
    testLeftOut: kase.testLeftOut !== null,
    preTest: newestPreTest(kase),
    profileFiled: kase.profile?.submittedAt != null,
    hasMeeting: kase.meeting !== null,
    technicians: new Set(kase.steps.flatMap(({ assignees }) => assignees.map(({ staffId }) => staffId))).size,
    brokenEquipment: await store.listBrokenEquipment(db, kase.id),
  });
}

/** What the certificate behind the case is worth now, by the test calls for the time and place it has. */
export async function certificateStanding(
  context: Pick<Context, 'env' | 'clock'>,
  db: Database | Transaction,
  kase: store.Case,
): Promise<Standing> {
  const fixedAt = timeFixedAt(kase);
  return standingOf({
    requestId: kase.id,
    hostRoom: kase.place?.name ?? '',
    tests: kase.testCalls
      .filter(({ kind, openedAt }) => kind === 'test' && openedAt >= fixedAt)
      .map(({ id, decision }) => ({ id, certified: decision === null ? null : decision !== 'not-certified' })),
    certificates: await listCertificates(db, kase, context.clock()),
    simulationCounts: context.env.simulationCounts,
  });
}

function newestPreTest(kase: store.Case): Verdict | null {
  const fixedAt = timeFixedAt(kase);
  const done = kase.testCalls.filter(
    ({ kind, openedAt, decision }) => kind === 'pre-test' && openedAt >= fixedAt && decision !== null,
  );
  return verdictSchema.nullable().parse(done.at(-1)?.decision ?? null);
}

/** Since when the conference has the time and place it has: a test call before that says nothing about it. */
export function timeFixedAt(kase: store.Case): Date {
  const roots = new Set(firstSteps(kase.document).map(({ key }) => key));
  const restarts = kase.steps.filter(({ key }) => roots.has(key));
  return restarts.reduce(
    (latest, { startedAt }) => (startedAt && startedAt > latest ? startedAt : latest),
    new Date(0),
  );
}
