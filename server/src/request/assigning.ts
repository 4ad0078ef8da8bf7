/** Putting people on a case: technicians are held for its time like rooms are. */

import type { FieldValues } from '@sambung/contract/form';
import type { CaseDecision } from '@sambung/contract/request';
import { positionsOf } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import type { Change } from './case-change.ts';
import { requestForm } from './drafting.ts';
import { readBound } from './form-values.ts';
import { heldPeople, holdAll } from './holding.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';

/** Assigns colleagues to the case. Throws `invalid-input` for somebody who is not a technician here now. */
export async function assignTechnicians(change: Change, stepId: string, input: CaseDecision): Promise<void> {
  const { tx, kase, now, actor, audit } = change;
  const ids = [...new Set(input.assigneeIds ?? [])];
  const people = await store.findColleagues(tx, kase.institutionId, ids);
  for (const [index, id] of ids.entries()) {
    const isKnown = people.some((one) => one.id === id);
    const positions = isKnown ? await positionsOf(tx, id, now) : [];
    if (!positions.some(({ roles }) => roles.includes('technician'))) {
      throw new DomainError('invalid-input', { errors: [{ pointer: `/assigneeIds/${index}`, detail: notTechnician }] });
    }
  }
  await steps.assign(tx, stepId, ids);
  const bound = readBound(requestForm(kase.document), kase.values as FieldValues, kase.applicant);
  const { startsAt, endsAt, placeId } = kase;
  await holdAll(change, { ...bound, startsAt, endsAt, placeId, personIds: [...heldPeople(change), ...ids] });
  await audit('request.assigned', { assigneeIds: ids });
  change.tell({
    event: 'assigned',
    recipients: ids.map((staffId) => ({ staffId })),
    data: {
      by: actor.name,
      ...(input.instruction && { instruction: input.instruction }),
      ...(input.nature && { nature: input.nature }),
    },
  });
}

const notTechnician = { id: 'Bukan teknisi instansi ini', en: 'Not a technician of this institution' };
