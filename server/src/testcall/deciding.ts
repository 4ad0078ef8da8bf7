/** Deciding a run: the machine proposes, the technician decides, and beyond what was measured only the head of the procedure (C4). */
import type { Staff } from '@sambung/contract/http';
import type { TestCallDecision } from '@sambung/contract/test-run';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { overrule } from '../rubric/index.ts';
import { certify } from './certifying.ts';
import { decide } from './decision-store.ts';
import { documentOf, judgeRun } from './proposal.ts';
import type * as store from './store.ts';

/** Throws `already-decided`, `state-conflict` while a direction is not measured, `requirements-missing` where reason or conditions are due. */
export async function decideTestCall(
  context: Context,
  staff: Staff,
  row: store.TestCallRow,
  input: TestCallDecision,
): Promise<void> {
  const { decision, note, conditions, reason } = input;
  const now = context.clock();
  if (row.decidedAt !== null) throw new DomainError('already-decided');
  const judged = await judgeRun(context, row);
  if (!judged) {
    throw new DomainError('state-conflict', {
      detail: {
        id: 'Belum ada hasil ukur dari kedua arah.',
        en: 'There are no measurements of both directions yet.',
      },
    });
  }
  const { evidence, proposal, rubric } = judged;
  const by = isHead(staff, row) ? 'head' : 'technician';
  const ruling = overrule(rubric, proposal, { by, decision, reason: reason, conditions });
  if (!ruling.allowed) {
    const errors = ruling.refusals.map(({ field, message }) => ({
      pointer: `/${field}`,
      detail: message,
    }));
    throw new DomainError('requirements-missing', { errors });
  }
  const decided = await decide(
    context.db,
    {
      institutionId: staff.institution.id,
      testCallId: row.id,
      decidedById: staff.id,
      ...{ decision, note, conditions, reason, evidence },
      judgement: proposal,
      now,
    },
    (tx) => certify(context, tx, { staff, row, document: documentOf(row), judged, decision: input, now }),
  );
  if (!decided) throw new DomainError('already-decided');
}

/** Whoever holds the position that stands above the technicians' (Ketua ICT). */
function isHead(staff: Staff, row: store.TestCallRow): boolean {
  const { positions, steps } = documentOf(row);
  const testing = steps.filter(({ kind }) => kind === 'test').map(({ position }) => position);
  const heads = positions.filter(({ key }) => testing.includes(key)).flatMap(({ superior }) => superior ?? []);
  return staff.positions.some(({ key }) => heads.includes(key));
}
