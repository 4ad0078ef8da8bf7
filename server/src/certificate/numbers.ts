/** Measured values as they are printed: in the reader's way of writing numbers, with their unit, never rounded to a nicer one. Pure. */

import { categoryNames } from '@sambung/contract/certificate-words';
import type { Language } from '@sambung/contract/problem';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
/** More would print noise of the arithmetic; fewer would hide on which side of a limit a value is. */
const fractionDigits = 3;

export const numberText = (value: number, language: Language): string =>
  value.toLocaleString(locales[language], { maximumFractionDigits: fractionDigits });

interface Measured {
  readonly value: number | string | null;
  readonly bound: boolean;
}
/** "84,25 ms"; a bound that was proven as "min."; a dash where nothing was measured. */
export function valueText({ value, bound }: Measured, unit: string, language: Language): string {
  if (value === null) return '–';
  if (typeof value === 'string') return categoryNames[value]?.[language] ?? value;
  const text = `${bound ? 'min. ' : ''}${numberText(value, language)}`;
  return unit === '' ? text : `${text} ${unit}`;
}

export const rangeText = (interval: { low: number; high: number } | null, language: Language): string =>
  interval ? `${numberText(interval.low, language)} … ${numberText(interval.high, language)}` : '–';
