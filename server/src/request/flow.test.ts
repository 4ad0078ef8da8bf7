/** The interpreter on procedures of every shape: chains, loops, parallel approvers. */
import type { SopDocument, SopStep, StepDecision } from '@sambung/contract/sop';
import { sopDocumentSchema } from '@sambung/contract/sop';
import { describe, expect, it } from 'vitest';
import {
  decideStep,
  dispositionLevel,
  type FlowChange,
  type FlowStep,
  fileCase,
  newestSteps,
  restartCase,
  stateOf,
} from './flow.ts';

type Draft = { key: string; kind: SopStep['kind']; position?: string; next?: string[]; effects?: SopStep['effects'] };

function procedure(steps: Draft[]): SopDocument {
  const name = { id: 'Tahap', en: 'Step' };
  return sopDocumentSchema.parse({
    control: { number: '1', title: 'Uji' },
    service: { name, description: name },
    channels: ['web'],
    positions: [{ key: 'kepala', title: 'Kepala', roles: ['approver'] }],
    policies: {
      leadTime: { days: 0, count: 'calendar', overrideBy: 'kepala' },
      testCall: { required: 'optional', slot: 'day-before', minutes: 60, fallback: 'none' },
      holds: { setupMinutes: 0, preTestMinutes: 30 },
      recording: 'optional',
      siteProfile: 'none',
    },
    forms: {
      request: {
        title: name,
        sections: [{ key: 'a', title: name, fields: [{ key: 'title', label: name, type: 'text', binds: 'title' }] }],
      },
    },
    steps: steps.map(({ position = 'kepala', next = [], effects = [], ...rest }) => ({
      ...rest,
      name,
      position,
      time: null,
      output: name,
      decisions: ['approve', 'return', 'reject', 'complete', 'fail'],
      effects,
      next,
    })),
  });
}

/** Plays decisions from filing on; answers the steps as they then are. */
function play(
  document: SopDocument,
  decisions: readonly [string, StepDecision][],
): { steps: FlowStep[]; last: FlowChange } {
  let last = fileCase(document);
  let steps = apply([], last);
  for (const [key, decision] of decisions) {
    last = decideStep(document, steps, key, decision);
    steps = apply(steps, last);
  }
  return { steps, last };
}

function apply(steps: readonly FlowStep[], change: FlowChange): FlowStep[] {
  const ended = steps.map((step) => {
    const closing = step.state === 'active' ? change.closed.find(({ key }) => key === step.key) : undefined;
    return closing ? { ...step, state: closing.state } : step;
  });
  return [...ended, ...change.opened];
}

const open = (document: SopDocument, steps: readonly FlowStep[]) =>
  newestSteps(document, steps)
    .filter(({ state }) => state === 'active')
    .map(({ key }) => key);

const chain = procedure([
  { key: 'ajukan', kind: 'intake', position: 'requester', next: ['disposisi-1'] },
  { key: 'disposisi-1', kind: 'disposition', next: ['disposisi-2'] },
  { key: 'disposisi-2', kind: 'disposition', next: ['uji'], effects: ['create-meeting'] },
  { key: 'uji', kind: 'test', next: ['laksana'] },
  { key: 'laksana', kind: 'conduct', next: ['lapor'] },
  { key: 'lapor', kind: 'report' },
]);

describe('a chain of dispositions', () => {
  it('stands at its first decision once it is filed', () => {
    const { steps } = play(chain, []);
    expect(open(chain, steps)).toEqual(['disposisi-1']);
    expect(dispositionLevel(chain, steps)).toBe(1);
    expect(stateOf(chain, steps, false)).toBe('disposition');
  });

  it('hands on from level to level and tells the effects of what was finished', () => {
    const { steps, last } = play(chain, [
      ['disposisi-1', 'approve'],
      ['disposisi-2', 'approve'],
    ]);
    expect(last.effects).toEqual(['create-meeting']);
    expect(open(chain, steps)).toEqual(['uji']);
    expect(dispositionLevel(chain, steps)).toBeNull();
    expect(stateOf(chain, steps, false)).toBe('test');
  });

  it('keeps a returned step open for the answer', () => {
    const { steps, last } = play(chain, [['disposisi-1', 'return']]);
    expect(last.outcome).toBe('returned');
    expect(open(chain, steps)).toEqual(['disposisi-1']);
  });

  it('ends a rejected case', () => {
    const { steps, last } = play(chain, [['disposisi-1', 'reject']]);
    expect(last.outcome).toBe('rejected');
    expect(open(chain, steps)).toEqual([]);
  });

  it('[UNSRI-82, UNSRI-83] comes back to a failed check as a further attempt', () => {
    const { steps } = play(chain, [
      ['disposisi-1', 'approve'],
      ['disposisi-2', 'approve'],
      ['uji', 'fail'],
    ]);
    expect(steps.filter(({ key }) => key === 'uji')).toEqual([
      { key: 'uji', round: 1, state: 'done' },
      { key: 'uji', round: 2, state: 'active' },
    ]);
  });

  it('[X-23] passes through every status up to the archive', () => {
    const decisions: [string, StepDecision][] = [
      ['disposisi-1', 'approve'],
      ['disposisi-2', 'approve'],
      ['uji', 'complete'],
      ['laksana', 'complete'],
      ['lapor', 'complete'],
    ];
    const states = decisions.map((_, count) => stateOf(chain, play(chain, decisions.slice(0, count)).steps, true));
    expect([...states, stateOf(chain, play(chain, decisions).steps, true)]).toEqual([
      'disposition',
      'disposition',
      'test',
      'ready',
      'finished',
      'archived',
    ]);
    expect(play(chain, decisions).last.outcome).toBe('complete');
  });

  it('is not ready while the gate says that something is missing', () => {
    const { steps } = play(chain, [
      ['disposisi-1', 'approve'],
      ['disposisi-2', 'approve'],
      ['uji', 'complete'],
    ]);
    expect(stateOf(chain, steps, false)).toBe('assigned');
  });

  it('[X-30] goes back to its first decision in a new round when time or place changes', () => {
    const { steps } = play(chain, [
      ['disposisi-1', 'approve'],
      ['disposisi-2', 'approve'],
    ]);
    const change = restartCase(chain, steps);
    expect(change.closed).toEqual([{ key: 'uji', state: 'void' }]);
    expect(change.opened).toEqual([
      { key: 'ajukan', round: 2, state: 'done' },
      { key: 'disposisi-1', round: 2, state: 'active' },
    ]);
  });
});

describe('parallel approvers', () => {
  const parallel = procedure([
    { key: 'ajukan', kind: 'intake', position: 'requester', next: ['satu', 'dua'] },
    { key: 'satu', kind: 'disposition', next: ['siapkan'] },
    { key: 'dua', kind: 'disposition', next: ['siapkan'] },
    { key: 'siapkan', kind: 'preparation' },
  ]);

  it('are asked at once and both awaited', () => {
    expect(open(parallel, play(parallel, []).steps)).toEqual(['satu', 'dua']);
    expect(open(parallel, play(parallel, [['dua', 'approve']]).steps)).toEqual(['satu']);
    expect(
      open(
        parallel,
        play(parallel, [
          ['dua', 'approve'],
          ['satu', 'approve'],
        ]).steps,
      ),
    ).toEqual(['siapkan']);
  });

  it('end together when one of them rejects', () => {
    const { steps, last } = play(parallel, [['dua', 'reject']]);
    expect(last.closed).toEqual([
      { key: 'satu', state: 'void' },
      { key: 'dua', state: 'done' },
    ]);
    expect(open(parallel, steps)).toEqual([]);
  });
});
