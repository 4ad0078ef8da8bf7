/** Titles are found as runners see them, and everything that is wrong with an id is said. */
import { beforeAll, describe, expect, it } from 'vitest';
import { bookingDraw } from './break.ts';
import { breakages } from './breakages/index.ts';
import { draw } from './draw.ts';
import { findTests, readExcuses, readRequirements } from './files.ts';
import { idsOf, rustTitlesOf, titlesOf } from './titles.ts';
import { type FoundTest, type Requirement, trace } from './trace.ts';

const texts = (source: string) => titlesOf(source).map(({ text }) => text);

describe('titles', () => {
  it('are those of tests that run, however they are written', () => {
    expect(
      texts(`
        describe('[AA-01] a group is no test', () => {
          it("one", () => {});
          test.only('two', async () => {});
          it.each([[1]])('three %s', () => {});
          test.each\`a\`(\`four\`, () => {});
          it.skip('not run', () => {});
          it.todo('not written');
          audit('not a test', () => {});
        });
        // it('a comment', () => {});`),
    ).toEqual(['one', 'two', 'three %s', 'four']);
  });

  it('whose ids a table fills in are left to the runner', () => {
    const computed = (source: string) => titlesOf(source).map((title) => title.computed);
    expect(computed('it(`[$' + '{id}] x`, f); it.each(t)("[$id] x", f); it(title, f)')).toEqual([true, true, true]);
    expect(computed('it(`[AA-01] $' + '{x}`, f); it.each(t)("[AA-01] %s", f); it("a [b] c", f)')).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('in Rust stand in the comment above the test', () => {
    const source = '/// [AA-01] holds\n#[test]\nfn holds() {}\n/// [AA-02] is no test\nfn other() {}\n';
    expect(rustTitlesOf(source)).toEqual([{ text: '[AA-01] holds', line: 1, computed: false }]);
  });

  it('carry ids in brackets', () => {
    expect(idsOf('[UNSRI-25, X-06] refuses; see [B-2] and [not this] X-01')).toEqual(['UNSRI-25', 'X-06', 'B-2']);
    expect(idsOf('a list [1, 2] and a [word]')).toEqual([]);
  });
});

describe('the trace', () => {
  const requirements: Requirement[] = ['A-01', 'A-02', 'A-03', 'A-04', 'A-05'].map((id, index) => ({
    id,
    area: index < 3 ? 'first' : 'second',
    text: id,
  }));
  const test = (title: string): FoundTest => ({ file: 'a.test.ts', line: 7, title });

  it('adds up, in all and by area', () => {
    const tests = [test('[A-01, A-04] x'), test('[A-01] y'), test('z')];
    const excuses = [{ id: 'A-02', reason: 'a heading' }];
    const all = trace(requirements, excuses, tests);
    expect(all).toMatchObject({ total: 5, covered: 2, excused: excuses, missing: ['A-03', 'A-05'], faults: [] });
    expect(all.covered + all.excused.length + all.missing.length).toBe(all.total);
    expect(all.tests['A-01']).toEqual([tests[0], tests[1]]);
    expect(trace(requirements, excuses, tests, 'second')).toMatchObject({
      total: 2,
      covered: 1,
      excused: [],
      missing: ['A-05'],
    });
  });

  it('finds too many ids, unknown ids, and excuses that are none', () => {
    const faults = (tests: FoundTest[], excuses = [{ id: 'A-05', reason: 'a heading' }]) =>
      trace(requirements, excuses, tests).faults;
    expect(faults([test('[A-01, A-02, A-03] x')])).toEqual([]);
    expect(faults([test('[A-01, A-02] x [A-03, A-04]')])).toEqual([
      'a.test.ts:7: a title carries at most 3 ids, not 4.',
    ]);
    expect(faults([test('[A-06] x')])).toEqual(['a.test.ts:7: there is no requirement A-06.']);
    expect(faults([test('[B-07, A-01] x'), test('[B-77] x')])).toEqual(['a.test.ts:7: there is no requirement B-77.']);
    expect(faults([test('[A-05] x')])).toHaveLength(1);
    expect(faults([], [{ id: 'A-09', reason: '' }])).toHaveLength(2);
  });
});

describe('in this repository', () => {
  let tests: FoundTest[];
  beforeAll(() => {
    tests = findTests();
  });

  it('there is nothing to complain of, and the tests that stand there are found, those of tables too', () => {
    expect(tests.length).toBeGreaterThan(500);
    expect(tests.find(({ title }) => title === 'adds up, in all and by area')).toMatchObject({
      file: 'tests/trace/trace.test.ts',
    });
    const { total, faults, tests: byId } = trace(readRequirements(), readExcuses(), tests);
    expect(faults).toEqual([]);
    expect(total).toBe(246);
    // Its id is filled in by a table.
    expect(byId['UNSRI-43']?.map(({ title }) => title)).toContainEqual(
      expect.stringContaining('[UNSRI-43] prints “Address Isian address”'),
    );
  });

  it('the breakages cover the whole draw, and every id has a test that vitest runs', () => {
    const ids = new Set(breakages.map(({ id }) => id));
    const traced = trace(readRequirements(), readExcuses(), tests, bookingDraw.area);
    const drawn = draw(traced, bookingDraw.count, bookingDraw.seed);
    expect(drawn).toHaveLength(30);
    expect(drawn.filter((id) => !ids.has(id))).toEqual([]);
    const untested = [...ids].filter((id) => !traced.tests[id]?.some(({ file }) => /\.test\.tsx?$/.test(file)));
    expect(untested).toEqual([]);
  });
});

describe('a draw', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `A-${String(index + 1).padStart(2, '0')}`);
  const requirements = ids.map((id) => ({ id, area: 'first', text: id }));
  const tests = ids
    .filter((id) => !['A-03', 'A-07'].includes(id))
    .map((id) => ({ file: 'a.test.ts', line: 7, title: `[${id}] x` }));
  const excuses = [{ id: 'A-03', reason: 'a heading' }];

  it('is the same again with the same seed, in whatever order the tests are found', () => {
    const traced = trace(requirements, excuses, tests);
    const drawn = draw(traced, 6, 2026);
    expect(drawn).toEqual(['A-11', 'A-08', 'A-15', 'A-14', 'A-04', 'A-05']);
    expect(draw(trace(requirements, excuses, tests.toReversed()), 6, 2026)).toEqual(drawn);
    expect(draw(traced, 6, 2027)).not.toEqual(drawn);
  });

  it('takes only what is covered, and nothing twice', () => {
    const all = draw(trace(requirements, excuses, tests), 100, 1);
    expect(all.toSorted()).toEqual(ids.filter((id) => !['A-03', 'A-07'].includes(id)));
  });
});
