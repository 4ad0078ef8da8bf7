/** Putting people on a case: technicians are held for its time like rooms are. */

import type { FieldValues } from '@sambung/contract/form';
import type { CaseDecision } from '@sambung/contract/request';
import { positionsOf } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import { HoldConflict, isHoldConflict } from '../schedule/index.ts';
import type { Change } from './case-change.ts';
import { requestForm } from './drafting.ts';
import { readBound } from './form-values.ts';
import { heldPeople, holdAll } from './holding.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';

/** Assigns colleagues to the case. Throws `invalid-input` for somebody who is not a technician here now, `people-taken` for who is held at its times. */
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
  try {
    await holdAll(change, { ...bound, startsAt, endsAt, placeId, personIds: [...heldPeople(change), ...ids] });
  } catch (error) {
    if (!isHoldConflict(error)) throw error;
    const taken = error instanceof HoldConflict ? error.clashes.map(({ resourceId }) => resourceId) : [];
    const names = people.filter(({ id }) => taken.includes(id)).map(({ name }) => name);
    if (names.length === 0) throw new DomainError('hold-conflict', { cause: error });
    throw new DomainError('people-taken', { detail: busy(names), cause: error });
  }
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

const busy = (names: readonly string[]) => ({
  id: `Sudah dipesan pada waktu itu: ${names.join(', ')}.`,
  en: `Already reserved at that time: ${names.join(', ')}.`,
});
const notTechnician = { id: 'Bukan teknisi instansi ini', en: 'Not a technician of this institution' };
