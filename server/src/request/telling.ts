/** Who is told when a case moves: whoever has a step to do now. */
import { holdersOf } from '../identity/index.ts';
import { tell } from '../notify/index.ts';
import type { Change } from './case-change.ts';
import { stepOf } from './flow.ts';
import * as store from './store.ts';

/** Tells the holders of every step that has just opened; the applicant's own steps are told to the applicant. */
export async function tellStepHolders(change: Change): Promise<void> {
  const { tx, kase: before, now, actor } = change;
  const kase = await store.findCase(tx, before.institutionId, before.id);
  if (!kase) return;
  const known = new Set(before.steps.filter(({ state }) => state === 'active').map(({ id }) => id));
  for (const row of kase.steps.filter(({ id, state }) => state === 'active' && !known.has(id))) {
    const step = stepOf(kase.document, row.key);
    const holders = step.position === 'requester' ? [] : await holdersOf(tx, kase.institutionId, step.position, now);
    const requester = step.position === 'requester' && kase.requesterId ? [{ staffId: kase.requesterId }] : [];
    const assigned = new Set(kase.steps.flatMap(({ assignees }) => assignees.map(({ staffId }) => staffId)));
    // Once people are put on a case, their colleagues in the same position are left in peace.
    const chosen = holders.filter(({ staffId }) => assigned.has(staffId));
    const recipients = [...(chosen.length > 0 ? chosen : holders).map(({ staffId }) => ({ staffId })), ...requester];
    if (recipients.length === 0) continue;
    await tell(tx, {
      institutionId: kase.institutionId,
      event: step.kind === 'report' ? 'report-due' : 'disposed',
      requestId: kase.id,
      recipients,
      data: {
        step: step.name,
        ...(row.dueAt && { dueAt: row.dueAt.toISOString() }),
        ...(actor.name && { by: actor.name }),
      },
      dedupe: `step ${row.id}`,
      now,
    });
  }
}
