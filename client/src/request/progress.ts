/** How far a case has come: its test calls, and who it waits for. Pure. */
import type { CaseDetail, CaseStep } from '@sambung/contract/request';
import type { Verdict } from '@sambung/contract/rubric';
import type { SopVersion } from '@sambung/contract/sop';
import type { TestCallSummary } from '@sambung/contract/test-run';

export type TestState = 'none' | 'open' | Verdict | 'ended';

export function testCallState(call: TestCallSummary): Exclude<TestState, 'none'> {
  if (call.decision !== null) return call.decision;
  return call.endedAt === null ? 'open' : 'ended';
}

/** The newest test call speaks for the request; a pre-test or re-verification certifies nothing. */
export function testState(request: Pick<CaseDetail, 'testCalls'>): TestState {
  const newest = request.testCalls
    .filter(({ kind }) => kind === 'test')
    .sort((a, b) => a.openedAt.localeCompare(b.openedAt))
    .at(-1);
  return newest === undefined ? 'none' : testCallState(newest);
}

/** What the page says first: words for the state, or the open step that matters most to the reader. */
export type Next =
  | { words: 'nextDraft' | 'nextReturned' | 'nextWaitlisted' | 'nextRejected' | 'nextCancelled' | 'nextNoShow' }
  | { words: 'nextReady' | 'nextOngoing' | 'nextDone' }
  | { words: 'nextYours' | 'nextOthers'; step: CaseStep };

const byState = {
  draft: 'nextDraft',
  returned: 'nextReturned',
  waitlisted: 'nextWaitlisted',
  rejected: 'nextRejected',
  cancelled: 'nextCancelled',
  'no-show': 'nextNoShow',
} as const;

export function nextOf(request: Pick<CaseDetail, 'state' | 'steps'>): Next {
  const { state } = request;
  if (state in byState) return { words: byState[state as keyof typeof byState] };
  const open = request.steps.filter((step) => step.state === 'active');
  const mine = open.find((step) => step.may.length > 0);
  if (mine !== undefined && mine.kind !== 'conduct') return { words: 'nextYours', step: mine };
  if (state === 'ready') return { words: 'nextReady' };
  if (state === 'ongoing') return { words: 'nextOngoing' };
  const first = mine ?? open[0];
  return first === undefined ? { words: 'nextDone' } : { words: mine ? 'nextYours' : 'nextOthers', step: first };
}

/** Steps of the procedure that have not begun, in its order; a case's own steps are rows only once they have. */
export function stepsToCome(steps: readonly Pick<CaseStep, 'key'>[], sop: Pick<SopVersion, 'document'> | undefined) {
  if (sop === undefined) return [];
  const { positions, steps: all } = sop.document;
  return all
    .filter(({ key }) => !steps.some((step) => step.key === key))
    .map(({ key, number, name, position }) => ({
      key,
      number,
      name,
      position: positions.find((one) => one.key === position)?.title ?? '',
    }));
}

/** Decisions in the order they were taken, the newest first. */
export function decidedSteps(steps: readonly CaseStep[]): CaseStep[] {
  const at = (step: CaseStep) => step.finishedAt ?? '9999';
  return steps.filter((step) => step.decision !== null).sort((a, b) => at(b).localeCompare(at(a)));
}
