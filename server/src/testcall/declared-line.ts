/** The class of line that a declared bandwidth carries. Pure. */
import type { LineClass } from '@sambung/contract/rubric';
import { classTargets } from '../measurement/index.ts';

export interface DeclaredLine {
  readonly downKbps: number;
  readonly upKbps: number;
}

/** The rubric's marginal limit of M13: less than the class's target cannot carry it. */
const reserve = 1.25;

/** The best class whose targets fit with a quarter in reserve; SD where nothing is declared, because most sites carry it. */
export function classFor(line: DeclaredLine | null): LineClass {
  if (line === null) return 'sd';
  const carries = (wanted: LineClass) =>
    line.upKbps * 1_000 >= classTargets[wanted].up * reserve &&
    line.downKbps * 1_000 >= classTargets[wanted].down * reserve;
  return carries('hd') ? 'hd' : carries('sd') ? 'sd' : 'audio-first';
}
