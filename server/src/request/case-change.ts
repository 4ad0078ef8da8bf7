/** One change of a case: a transaction under the institution's lock, compared with the version its author saw, recorded in the audit log. */
import type { Staff } from '@sambung/contract/http';
import type { RequestState } from '@sambung/contract/request';
import { type AuditFacts, appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { positionsOf } from '../identity/index.ts';
import { type Telling, tell } from '../notify/index.ts';
import { DomainError } from '../problem.ts';
import { type FlowChange, newestSteps, stateOf } from './flow.ts';
import { readinessOf } from './readiness-facts.ts';
import { type Actor, canSee } from './request.ts';
import * as steps from './step-store.ts';
import * as store from './store.ts';

/** What a change may do with its case; everything happens in one transaction. */
export interface Change {
  readonly context: Context;
  readonly tx: Transaction;
  readonly actor: Actor & { readonly name: string };
  readonly now: Date;
  readonly kase: store.Case;
  /** Columns to write with the new version. */
  readonly columns: store.CaseColumns;
  /** Lets the flow's decision happen to the steps. */
  flow(change: FlowChange): Promise<void>;
  /** The case's status from now on; without it the open steps say. */
  settle(state?: RequestState): void;
  audit(action: string, data?: AuditFacts['data']): Promise<void>;
  /** Tells people of it once the case is written: number, title and time are read from the row. `about` keeps two tellings of one change apart. */
  tell(telling: Pick<Telling, 'event' | 'recipients' | 'data' | 'ics'>, about?: string): void;
  /** Runs once the case is written, in the same transaction. */
  afterwards(act: () => Promise<void>): void;
}

/** The staff member with the positions held now. */
export async function actorOf(context: Context, staff: Staff): Promise<Actor & { name: string }> {
  return { ...staff, positions: await positionsOf(context.db, staff.id, context.clock()) };
}

/**
 * Changes a case that its author saw in `version`. Throws `not-found` for a case that the author may not see and `state-conflict` when it has changed
 * meanwhile. `change` may throw; then nothing has happened.
 */
export async function changeCase(
  context: Context,
  staff: Staff,
  { id, version }: { id: string; version: number },
  change: (change: Change) => Promise<void>,
): Promise<void> {
  const actor = await actorOf(context, staff);
  const now = context.clock();
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, staff.institution.id);
    const kase = await store.findCase(tx, staff.institution.id, id);
    if (!kase || !canSee(actor, kase)) throw new DomainError('not-found');
    if (kase.version !== version) throw new DomainError('state-conflict');
    await runChange({ context, tx, actor, now, kase }, change);
  });
}

/** The same for a change without an author (an hour has come): the caller holds the lock and has read the case. */
export async function runChange(
  given: Pick<Change, 'context' | 'tx' | 'actor' | 'now' | 'kase'>,
  change: (change: Change) => Promise<unknown>,
): Promise<void> {
  const { tx, kase, now, actor, context } = given;
  const columns: store.CaseColumns = {};
  let settled: RequestState | 'by-steps' | undefined;
  const later: (() => Promise<void>)[] = [];
  const outcome = await change({
    ...given,
    columns,
    flow: (decided) =>
      steps.writeFlow(
        tx,
        { institutionId: kase.institutionId, requestId: kase.id, document: kase.document, now },
        decided,
      ),
    settle: (state) => {
      settled = state ?? 'by-steps';
    },
    audit: (action, data = {}) =>
      appendAudit(tx, {
        institutionId: kase.institutionId,
        at: now,
        actorId: actor.id === '' ? null : actor.id,
        action,
        entityId: kase.id,
        data,
      }),
    tell: (telling, about = '') =>
      void later.push(async () => {
        const dedupe = `${kase.id}:v${kase.version}${about && `:${about}`}`;
        await tell(tx, { institutionId: kase.institutionId, requestId: kase.id, now, dedupe, ...telling });
      }),
    afterwards: (act) => void later.push(act),
  });
  // There was nothing to do after all.
  if (outcome === false) return;
  const written = await store.advanceVersion(tx, kase, { ...columns, updatedAt: now });
  if (!written) throw new DomainError('state-conflict');
  if (settled === 'by-steps') await settleBySteps(context, tx, kase.institutionId, kase.id);
  else if (settled !== undefined) await store.writeState(tx, kase.id, settled);
  for (const act of later) await act();
}

/** Writes the status that the open steps and the readiness gate give the case now. */
export async function settleBySteps(
  context: Context,
  tx: Transaction,
  institutionId: string,
  id: string,
): Promise<void> {
  const kase = await store.findCase(tx, institutionId, id);
  if (!kase) return;
  const readiness = await readinessOf(context, tx, kase);
  const isRunning =
    kase.state === 'ongoing' && newestSteps(kase.document, kase.steps).some((step) => isOpenConduct(kase, step));
  const state = isRunning ? 'ongoing' : stateOf(kase.document, kase.steps, readiness.ready);
  await store.writeState(tx, id, state, readiness.simulated);
}

function isOpenConduct(kase: store.Case, step: { key: string; state: string }): boolean {
  return step.state === 'active' && kase.document.steps.find(({ key }) => key === step.key)?.kind === 'conduct';
}
