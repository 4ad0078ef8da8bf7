/** What stands in a tile for somebody whose camera is off. */

/** Up to two letters: of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => initialOf(word) !== '');
  const first = words[0];
  if (!first) return '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last].map(initialOf).join('').toLocaleUpperCase('id');
}

/** The first letter, digit or picture of a word; brackets and dashes are passed over. */
const initialOf = (word: string) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.exec(word)?.[0] ?? '';
