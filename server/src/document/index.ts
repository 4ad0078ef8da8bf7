/** Documents: what a case prints as PDF, signatures over it, the public proof, and the files that people attach. */
export { printValue } from './field-value.ts';
export { documentRoutes } from './http.ts';
export { type Block, type Chart, fieldRow, headingRow, type PrintedDocument, type Row } from './layout.ts';
export { renderPdf } from './pdf.ts';
export { footPageWords, printedLetterhead } from './printing.ts';
export { printClock, printDate, printDay, printInstant, printPeriod, zoneName } from './when.ts';
