/** Where the steps of a procedure stand in its picture: rows from top to bottom, parallel steps side by side, lines between the rows. Pure. */
import type { SopStep } from '@sambung/contract/sop';

type Step = Pick<SopStep, 'key' | 'next'>;

/** A place in a row: a step, or a line that passes by on its way to a later row. */
export interface Cell {
  /** Null for a passing line. */
  readonly step: string | null;
  /** Middle of the cell, as a share of the row's width. */
  readonly middle: number;
}
/** A line from a cell of this row to a cell of the next, by their middles. */
export interface Line {
  readonly from: number;
  readonly to: number;
}
export interface Row {
  readonly cells: readonly Cell[];
  /** Width of each cell, as a share of the row's width. */
  readonly widths: readonly number[];
  readonly lines: readonly Line[];
}

/** A passing line's width beside a step's: wider leaves less for the words. */
const passingWeight = 0.18;

/** Rows of a flow without circles; steps that name unknown others are drawn without that line. */
export function layOut(steps: readonly Step[]): Row[] {
  const depth = depthsOf(steps);
  const last = Math.max(0, ...depth.values());
  const rows: { step: string | null; id: string }[][] = Array.from({ length: last + 1 }, () => []);
  for (const { key } of steps) rows[depth.get(key) ?? 0]?.push({ step: key, id: key });
  const links: [number, string, string][] = [];
  for (const { key, next } of steps)
    for (const target of next) {
      const from = depth.get(key) ?? 0;
      const to = depth.get(target);
      if (to === undefined || to <= from) continue;
      let before = key;
      for (let row = from + 1; row < to; row++) {
        const id = `${key}→${target}@${row}`;
        rows[row]?.push({ step: null, id });
        links.push([row - 1, before, id]);
        before = id;
      }
      links.push([to - 1, before, target]);
    }
  const placed = rows.map((cells) => {
    const weights = cells.map(({ step }) => (step === null ? passingWeight : 1));
    const sum = weights.reduce((a, b) => a + b, 0);
    const widths = weights.map((weight) => weight / sum);
    let left = 0;
    const middles = widths.map((width) => {
      left += width;
      return left - width / 2;
    });
    return { cells: cells.map(({ step, id }, index) => ({ step, id, middle: middles[index] ?? 0.5 })), widths };
  });
  return placed.map(({ cells, widths }, row) => ({
    widths,
    cells: cells.map(({ step, middle }) => ({ step, middle })),
    lines: links.flatMap(([from, source, target]) => {
      if (from !== row) return [];
      const start = cells.find(({ id }) => id === source);
      const end = placed[row + 1]?.cells.find(({ id }) => id === target);
      return start && end ? [{ from: start.middle, to: end.middle }] : [];
    }),
  }));
}

/** The longest way to each step, in rows: a step stands below everything it waits for. */
function depthsOf(steps: readonly Step[]): Map<string, number> {
  const depths = new Map(steps.map(({ key }) => [key, 0]));
  // As many rounds as there are steps settle every flow without circles; with one they end all the same.
  for (let round = 0; round < steps.length; round++) {
    let isSettled = true;
    for (const { key, next } of steps)
      for (const target of next) {
        const wanted = (depths.get(key) ?? 0) + 1;
        const now = depths.get(target);
        if (now === undefined || now >= wanted || wanted >= steps.length) continue;
        depths.set(target, wanted);
        isSettled = false;
      }
    if (isSettled) break;
  }
  return depths;
}
