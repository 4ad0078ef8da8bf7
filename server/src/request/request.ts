/** The rules of a request: its number, who sees it, who decides it, what may be done with it now. */
import type { RequestInput, RequestState, Role } from '@sambung/contract/http';
import type { FieldError } from '../problem.ts';

/** The staff member who asks, as far as the rules care. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly institution: { readonly id: string };
}

export interface RequestFacts {
  readonly institutionId: string;
  readonly requesterId: string;
  readonly state: RequestState;
}

/** Positions that work on other people's requests. */
const officeRoles: readonly Role[] = ['approver', 'technician', 'admin'];

const hasRole = (actor: Actor, ...wanted: readonly Role[]) => actor.roles.some((role) => wanted.includes(role));

/** Everything of the institution, or only what the actor filed. */
export function seesWholeInstitution(actor: Actor): boolean {
  return hasRole(actor, ...officeRoles);
}

export function canSee(actor: Actor, request: RequestFacts): boolean {
  if (actor.institution.id !== request.institutionId) return false;
  return seesWholeInstitution(actor) || (hasRole(actor, 'requester') && actor.id === request.requesterId);
}

export function canDecide(actor: Actor, request: RequestFacts): boolean {
  return canSee(actor, request) && hasRole(actor, 'approver') && request.state === 'submitted';
}

/** A test call belongs to an approved request: before that there is nothing to certify. */
export function canOpenTestCall(actor: Actor, request: RequestFacts): boolean {
  return canSee(actor, request) && hasRole(actor, 'technician') && request.state === 'approved';
}

/** `2026-000012`: the year of the institution's own calendar and a running number within it. */
export function requestNumber(year: number, running: number): string {
  return `${year}-${String(running).padStart(6, '0')}`;
}

/** The running number after `last` (null when the year has none yet). */
export function nextRunning(last: string | null): number {
  return last === null ? 1 : Number(last.slice(last.indexOf('-') + 1)) + 1;
}

/** What is wrong with a request at `now` beyond the shape of its fields. */
export function findInputErrors(input: Pick<RequestInput, 'startsAt'>, now: Date): FieldError[] {
  if (Date.parse(input.startsAt) > now.getTime()) return [];
  return [{ pointer: '/startsAt', detail: { id: 'Waktu mulai sudah lewat', en: 'The start is in the past' } }];
}
