/** Signatures side by side, and the proof with its QR code. */
import QRCode from 'qrcode';
import type { Block, SignatureSide } from './layout.ts';
import { need, type Sheet } from './pdf-sheet.ts';
import { breakLines, type Doc, drawLines, lineHeight } from './pdf-text.ts';

const bodySize = 9;
const smallSize = 6.5;
const markHeight = 46;
/** The box that a drawn signature's path lives in. */
export const markBox = { width: 600, height: 200 };

export function drawSignatures(sheet: Sheet, block: Extract<Block, { kind: 'signatures' }>): void {
  const { doc } = sheet;
  const width = sheet.width / block.sides.length;
  const notes = block.sides.map(({ mark }) =>
    (mark?.lines ?? []).flatMap((line) => breakLines(doc, line, { size: smallSize }, width - 16)),
  );
  const notesHeight = Math.max(0, ...notes.map((lines) => lines.length)) * lineHeight(smallSize);
  need(sheet, lineHeight(bodySize) * 4 + markHeight + notesHeight + 8);
  const line = breakLines(doc, block.placeAndDate, { size: bodySize }, sheet.width);
  sheet.y += drawLines(doc, line, { x: sheet.left, y: sheet.y, width: sheet.width, align: 'right' }, bodySize) + 4;
  const top = sheet.y;
  for (const [index, side] of block.sides.entries()) {
    const place = { x: sheet.left + index * width, y: top, width, align: 'center' as const };
    drawLines(doc, breakLines(doc, side.role, { size: bodySize, bold: true }, width), place, bodySize);
    drawMark(doc, side, { x: place.x + 8, y: top + lineHeight(bodySize), width: width - 16 });
    const below = top + lineHeight(bodySize) + markHeight;
    const name = side.mark ? `( ${side.mark.name} )` : `( ${'.'.repeat(40)} )`;
    const lines = breakLines(doc, name, { size: bodySize }, width - 16);
    const taken = drawLines(doc, lines, { ...place, x: place.x + 8, y: below, width: width - 16 }, bodySize);
    drawLines(doc, notes[index] ?? [], { ...place, x: place.x + 8, y: below + taken, width: width - 16 }, smallSize);
  }
  sheet.y = top + lineHeight(bodySize) * 2.5 + markHeight + notesHeight + 6;
}

function drawMark(doc: Doc, { mark }: SignatureSide, { x, y, width }: { x: number; y: number; width: number }): void {
  if (!mark) return;
  if (mark.kind === 'typed') {
    const [line] = breakLines(doc, mark.name, { size: 15, italic: true }, width);
    if (line) drawLines(doc, [line], { x, y: y + markHeight / 2 - 8, width, align: 'center' }, 15);
    return;
  }
  const scale = Math.min(width / markBox.width, markHeight / markBox.height);
  doc.save();
  doc.translate(x + (width - markBox.width * scale) / 2, y).scale(scale);
  doc.lineWidth(5).lineCap('round').lineJoin('round').strokeColor('black');
  doc.path(mark.path ?? '').stroke();
  doc.restore();
}

const qrSize = 62;
export function drawProof(sheet: Sheet, { url, hash, sentence }: Extract<Block, { kind: 'proof' }>): void {
  const { doc } = sheet;
  need(sheet, qrSize + 8);
  const top = sheet.y + 4;
  drawQr(doc, url, sheet.left, top);
  const x = sheet.left + qrSize + 8;
  const width = sheet.width - qrSize - 8;
  const lines = [
    ...breakLines(doc, sentence, { size: 7.5 }, width),
    ...breakLines(doc, url, { size: 7.5 }, width),
    ...breakLines(doc, `SHA-256 ${hash}`, { size: 7.5 }, width),
  ];
  drawLines(doc, lines, { x, y: top + 4, width }, 7.5);
  sheet.y = top + Math.max(qrSize, lines.length * lineHeight(7.5) + 4) + 4;
}

/** Squares as vectors: sharp on any printer. Level M survives a coffee stain and stays small. */
function drawQr(doc: Doc, text: string, x: number, y: number): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const unit = qrSize / modules.size;
  doc.save().fillColor('black');
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) doc.rect(x + column * unit, y + row * unit, unit, unit);
    }
  }
  doc.fill().restore();
}
