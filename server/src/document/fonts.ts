/** The typeface of printed documents: Plus Jakarta Sans as on screen, in the repository because PDFs take no variable fonts (decision 018). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const read = (weight: string) =>
  readFileSync(fileURLToPath(new URL(`../../fonts/PlusJakartaSans-${weight}.ttf`, import.meta.url)));

export type FontName = 'regular' | 'bold' | 'italic';

let fonts: Readonly<Record<FontName, Uint8Array>> | undefined;
/** The fonts' bytes, read once. */
export function loadFonts(): Readonly<Record<FontName, Uint8Array>> {
  fonts ??= { regular: read('Regular'), bold: read('Bold'), italic: read('Italic') };
  return fonts;
}
