/** Who changes something, as the stores want to know it. */
import type { Staff } from '@sambung/contract/http';
import type { Context } from '../context.ts';

/** Who changes something, in whose institution, when. */
export interface Actor {
  readonly institutionId: string;
  readonly actorId: string;
  readonly now: Date;
}

export function actorOf(context: Context, staff: Staff): Actor {
  return { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
}
