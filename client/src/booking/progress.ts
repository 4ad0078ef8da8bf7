/** How far a request has come: its test state and the steps of its way, from what the contract says about it. Pure. */
import type { RequestSummary, TestCallSummary } from '@sambung/contract/http';

export type TestState = 'none' | 'open' | 'certified' | 'not-certified' | 'ended';
export type StepState = 'done' | 'current' | 'failed' | 'ahead';
export type StepName = 'submitted' | 'decided' | 'test' | 'meeting';

export function testCallState(call: TestCallSummary): Exclude<TestState, 'none'> {
  if (call.decision !== null) return call.decision;
  return call.endedAt === null ? 'open' : 'ended';
}

/** The newest test call speaks for the request. */
export function testState(request: Pick<RequestSummary, 'testCalls'>): TestState {
  const newest = [...request.testCalls].sort((a, b) => a.openedAt.localeCompare(b.openedAt)).at(-1);
  return newest === undefined ? 'none' : testCallState(newest);
}

export function steps(
  request: Pick<RequestSummary, 'state' | 'testCalls' | 'endsAt'>,
  now: number,
): { name: StepName; state: StepState }[] {
  const over = now > Date.parse(request.endsAt);
  const test = testState(request);
  const decided = ({ submitted: 'current', approved: 'done', refused: 'failed' } as const)[request.state];
  const tested = (
    { none: 'current', open: 'current', ended: 'current', certified: 'done', 'not-certified': 'failed' } as const
  )[test];
  const approved = request.state === 'approved';
  const meeting = over ? 'done' : test === 'certified' ? 'current' : 'ahead';
  return [
    { name: 'submitted', state: 'done' },
    { name: 'decided', state: decided },
    { name: 'test', state: approved ? (over && tested === 'current' ? 'ahead' : tested) : 'ahead' },
    { name: 'meeting', state: approved ? meeting : 'ahead' },
  ];
}
