/** Gathers what the readiness gate looks at. */
import type { Readiness } from '@sambung/contract/request';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db.ts';
import { firstSteps, newestSteps } from './flow.ts';
import { checkReadiness } from './readiness.ts';
import * as store from './store.ts';

/** The gate's answer for a case as it is now. */
export async function readinessOf(
  context: Pick<Context, 'env'>,
  db: Database | Transaction,
  kase: store.Case,
): Promise<Readiness> {
  const steps = newestSteps(kase.document, kase.steps);
  const fixedAt = timeFixedAt(kase);
  return checkReadiness(kase.document, {
    steps: steps.map((step) => ({
      key: step.key,
      state: step.state,
      values: step.values as Record<string, unknown>,
      checklist: step.checklist as Record<string, { state: string }>,
    })),
    testCalls: kase.testCalls
      .filter(({ kind, openedAt }) => kind === 'test' && openedAt >= fixedAt)
      .map(({ decision, simulatedReasons }) => ({
        certified: decision === null ? null : decision !== 'not-certified',
        simulated: simulatedReasons.length > 0,
      })),
    profileFiled: kase.profile?.submittedAt != null,
    hasMeeting: kase.meeting !== null,
    technicians: new Set(kase.steps.flatMap(({ assignees }) => assignees.map(({ staffId }) => staffId))).size,
    brokenEquipment: await store.listBrokenEquipment(db, kase.id),
    simulationCounts: context.env.simulationCounts,
  });
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
