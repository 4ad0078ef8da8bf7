/** The interpreter of a procedure: which steps open and close when a case is filed, decided, returned or rescheduled. Pure. */
import type { RequestState } from '@sambung/contract/request';
import type { SopDocument, SopStep, StepDecision } from '@sambung/contract/sop';

/** A step of a case as the flow cares for it; of a key only the newest round counts. */
export interface FlowStep {
  readonly key: string;
  readonly round: number;
  readonly state: 'waiting' | 'active' | 'done' | 'skipped' | 'void';
}

/** What a decision does to the steps: first the open ones of `closed` end, then each of `opened` gets a row (`done` at once when filing fulfils it). */
export interface FlowChange {
  readonly closed: readonly { key: string; state: 'done' | 'void' }[];
  readonly opened: readonly { key: string; round: number; state: 'active' | 'done' }[];
  /** Effects of the steps that were finished, in order. */
  readonly effects: readonly SopStep['effects'][number][];
  readonly outcome: 'goes-on' | 'returned' | 'rejected' | 'complete';
}

/** The newest round of every step, in the procedure's order. */
export function newestSteps<T extends FlowStep>(document: SopDocument, steps: readonly T[]): T[] {
  return document.steps.flatMap(({ key }) => {
    const rounds = steps.filter((step) => step.key === key);
    return rounds.length === 0 ? [] : [rounds.reduce((a, b) => (b.round > a.round ? b : a))];
  });
}

/** Steps that no other step leads to. */
export function firstSteps(document: SopDocument): SopStep[] {
  const named = new Set(document.steps.flatMap(({ next }) => next));
  return document.steps.filter(({ key }) => !named.has(key));
}

/** What the applicant has done by filing: it needs no decision of its own. */
function isDoneByFiling(step: SopStep): boolean {
  return step.kind === 'intake' && step.position === 'requester';
}

/** A complete request came in: the first steps open, and those that filing itself fulfils are done at once. */
export function fileCase(document: SopDocument): FlowChange {
  return advance(document, [], firstSteps(document));
}

/** A decision on an open step. The caller has checked that the step is active and allows the decision. */
export function decideStep(
  document: SopDocument,
  steps: readonly FlowStep[],
  key: string,
  decision: StepDecision,
): FlowChange {
  const step = stepOf(document, key);
  const current = newestSteps(document, steps);
  switch (decision) {
    case 'return':
      // The step stays open with its clock at rest: the applicant's answer comes back to whoever asked.
      return { closed: [], opened: [], effects: [], outcome: 'returned' };
    case 'reject': {
      const open = current.filter(({ state }) => state === 'active');
      const closed = open.map((one) => ({
        key: one.key,
        state: one.key === key ? ('done' as const) : ('void' as const),
      }));
      return { closed, opened: [], effects: [], outcome: 'rejected' };
    }
    case 'fail':
      return {
        closed: [{ key, state: 'done' }],
        opened: [{ key, round: roundOf(current, key) + 1, state: 'active' }],
        effects: [],
        outcome: 'goes-on',
      };
    default: {
      const done = current.map((one) => (one.key === key ? { ...one, state: 'done' as const } : one));
      const opened = advance(document, done, followers(document, done, step));
      const isOver = ![...done, ...opened.opened].some(({ state }) => state === 'active');
      return {
        closed: [{ key, state: 'done' }],
        opened: opened.opened,
        effects: [...step.effects, ...opened.effects],
        outcome: isOver ? 'complete' : 'goes-on',
      };
    }
  }
}

/**
 * The time or the place was changed after filing: everything that is open ends without a result, and the case stands before its first decision
 * again, each step in a new round.
 */
export function restartCase(document: SopDocument, steps: readonly FlowStep[]): FlowChange {
  const current = newestSteps(document, steps);
  const closed = current.filter(({ state }) => state === 'active').map(({ key }) => ({ key, state: 'void' as const }));
  // What was done before counts no longer, but its rounds are remembered.
  const fresh = current.map((step) => ({ ...step, state: 'void' as const }));
  const opened = advance(document, fresh, firstSteps(document));
  return { closed, opened: opened.opened, effects: [], outcome: 'goes-on' };
}

