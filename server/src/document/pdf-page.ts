/** What every page carries: letterhead with the document control box, the foot, and a watermark where the paper proves nothing. */
import type { PrintedDocument } from './layout.ts';
import { breakLines, type Doc, drawLines, type Line, lineHeight } from './pdf-text.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
interface PageNumbers {
  readonly page: number;
  readonly pages: number;
}

const nameSize = 10;
const contactSize = 7.5;
const controlSize = 7.5;
const footSize = 7;
const padding = 5;
const logoWidth = 54;
const pageWords = (words: string, { page, pages }: PageNumbers) =>
  words.replace('{page}', String(page)).replace('{pages}', String(pages));

/** The head's texts, broken for the widths they have. */
function headParts(doc: Doc, document: PrintedDocument, width: number) {
  const { control, letterhead } = document;
  const logo = letterhead.logo ? logoWidth : 0;
  const controlWidth = control ? Math.min(178, width * 0.36) : 0;
  const nameWidth = width - logo - controlWidth;
  const inner = nameWidth - 2 * padding;
  const names = letterhead.lines.flatMap((line) => breakLines(doc, line, { size: nameSize, bold: true }, inner));
  const contact = letterhead.contact.flatMap((line) => breakLines(doc, line, { size: contactSize }, inner));
  const title = control ? breakLines(doc, control.title, { size: nameSize, bold: true }, inner) : [];
  const namesHeight = names.length * lineHeight(nameSize) + contact.length * lineHeight(contactSize) + 2 * padding;
  const titleHeight = control ? title.length * lineHeight(nameSize) + 2 * padding : 0;
  const controlLines: Line[][] = control
    ? [...control.rows, { label: control.pageLabel, value: '000 / 000' }].map(({ label, value }) =>
        breakLines(doc, `${label} : ${value}`, { size: controlSize }, controlWidth - 2 * padding),
      )
    : [];
  const controlHeight = controlLines.reduce((sum, lines) => sum + lines.length * lineHeight(controlSize) + padding, 0);
  const height = Math.max(namesHeight + titleHeight, controlHeight, logo === 0 ? 0 : logoWidth);
  return { logo, controlWidth, nameWidth, inner, names, contact, title, titleHeight, controlLines, height };
}

export function headHeight(doc: Doc, document: PrintedDocument, width: number): number {
  return headParts(doc, document, width).height;
}

export function drawHead(doc: Doc, document: PrintedDocument, { x, y, width }: Place, numbers: PageNumbers): void {
  const parts = headParts(doc, document, width);
  const { logo, nameWidth, height, titleHeight } = parts;
  doc.lineWidth(0.8).strokeColor('black').fillColor('black');
  if (document.letterhead.logo) {
    const box = {
      fit: [logo - 2 * padding, height - 2 * padding] as [number, number],
      align: 'center',
      valign: 'center',
    } as const;
    doc.image(Buffer.from(document.letterhead.logo), x + padding, y + padding, box);
  }
  const nameX = x + logo + padding;
  const namesHeight = parts.names.length * lineHeight(nameSize) + parts.contact.length * lineHeight(contactSize);
  let at = y + (height - titleHeight - namesHeight) / 2;
  at += drawLines(doc, parts.names, { x: nameX, y: at, width: parts.inner, align: 'center' }, nameSize);
  drawLines(doc, parts.contact, { x: nameX, y: at, width: parts.inner, align: 'center' }, contactSize);
  const { control } = document;
  if (!control) {
    doc
      .lineWidth(1.6)
      .moveTo(x, y + height)
      .lineTo(x + width, y + height)
      .stroke();
    return;
  }
  const titleY = y + height - titleHeight;
  drawLines(doc, parts.title, { x: nameX, y: titleY + padding, width: parts.inner, align: 'center' }, nameSize);
  doc.rect(x, y, width, height).stroke();
  if (logo > 0)
    doc
      .moveTo(x + logo, y)
      .lineTo(x + logo, y + height)
      .stroke();
  doc
    .moveTo(x + logo, titleY)
    .lineTo(x + logo + nameWidth, titleY)
    .stroke();
  const controlX = x + logo + nameWidth;
  doc
    .moveTo(controlX, y)
    .lineTo(controlX, y + height)
    .stroke();
  drawControl(doc, document, { x: controlX, y, width: parts.controlWidth }, height, numbers);
}

function drawControl(
  doc: Doc,
  { control }: PrintedDocument,
  { x, y, width }: Place,
  height: number,
  numbers: PageNumbers,
): void {
  if (!control) return;
  const rows = [...control.rows, { label: control.pageLabel, value: pageWords(control.pageWords, numbers) }];
  const inner = width - 2 * padding;
  const texts = rows.map(({ label, value }) => breakLines(doc, `${label} : ${value}`, { size: controlSize }, inner));
  const needed = texts.reduce((sum, lines) => sum + lines.length * lineHeight(controlSize), 0);
  // What the head has to spare is shared out, so that the rules stand evenly.
  const extra = (height - needed) / texts.length;
  let at = y;
  for (const [index, lines] of texts.entries()) {
    if (index > 0)
      doc
        .moveTo(x, at)
        .lineTo(x + width, at)
        .stroke();
    const taken = drawLines(doc, lines, { x: x + padding, y: at + extra / 2, width: inner }, controlSize);
    at += taken + extra;
  }
}

const footerLines = (doc: Doc, document: PrintedDocument, width: number): Line[] =>
  document.footer.flatMap(({ text, italic }) => breakLines(doc, text, { size: footSize, italic }, width));

export function footHeight(doc: Doc, document: PrintedDocument, width: number): number {
  const lines = footerLines(doc, document, width).length + (document.control ? 0 : 1);
  return lines * lineHeight(footSize) + 4;
}

export function drawFoot(doc: Doc, document: PrintedDocument, { x, y, width }: Place, numbers: PageNumbers): void {
  doc
    .lineWidth(0.5)
    .strokeColor('black')
    .fillColor('black')
    .moveTo(x, y)
    .lineTo(x + width, y)
    .stroke();
  const taken = drawLines(doc, footerLines(doc, document, width), { x, y: y + 4, width, align: 'center' }, footSize);
  if (document.control) return;
  const page = breakLines(doc, pageWords(document.pageWords, numbers), { size: footSize }, width);
  drawLines(doc, page, { x, y: y + 4 + taken, width, align: 'right' }, footSize);
}

/** In outline, so that what lies under it stays legible and a copier does not drop it. */
export function drawWatermark(doc: Doc, text: string): void {
  const { width, height } = doc.page;
  doc.save();
  doc.rotate(-45, { origin: [width / 2, height / 2] });
  doc.font('bold').fontSize(86).lineWidth(0.7).strokeColor('#777777');
  const length = doc.widthOfString(text);
  doc.text(text, width / 2 - length / 2, height / 2 - 43, { lineBreak: false, stroke: true, fill: false });
  doc.restore();
}
