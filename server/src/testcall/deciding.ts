/** Deciding a run: the machine proposes, the technician decides, and beyond what was measured only the head of the procedure (C4). */
import type { Staff } from '@sambung/contract/http';
import type { SopDocument } from '@sambung/contract/sop';
import type { TestCallDecision } from '@sambung/contract/test-run';
import { suspendCertificates } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import { overrule } from '../rubric/index.ts';
import { actorOf, certify } from './certifying.ts';
import { compareSetup } from './changed-setup.ts';
import { decide } from './decision-store.ts';
import { documentOf, type Judged, judgeRun } from './proposal.ts';
import type * as store from './store.ts';

/**
 * A run of which a direction was never measured can only be closed as not certified: one side did not come (UNSRI-94).
 * Throws `already-decided`, `state-conflict` where such a run is to be certified, `requirements-missing` where reason or conditions are due.
 */
export async function decideTestCall(
  context: Context,
  staff: Staff,
  row: store.TestCallRow,
  input: TestCallDecision,
): Promise<void> {
  const { decision, note, conditions, reason, diagnosis } = input;
  const now = context.clock();
  if (row.decidedAt !== null) throw new DomainError('already-decided');
  const judged = await judgeRun(context, row);
  if (!judged && decision !== 'not-certified') {
    throw new DomainError('state-conflict', {
      detail: {
        id: 'Belum ada hasil ukur dari kedua arah.',
        en: 'There are no measurements of both directions yet.',
      },
    });
  }
  if (judged) refuseWhatRubricForbids(judged, isHead(staff, row), input);
  const decided = await decide(
    context.db,
    {
      institutionId: staff.institution.id,
      testCallId: row.id,
      decidedById: staff.id,
      ...{ decision, note, conditions, reason, diagnosis, judged },
      now,
    },
    async (tx) => {
      if (judged) await certify(context, tx, { staff, row, document: documentOf(row), judged, decision: input, now });
      if (judged && row.kind !== 'test') await compareSetup(tx, row, judged, now);
      if (row.kind === 'pre-test' && decision === 'not-certified') await failPreTest(tx, staff, row, note, now);
    },
  );
  if (!decided) throw new DomainError('already-decided');
}

function refuseWhatRubricForbids(judged: Judged, isHead: boolean, input: TestCallDecision): void {
  const { decision, conditions, reason } = input;
  const by = isHead ? 'head' : 'technician';
  const ruling = overrule(judged.rubric, judged.proposal, { by, decision, reason, conditions });
  if (ruling.allowed) return;
  const errors = ruling.refusals.map(({ field, message }) => ({ pointer: `/${field}`, detail: message }));
  throw new DomainError('requirements-missing', { errors });
}

/** A line that failed shortly before the event is certified no longer, and the head hears of it at once (C4). */
async function failPreTest(
  tx: Transaction,
  staff: Staff,
  row: store.TestCallRow,
  reason: string,
  now: Date,
): Promise<void> {
  const institutionId = staff.institution.id;
  const by = { actorId: staff.id, title: actorOf({ staff, document: documentOf(row) }).position };
  const { siteId } = row.request;
  const ofSite = siteId === null ? [] : [{ siteId }];
  for (const of of [{ requestId: row.requestId }, ...ofSite])
    await suspendCertificates(tx, { institutionId, of, cause: 'pre-test-failed', reason, by, now });
  await tell(tx, {
    institutionId,
    event: 'test-result',
    requestId: row.requestId,
    recipients: headsOf(documentOf(row)).map((position) => ({ position })),
    data: { certified: false, note: reason },
    dedupe: `pre-test-failed:${row.id}`,
    now,
  });
}

/** Whoever holds the position that stands above the technicians' (Ketua ICT). */
function isHead(staff: Staff, row: store.TestCallRow): boolean {
  const heads = headsOf(documentOf(row));
  return staff.positions.some(({ key }) => heads.includes(key));
}

function headsOf({ positions, steps }: SopDocument): string[] {
  const testing = steps.filter(({ kind }) => kind === 'test').map(({ position }) => position);
  return positions.filter(({ key }) => testing.includes(key)).flatMap(({ superior }) => superior ?? []);
}
