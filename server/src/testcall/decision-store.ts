/** The decision about a run: once, with everything it rests on, in one transaction with its audit entry, its certificate and what people are told. */
import type { Verdict } from '@sambung/contract/rubric';
import type { Diagnosis } from '@sambung/contract/test-run';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { tell } from '../notify/index.ts';
import type { Judged } from './proposal.ts';

export interface Decision {
  readonly institutionId: string;
  readonly testCallId: string;
  readonly decidedById: string;
  readonly decision: Verdict;
  readonly note: string;
  readonly conditions: string;
  /** Kept of a run that was not certified. */
  readonly diagnosis: readonly Diagnosis[];
  /** Set where the decision goes beyond the rubric. */
  readonly reason: string;
  /** Null where a direction was never measured. */
  readonly judged: Pick<Judged, 'evidence' | 'proposal'> | null;
  readonly now: Date;
}

const actions = {
  certified: 'test-call.certified',
  'certified-with-conditions': 'test-call.certified-with-conditions',
  'not-certified': 'test-call.not-certified',
} as const satisfies Record<Verdict, string>;

/** Stores the decision, which also ends the call; false when there is one already. `certify` runs in the same transaction. */
export async function decide(
  db: Database,
  { testCallId, now, ...input }: Decision,
  certify: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, input.institutionId);
    const { count } = await tx.testCall.updateMany({
      where: { id: testCallId, institutionId: input.institutionId, decidedAt: null },
      data: {
        decision: input.decision,
        note: input.note,
        conditions: input.conditions,
        diagnosis: input.decision === 'not-certified' ? [...input.diagnosis] : [],
        ...(input.judged ? { evidence: input.judged.evidence, judgement: input.judged.proposal } : {}),
        decidedById: input.decidedById,
        decidedAt: now,
        endedAt: now,
      },
    });
    if (count === 0) return false;
    const row = await tx.testCall.findUniqueOrThrow({ where: { id: testCallId } });
    await appendAudit(tx, {
      institutionId: input.institutionId,
      at: now,
      actorId: input.decidedById,
      action: actions[input.decision],
      entityId: testCallId,
      data: {
        requestId: row.requestId,
        verdict: input.judged?.proposal.verdict ?? null,
        rubric: input.judged && `${input.judged.proposal.rubricKey} ${input.judged.proposal.rubricVersion}`,
        simulatedReasons: row.simulatedReasons,
        sampleCount: await tx.testCallSample.count({ where: { testCallId } }),
        reason: input.reason,
      },
    });
    await certify(tx);
    await tell(tx, {
      institutionId: input.institutionId,
      event: 'test-result',
      requestId: row.requestId,
      data: { certified: input.decision !== 'not-certified', note: input.note },
      dedupe: `test-call:${testCallId}`,
      now,
    });
    return true;
  });
}
