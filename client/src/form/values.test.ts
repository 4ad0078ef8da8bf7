/** Values of fields: half-written ones are read without breaking, empty ones are empty. */
import type { Field } from '@sambung/contract/form';
import { describe, expect, it } from 'vitest';
import { asColumns, asPeriod, asPerson, compact, isAsked, isEmpty, linesOf, withCount } from './values.ts';

describe('reading', () => {
  it('takes what is there of a half-written person, and nothing of what is not one', () => {
    expect(asPerson({ name: 'Rani' })).toEqual({ name: 'Rani', position: '', phone: '', email: '' });
    expect(asPerson(['x'])).toEqual({ name: '', position: '', phone: '', email: '' });
  });

  it('knows a period only with both instants', () => {
    expect(asPeriod({ startsAt: '2026-02-03T01:00:00Z' })).toBeNull();
    expect(asPeriod({ startsAt: '2026-02-03T01:00:00Z', endsAt: 'soon' })).toBeNull();
    const period = { startsAt: '2026-02-03T01:00:00Z', endsAt: '2026-02-03T03:00:00Z' };
    expect(asPeriod(period)).toEqual(period);
  });

  it('[UNSRI-75] keeps the columns of the test call and of the event apart', () => {
    expect(asColumns({ test: 'A' })).toEqual({ test: 'A', actual: null });
  });
});

describe('writing', () => {
  it('leaves out empty parts, and is null when nothing is left', () => {
    expect(compact({ name: 'Rani', phone: '' })).toEqual({ name: 'Rani' });
    expect(compact({ name: '', phone: '' })).toBeNull();
  });

  it('reads pasted lists whatever separates them', () => {
    expect(linesOf('a@x.id, b@x.id;c@x.id\n\n d@x.id ')).toEqual(['a@x.id', 'b@x.id', 'c@x.id', 'd@x.id']);
  });

  it('counts items, and forgets what is counted down to none', () => {
    const two = withCount([], 'a', 2);
    expect(withCount(two, 'b', 1)).toEqual([
      { itemId: 'a', count: 2 },
      { itemId: 'b', count: 1 },
    ]);
    expect(withCount(two, 'a', 0)).toEqual([]);
  });
});

describe('a field', () => {
  const field = (facts: Partial<Field>) => ({ key: 'x', type: 'text', filledBy: 'applicant', ...facts }) as Field;

  it('is asked of whoever fills it in, once what it depends on has an answer', () => {
    expect(isAsked(field({ filledBy: 'officer' }), {}, ['applicant'])).toBe(false);
    const dependent = field({ askedWith: 'bridge' });
    expect(isAsked(dependent, {}, ['applicant'])).toBe(false);
    expect(isAsked(dependent, { bridge: 'MCU' }, ['applicant'])).toBe(true);
    expect(isAsked(field({ type: 'signature' }), {}, ['applicant'])).toBe(false);
  });

  it('is empty without a value, with blanks in all its parts, with an empty list', () => {
    expect([undefined, null, '', [], { name: '' }].map(isEmpty)).toEqual([true, true, true, true, true]);
    expect([0, false, 'a', { name: 'a' }].map(isEmpty)).toEqual([false, false, false, false]);
  });
});