/** Ends everything that is open (cancelled, nobody came). */
export function endCase(document: SopDocument, steps: readonly FlowStep[]): FlowChange {
  const open = newestSteps(document, steps).filter(({ state }) => state === 'active');
  return { closed: open.map(({ key }) => ({ key, state: 'void' })), opened: [], effects: [], outcome: 'complete' };
}

/** Opens steps; those that filing itself fulfils are opened and done, and what follows them opens in turn. */
function advance(document: SopDocument, steps: readonly FlowStep[], starting: readonly SopStep[]): FlowChange {
  const opened: { key: string; round: number; state: 'active' | 'done' }[] = [];
  const effects: SopStep['effects'][number][] = [];
  let now = [...steps];
  const queue = [...starting];
  for (let step = queue.shift(); step; step = queue.shift()) {
    const { key } = step;
    const state = isDoneByFiling(step) ? 'done' : 'active';
    const row = { key, round: roundOf(now, key) + 1, state } as const;
    opened.push(row);
    now = [...now.filter((one) => one.key !== key), row];
    if (state === 'active') continue;
    effects.push(...step.effects);
    queue.push(...followers(document, now, step).filter((one) => !queue.includes(one)));
  }
  return { closed: [], opened, effects, outcome: 'goes-on' };
}

/** What follows a finished step: each step it names whose other predecessors are finished too, and which is not open or finished itself. */
function followers(document: SopDocument, steps: readonly FlowStep[], finished: SopStep): SopStep[] {
  const isFinished = (key: string) =>
    steps.some((one) => one.key === key && (one.state === 'done' || one.state === 'skipped'));
  const isOpenOrFinished = (key: string) =>
    isFinished(key) || steps.some((one) => one.key === key && one.state === 'active');
  return finished.next
    .map((key) => stepOf(document, key))
    .filter(({ key }) => !isOpenOrFinished(key))
    .filter(({ key }) =>
      document.steps
        .filter(({ next }) => next.includes(key))
        .every((before) => before.optional || isFinished(before.key)),
    );
}

const roundOf = (steps: readonly FlowStep[], key: string) =>
  Math.max(0, ...steps.filter((one) => one.key === key).map(({ round }) => round));

/** The step of the procedure. Throws when the procedure does not have it: rows and document belong together. */
export function stepOf(document: SopDocument, key: string): SopStep {
  const step = document.steps.find((one) => one.key === key);
  if (!step) throw new Error(`the procedure has no step ${key}`);
  return step;
}

/** Steps at which officials hand on: the levels of "Disposisi n". */
const levels = ['disposition', 'assignment'] as const;

/** Which level of the disposition the case stands at, from 1; null beyond the chain. */
export function dispositionLevel(document: SopDocument, steps: readonly FlowStep[]): number | null {
  const chain = document.steps.filter(({ kind }) => levels.some((level) => level === kind));
  const open = newestSteps(document, steps).filter(({ state }) => state === 'active');
  const index = chain.findIndex(({ key }) => open.some((one) => one.key === key));
  return index < 0 ? null : index + 1;
}

/**
 * The status that the open steps give a case: the least advanced one speaks. `isReady` is the readiness gate's word: a conference stands before its
 * conduct, but is not ready while something is missing.
 */
export function stateOf(document: SopDocument, steps: readonly FlowStep[], isReady: boolean): RequestState {
  const open = newestSteps(document, steps).find(({ state }) => state === 'active');
  if (!open) return 'archived';
  switch (stepOf(document, open.key).kind) {
    case 'intake':
      return 'submitted';
    case 'disposition':
    case 'assignment':
      return 'disposition';
    case 'survey':
      return 'survey';
    case 'test':
      return 'test';
    case 'conduct':
      return isReady ? 'ready' : 'assigned';
    case 'report':
      return 'finished';
    case 'archive':
      return 'reported';
    default:
      return 'assigned';
  }
}
