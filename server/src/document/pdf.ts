/** Makes a printed document into PDF: A4, the head and the foot on every page, page x of y, blocks that flow over pages. */
import PDFDocument from 'pdfkit';
import { loadFonts } from './fonts.ts';
import type { PrintedDocument } from './layout.ts';
import { drawBlock } from './pdf-blocks.ts';
import { drawFoot, drawHead, drawWatermark, footHeight, headHeight } from './pdf-page.ts';
import { fillContents } from './pdf-prose.ts';
import { emptyIndex, type Sheet } from './pdf-sheet.ts';
import { breakLines, type Doc, drawLines, lineHeight } from './pdf-text.ts';

/** Points (1/72 inch): 18 mm at the sides, so that a punched page loses nothing. */
export const margin = 51;
const edge = 30;

/** The document as PDF bytes. The same facts make the same bytes. */
export function renderPdf(document: PrintedDocument): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    layout: document.landscape ? 'landscape' : 'portrait',
    margin: 0,
    bufferPages: true,
    lang: document.language === 'id' ? 'id-ID' : 'en-GB',
    displayTitle: true,
    font: '',
    info: { Title: document.title, Creator: 'Sambung', Producer: 'Sambung', CreationDate: document.createdAt },
  } as PDFKit.PDFDocumentOptions);
  for (const [name, bytes] of Object.entries(loadFonts())) doc.registerFont(name, Buffer.from(bytes));
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const bytes = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  write(doc, document);
  doc.end();
  return bytes;
}

function write(doc: Doc, document: PrintedDocument): void {
  const width = doc.page.width - 2 * margin;
  const top = edge + headHeight(doc, document, width) + 12;
  const bottom = doc.page.height - edge - footHeight(doc, document, width) - 8;
  const sheet: Sheet = {
    doc,
    left: margin,
    width,
    top,
    bottom,
    y: top,
    index: emptyIndex(),
    newPage() {
      doc.addPage();
      sheet.y = top;
    },
  };
  drawFormCode(sheet, document.formCode);
  for (const block of document.blocks) drawBlock(sheet, block);
  fillContents(sheet);
  const { start, count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page);
    const numbers = { page: page + 1, pages: count };
    drawHead(doc, document, { x: margin, y: edge, width }, numbers);
    drawFoot(doc, document, { x: margin, y: bottom + 8, width }, numbers);
    if (document.watermark) drawWatermark(doc, document.watermark);
  }
}

const codeSize = 8;
function drawFormCode(sheet: Sheet, code: string): void {
  if (code === '') return;
  const lines = breakLines(sheet.doc, code, { size: codeSize, bold: true }, sheet.width);
  drawLines(sheet.doc, lines, { x: sheet.left, y: sheet.y, width: sheet.width, align: 'right' }, codeSize);
  sheet.y += lines.length * lineHeight(codeSize) + 3;
}
