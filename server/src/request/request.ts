/** The rules of a request: its number, who sees it, who may do what with it now. Pure. */
import type { Role } from '@sambung/contract/http';
import type { RequestState } from '@sambung/contract/request';
import type { SopDocument, SopStep, StepDecision } from '@sambung/contract/sop';

/** A position that somebody holds now. */
export interface HeldPosition {
  readonly key: string;
  readonly title: string;
  readonly capacity: 'definitive' | 'plt' | 'plh';
}

/** The staff member who asks, as far as the rules care. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly institution: { readonly id: string };
  readonly positions: readonly HeldPosition[];
}

export interface RequestFacts {
  readonly institutionId: string;
  readonly requesterId: string | null;
  readonly registeredById: string | null;
  readonly state: RequestState;
}

/** Positions that work on other people's requests. */
const officeRoles: readonly Role[] = ['approver', 'technician', 'admin'];

const hasRole = (actor: Pick<Actor, 'roles'>, ...wanted: readonly Role[]) =>
  actor.roles.some((role) => wanted.includes(role));

/** States in which nothing more happens. */
export const finalStates: readonly RequestState[] = ['archived', 'rejected', 'cancelled', 'no-show'];
/** States in which the conference is over or will not be. */
const overStates: readonly RequestState[] = [...finalStates, 'finished', 'reported'];

/** Everything of the institution, or only what the actor filed. */
export function seesWholeInstitution(actor: Pick<Actor, 'roles'>): boolean {
  return hasRole(actor, ...officeRoles);
}

/** Whether the request is the actor's own: filed by, or registered by. */
export function isOwn(actor: Pick<Actor, 'id'>, request: RequestFacts): boolean {
  return actor.id === request.requesterId || actor.id === request.registeredById;
}

/** One's own, and for the office everything of its institution; lists leave other people's drafts out, but whoever is asked to let one in must see it. */
export function canSee(actor: Omit<Actor, 'positions'>, request: RequestFacts): boolean {
  if (actor.institution.id !== request.institutionId) return false;
  if (isOwn(actor, request)) return true;
  return seesWholeInstitution(actor);
}

/** Only staff of the office register for somebody else. */
export function canRegister(actor: Pick<Actor, 'roles'>): boolean {
  return hasRole(actor, ...officeRoles);
}

/** The applicant's turn: a draft, or one that came back. */
export function canEdit(actor: Pick<Actor, 'id'>, request: RequestFacts): boolean {
  return isOwn(actor, request) && ['draft', 'returned', 'waitlisted'].includes(request.state);
}

/** Papers come while the case is open: from the applicant on their turn, from the office at any time. */
export function canAttach(actor: Omit<Actor, 'positions'>, request: RequestFacts): boolean {
  if (finalStates.includes(request.state)) return false;
  return canEdit(actor, request) || (canSee(actor, request) && hasRole(actor, ...officeRoles));
}

/** Whoever the procedure names lets in what is late or out of hours. */
export function canOverride(actor: Pick<Actor, 'positions'>, document: SopDocument): boolean {
  return actor.positions.some(({ key }) => key === document.policies.leadTime.overrideBy);
}

export function canCancel(actor: Actor, request: RequestFacts): boolean {
  if (overStates.includes(request.state) || request.state === 'ongoing') return false;
  return isOwn(actor, request) || (canSee(actor, request) && hasRole(actor, 'approver', 'admin'));
}

/** Another time or place, once it is filed and not over. */
export function canChange(actor: Actor, request: RequestFacts): boolean {
  const settled: readonly RequestState[] = [...overStates, 'ongoing', 'draft', 'returned', 'waitlisted'];
  if (settled.includes(request.state)) return false;
  return isOwn(actor, request) || (canSee(actor, request) && hasRole(actor, 'approver'));
}

/** Nobody came: known from the planned start on. */
export function canMarkNoShow(actor: Actor, request: RequestFacts & { startsAt: Date | null }, now: Date): boolean {
  const isDue = request.startsAt !== null && request.startsAt <= now;
  const isOpen = !overStates.includes(request.state) && !['draft', 'returned', 'waitlisted'].includes(request.state);
  return isDue && isOpen && canSee(actor, request) && hasRole(actor, 'technician', 'approver');
}

/** A test call belongs to a request whose meeting exists and whose conference is still to come or runs. */
export function canOpenTestCall(
  actor: Omit<Actor, 'positions'>,
  request: RequestFacts & { meeting: unknown },
): boolean {
  if (request.meeting === null || overStates.includes(request.state)) return false;
  return canSee(actor, request) && hasRole(actor, 'technician');
}

/** A test call that the procedure suggests and does not demand may be left out, by whoever would hold it or answers for the case. */
export function canLeaveTestOut(
  actor: Omit<Actor, 'positions'>,
  request: RequestFacts & { document: SopDocument; testLeftOut: unknown },
): boolean {
  if (request.document.policies.testCall.required !== 'default-on' || request.testLeftOut !== null) return false;
  if (overStates.includes(request.state) || ['draft', 'returned', 'waitlisted', 'ongoing'].includes(request.state))
    return false;
  return canSee(actor, request) && hasRole(actor, 'technician', 'approver');
}

/**
 * In which capacity the actor may act on a step: `requester` for the applicant's own steps, else the position. A position held definitively speaks before one
 * held for somebody else. Null when it is not the actor's.
 */
export function capacityFor(actor: Actor, request: RequestFacts, step: SopStep): HeldPosition | 'requester' | null {
  if (actor.institution.id !== request.institutionId) return null;
  if (step.position === 'requester') return isOwn(actor, request) ? 'requester' : null;
  const held = actor.positions.filter(({ key }) => key === step.position);
  return held.find(({ capacity }) => capacity === 'definitive') ?? held[0] ?? null;
}

/** What the actor may decide on an active step. A returned case waits for its applicant: nobody decides meanwhile. */
export function decisionsFor(actor: Actor, request: RequestFacts, step: SopStep): readonly StepDecision[] {
  if (['returned', 'draft', 'waitlisted', ...finalStates].includes(request.state)) return [];
  return capacityFor(actor, request, step) === null ? [] : step.decisions;
}

/** `2026-000012`: the year of the institution's own calendar and a running number within it. */
export function requestNumber(year: number, running: number): string {
  return `${year}-${String(running).padStart(6, '0')}`;
}

/** The running number after `last` (null when the year has none yet). */
export function nextRunning(last: string | null): number {
  return last === null ? 1 : Number(last.slice(last.indexOf('-') + 1)) + 1;
}
