/** Blocks of a printed document: titles, paragraphs, ruled grids that break over pages, pictures. */
import type { Block, Cell, Row } from './layout.ts';
import { drawChart } from './pdf-chart.ts';
import { drawProse } from './pdf-prose.ts';
import { need, type Sheet } from './pdf-sheet.ts';
import { drawProof, drawSignatures } from './pdf-signatures.ts';
import { breakLines, drawLines, type Line, lineHeight } from './pdf-text.ts';

const bodySize = 9;
const smallSize = 7.5;
const titleSize = 12;
const padding = 4;

export function drawBlock(sheet: Sheet, block: Block): void {
  switch (block.kind) {
    case 'title':
      drawTitle(sheet, block.text, block.beneath);
      break;
    case 'paragraph':
      drawParagraph(sheet, block);
      break;
    case 'grid':
      drawGrid(sheet, block);
      break;
    case 'signatures':
      drawSignatures(sheet, block);
      break;
    case 'pictures':
      drawPictures(sheet, block.pictures);
      break;
    case 'proof':
      drawProof(sheet, block);
      break;
    case 'heading':
    case 'prose':
    case 'steps':
    case 'contents':
      drawProse(sheet, block);
      break;
    case 'chart':
      drawChart(sheet, block.chart);
      break;
    case 'space':
      sheet.y += block.height;
  }
}

function drawTitle(sheet: Sheet, text: string, beneath: string | undefined): void {
  const { doc, left: x, width } = sheet;
  const lines = breakLines(doc, text, { size: titleSize, bold: true }, width);
  const under = beneath ? breakLines(doc, beneath, { size: bodySize, italic: true }, width) : [];
  need(sheet, (lines.length + under.length + 4) * lineHeight(titleSize));
  sheet.y += drawLines(doc, lines, { x, y: sheet.y, width, align: 'center' }, titleSize);
  sheet.y += drawLines(doc, under, { x, y: sheet.y, width, align: 'center' }, bodySize) + 6;
}

function drawParagraph(sheet: Sheet, block: Extract<Block, { kind: 'paragraph' }>): void {
  const { doc, left: x, width } = sheet;
  const size = block.small ? smallSize : bodySize;
  for (const line of breakLines(doc, block.words, { size }, width)) {
    need(sheet, lineHeight(size));
    sheet.y += drawLines(doc, [line], { x, y: sheet.y, width, align: block.align }, size);
  }
  sheet.y += 4;
}

interface BrokenCell {
  readonly cell: Cell;
  readonly x: number;
  readonly width: number;
  readonly lines: readonly Line[];
}

function breakRow(sheet: Sheet, row: Row, size: number): BrokenCell[] {
  const given = row.cells.reduce((sum, { share }) => sum + (share ?? 0), 0);
  const unshared = row.cells.filter(({ share }) => share === undefined).length;
  let x = sheet.left;
  return row.cells.map((cell) => {
    const width = sheet.width * (cell.share ?? (1 - given) / unshared);
    const lines = breakLines(
      sheet.doc,
      cell.words,
      { size, bold: cell.bold, italic: cell.italic },
      width - 2 * padding,
    );
    const broken = { cell, x, width, lines };
    x += width;
    return broken;
  });
}

const linesOf = (row: readonly BrokenCell[]) => Math.max(...row.map(({ lines }) => lines.length));
const heightOf = (row: readonly BrokenCell[], size: number) => linesOf(row) * lineHeight(size) + 2 * padding;

function drawGrid(sheet: Sheet, { head = [], rows, small, whole: isWhole }: Extract<Block, { kind: 'grid' }>): void {
  const size = small ? smallSize : bodySize;
  const heads = head.map((row) => breakRow(sheet, row, size));
  const headsHeight = heads.reduce((sum, row) => sum + heightOf(row, size), 0);
  const broken = rows.map((row) => breakRow(sheet, row, size));
  const drawHeads = () => {
    for (const row of heads) drawRow(sheet, row, 0, linesOf(row), size);
  };
  const leastHeight = lineHeight(size) * 2 + 2 * padding;
  const first = broken[0];
  const page = sheet.bottom - sheet.top - headsHeight;
  const all = broken.reduce((sum, row) => sum + heightOf(row, size), 0);
  // The heads go with the first row, which begins here only if it cannot be whole anywhere.
  const firstHeight = first ? heightOf(first, size) : 0;
  const least = firstHeight <= page ? firstHeight : leastHeight;
  need(sheet, headsHeight + (isWhole && all <= page ? all : least));
  drawHeads();
  const nextPage = () => {
    sheet.newPage();
    drawHeads();
  };
  for (const [index, row] of broken.entries()) {
    const following = broken[index + 1];
    const kept = rows[index]?.keepWithNext && following ? Math.min(heightOf(following, size), leastHeight) : 0;
    const whole = heightOf(row, size) + kept;
    // A row that fits on a page of its own goes there whole; a longer one begins here and goes on.
    if (sheet.y + whole > sheet.bottom && (whole <= page || sheet.y + leastHeight > sheet.bottom)) nextPage();
    for (let from = 0; from < linesOf(row); ) {
      const room = Math.max(1, Math.floor((sheet.bottom - sheet.y - 2 * padding) / lineHeight(size)));
      const to = Math.min(linesOf(row), from + room);
      drawRow(sheet, row, from, to, size);
      from = to;
      if (from < linesOf(row)) nextPage();
    }
  }
  sheet.y += 6;
}

/** Lines `from` to `to` of a row with its rules. */
function drawRow(sheet: Sheet, row: readonly BrokenCell[], from: number, to: number, size: number): void {
  const { doc } = sheet;
  const height = (to - from) * lineHeight(size) + 2 * padding;
  for (const { cell, x, width, lines } of row) {
    if (cell.shaded) doc.save().rect(x, sheet.y, width, height).fill('#e8e8e8').restore();
    doc.save().lineWidth(0.6).strokeColor('black').rect(x, sheet.y, width, height).stroke().restore();
    const place = { x: x + padding, y: sheet.y + padding, width: width - 2 * padding, align: cell.align };
    doc.fillColor('black');
    drawLines(doc, lines.slice(from, to), place, size);
  }
  sheet.y += height;
}

const pictureHeight = 150;
function drawPictures(sheet: Sheet, pictures: Extract<Block, { kind: 'pictures' }>['pictures']): void {
  const { doc } = sheet;
  const width = (sheet.width - 10) / 2;
  for (let index = 0; index < pictures.length; index += 2) {
    const pair = pictures.slice(index, index + 2);
    const captions = pair.map(({ caption }) => breakLines(doc, caption, { size: smallSize }, width));
    const captionHeight = Math.max(...captions.map((lines) => lines.length)) * lineHeight(smallSize);
    need(sheet, pictureHeight + captionHeight + 10);
    for (const [column, { bytes }] of pair.entries()) {
      const x = sheet.left + column * (width + 10);
      doc.image(Buffer.from(bytes), x, sheet.y, { fit: [width, pictureHeight], align: 'center', valign: 'center' });
      drawLines(doc, captions[column] ?? [], { x, y: sheet.y + pictureHeight + 3, width, align: 'center' }, smallSize);
    }
    sheet.y += pictureHeight + captionHeight + 10;
  }
}
