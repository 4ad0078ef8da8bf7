/** Running text on paper, for what is read rather than filled in: headings, prose, numbered steps, a table of contents that finds its pages itself. */
import type { Block, Words } from './layout.ts';
import { need, type Sheet } from './pdf-sheet.ts';
import { breakLines, type Doc, drawLines, lineHeight } from './pdf-text.ts';

type Prose = Extract<Block, { kind: 'heading' | 'prose' | 'steps' | 'contents' }>;

/** Points. Larger reads easier and takes more paper; forms are set smaller, because they are filled rather than read. */
const proseSize = 10;
const headingSizes = { 1: 14, 2: 11 } as const;
/** Lines that stay with their heading: fewer leave a heading nearly alone at a page's foot, more leave the foot empty. A chapter begins with another heading. */
const linesWithHeading = { 1: 8, 2: 3 } as const;
const indent = 18;
const gap = 4;

export function drawProse(sheet: Sheet, block: Prose): void {
  switch (block.kind) {
    case 'heading':
      drawHeading(sheet, block.text, block.level);
      break;
    case 'prose':
      drawText(sheet, block.words, 0);
      break;
    case 'steps':
      for (const [index, step] of block.steps.entries()) {
        // The last one is never alone on a page.
        if (index === block.steps.length - 2) need(sheet, heightOf(sheet, block.steps.slice(index)));
        drawStep(sheet, `${index + 1}.`, step);
      }
      sheet.y += gap;
      break;
    case 'contents':
      for (const text of block.headings) drawEntry(sheet, text);
  }
}

function drawHeading(sheet: Sheet, text: string, level: 1 | 2): void {
  const { doc, left: x, width } = sheet;
  const size = headingSizes[level];
  const above = level === 1 ? 22 : 8;
  const lines = breakLines(doc, text, { size, bold: true }, width);
  need(sheet, above + lines.length * lineHeight(size) + linesWithHeading[level] * lineHeight(proseSize));
  if (sheet.y > sheet.top) sheet.y += above;
  if (level === 1) {
    sheet.index.headings.set(text, pageOf(doc));
    doc.outline.addItem(text);
  }
  sheet.y += drawLines(doc, lines, { x, y: sheet.y, width }, size) + gap;
}

function drawText(sheet: Sheet, words: Words, inset: number): void {
  const { doc, left, width } = sheet;
  for (const line of breakLines(doc, words, { size: proseSize }, width - inset)) {
    need(sheet, lineHeight(proseSize));
    sheet.y += drawLines(doc, [line], { x: left + inset, y: sheet.y, width: width - inset }, proseSize);
  }
  sheet.y += gap;
}

function heightOf({ doc, width }: Sheet, steps: readonly Words[]): number {
  const lines = steps.flatMap((step) => breakLines(doc, step, { size: proseSize }, width - indent));
  return lines.length * lineHeight(proseSize) + (steps.length - 1) * gap;
}

function drawStep(sheet: Sheet, number: string, words: Words): void {
  need(sheet, lineHeight(proseSize));
  const { doc, left: x } = sheet;
  const mark = breakLines(doc, number, { size: proseSize }, indent);
  drawLines(doc, mark, { x, y: sheet.y, width: indent - gap, align: 'right' }, proseSize);
  drawText(sheet, words, indent);
}

function drawEntry(sheet: Sheet, text: string): void {
  need(sheet, lineHeight(proseSize));
  const { doc, left: x, width, y } = sheet;
  drawLines(doc, breakLines(doc, text, { size: proseSize }, width - indent), { x, y, width }, proseSize);
  sheet.index.waiting.push({ text, page: pageOf(doc), y });
  sheet.y += lineHeight(proseSize) + 2;
}

/** Writes the page of each heading at the end of its line of contents, once all pages are there. */
export function fillContents(sheet: Sheet): void {
  const { doc, left: x, width, index } = sheet;
  for (const { text, page, y } of index.waiting) {
    const found = index.headings.get(text);
    if (found === undefined) continue;
    doc.switchToPage(page);
    const number = breakLines(doc, String(found + 1), { size: proseSize }, width);
    drawLines(doc, number, { x, y, width, align: 'right' }, proseSize);
  }
}

/** The page that is being written, from 0. */
function pageOf(doc: Doc): number {
  const { start, count } = doc.bufferedPageRange();
  return start + count - 1;
}
