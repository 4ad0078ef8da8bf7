/** Phone numbers and times of day that tell one field of a form from another, so that a swapped pair is noticed. */

/** The same number for the same mark, four digits. */
function numberOf(mark: string): number {
  return 1000 + [...mark].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9000, 7);
}

/** `+62 711 583141`. */
export const phoneOf = (mark: string): string => `+62 711 58${numberOf(mark)}`;

/** `09:41`, between eight and four. */
export function timeOfDay(mark: string): string {
  const number = numberOf(mark);
  return `${String(8 + (number % 8)).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}`;
}
