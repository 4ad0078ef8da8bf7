/** Limits of a rubric in words: what counts in a class, and a range as people read it. Pure. */
import type { Limits, LineClass, Range, RubricColumn } from '@sambung/contract/rubric';
import { formatNumber } from '../ui/date.ts';
import type { Language } from '../ui/i18n.ts';

type RangeColumn = Extract<RubricColumn, { kind: 'range' }>;

/** What counts in a class: its own limits where it has some, the reference added. */
export function limitsIn({ limits, classes, reference }: RangeColumn, lineClass: LineClass): Limits {
  const own = classes[lineClass] ?? limits;
  const shift = reference?.[lineClass] ?? 0;
  const shifted = ({ min, max }: Range): Range => ({
    ...(min !== undefined && { min: min + shift }),
    ...(max !== undefined && { max: max + shift }),
  });
  return { pass: shifted(own.pass), marginal: shifted(own.marginal) };
}

/** `≤ 200 ms`, `≥ 24 fps`, `-45 … 125 ms`; a dash where there is no limit. */
export function rangeWords(language: Language, { min, max }: Range, unit: string): string {
  const number = (value: number) => formatNumber(language, value);
  if (min === undefined && max === undefined) return '–';
  const words =
    min === undefined
      ? `≤ ${number(max ?? 0)}`
      : max === undefined
        ? `≥ ${number(min)}`
        : `${number(min)} … ${number(max)}`;
  // No line ends between a number and its unit.
  return `${words} ${unit}`.trim().replaceAll(' ', '\u00a0');
}
