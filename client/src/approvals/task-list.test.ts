/** The inbox shows what presses, and decides together only what has a decision in common. */
import type { Task } from '@sambung/contract/task';
import { describe, expect, it } from 'vitest';
import { commonDecisions, matches } from './task-list.ts';

const task = (facts: Partial<Task>) => ({ used: null, late: false, may: [], ...facts }) as Task;

describe('matches', () => {
  it('finds what is late, and what will be soon', () => {
    expect(matches(task({ late: true, used: 1.2 }), 'late')).toBe(true);
    expect(matches(task({ used: 0.9 }), 'late')).toBe(false);
    expect(matches(task({ used: 0.5 }), 'soon')).toBe(true);
    expect(matches(task({ used: 0.2 }), 'soon')).toBe(false);
    expect(matches(task({}), 'all')).toBe(true);
  });
});

describe('commonDecisions', () => {
  it('offers what all of them allow, and never one that needs a reason or people', () => {
    const one = task({ may: ['approve', 'dispose', 'return', 'reject'] });
    const two = task({ may: ['approve', 'assign', 'return', 'reject'] });
    expect(commonDecisions([one, two])).toEqual(['approve']);
    expect(commonDecisions([task({ may: ['assign', 'reject'] })])).toEqual([]);
    expect(commonDecisions([])).toEqual([]);
  });
});
