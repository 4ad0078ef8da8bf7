/** Rows and lines of a procedure's picture. */
import { expect, it } from 'vitest';
import { layOut } from './flow-layout.ts';

const step = (key: string, ...next: string[]) => ({ key, next });
const namesOf = (rows: ReturnType<typeof layOut>) => rows.map(({ cells }) => cells.map(({ step }) => step));

it('draws a chain as one step a row', () => {
  const rows = layOut([step('a', 'b'), step('b', 'c'), step('c')]);
  expect(namesOf(rows)).toEqual([['a'], ['b'], ['c']]);
  expect(rows.map(({ lines }) => lines)).toEqual([[{ from: 0.5, to: 0.5 }], [{ from: 0.5, to: 0.5 }], []]);
});

it('draws parallel steps side by side and both lines into the step that waits for them', () => {
  const rows = layOut([step('a', 'b', 'c'), step('b', 'd'), step('c', 'd'), step('d')]);
  expect(namesOf(rows)).toEqual([['a'], ['b', 'c'], ['d']]);
  expect(rows[0]?.lines).toEqual([
    { from: 0.5, to: 0.25 },
    { from: 0.5, to: 0.75 },
  ]);
  expect(rows[1]?.lines).toEqual([
    { from: 0.25, to: 0.5 },
    { from: 0.75, to: 0.5 },
  ]);
});

it('leads a line past the rows between', () => {
  const rows = layOut([step('a', 'b', 'd'), step('b', 'c'), step('c', 'd'), step('d')]);
  expect(namesOf(rows)).toEqual([['a'], ['b', null], ['c', null], ['d']]);
  expect(rows[1]?.lines).toHaveLength(2);
  expect(rows[2]?.lines.map(({ to }) => to)).toEqual([0.5, 0.5]);
});

it('ends on a flow with a circle or an unknown name', () => {
  expect(layOut([step('a', 'b'), step('b', 'a', 'x')]).flatMap(({ cells }) => cells)).toHaveLength(2);
  expect(layOut([])).toHaveLength(1);
});
