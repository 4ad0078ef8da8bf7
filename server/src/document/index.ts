/** Documents: what a case prints as PDF, signatures over it, the public proof, and the files that people attach. */
export { documentRoutes } from './http.ts';
export { type Block, fieldRow, headingRow, type PrintedDocument, type Row } from './layout.ts';
export { renderPdf } from './pdf.ts';
export { footPageWords, printedLetterhead } from './printing.ts';
export { printClock, printDate, printDay, printInstant, printPeriod, zoneName } from './when.ts';
