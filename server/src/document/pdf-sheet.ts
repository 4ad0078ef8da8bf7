/** The page that is being written: where it stands, and when the next one begins. */
import type { Doc } from './pdf-text.ts';

/** Where headings came to stand, and the lines of contents that wait for their page numbers. */
export interface PageIndex {
  readonly headings: Map<string, number>;
  readonly waiting: { readonly text: string; readonly page: number; readonly y: number }[];
}
export const emptyIndex = (): PageIndex => ({ headings: new Map(), waiting: [] });

export interface Sheet {
  readonly doc: Doc;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  /** What the table of contents is made from. */
  readonly index: PageIndex;
  /** Where the next thing goes. */
  y: number;
  newPage(): void;
}

/** Goes to the next page unless this much still fits; a page's top is never left for nothing. */
export function need(sheet: Sheet, height: number): void {
  if (sheet.y + height > sheet.bottom && sheet.y > sheet.top) sheet.newPage();
}
