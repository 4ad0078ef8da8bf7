/** Lines on paper: what fits, what stays together, and that nothing is lost. */
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { loadFonts } from './fonts.ts';
import type { Words } from './layout.ts';
import { breakLines } from './pdf-text.ts';

const doc = new PDFDocument({ font: '' } as PDFKit.PDFDocumentOptions);
for (const [name, bytes] of Object.entries(loadFonts())) doc.registerFont(name, Buffer.from(bytes));

const linesOf = (words: Words, width: number) =>
  breakLines(doc, words, { size: 10 }, width).map(({ pieces }) => pieces.map(({ text }) => text).join(''));

describe('a line on paper', () => {
  it('never begins with what belongs to the bold name before it', () => {
    const words = [
      { text: 'Press ' },
      { text: 'Join', bold: true },
      { text: '. Then wait, or press ' },
      { text: 'Leave', bold: true },
      { text: '!' },
    ];
    for (let width = 60; width < 250; width += 1) {
      const lines = linesOf(words, width);
      expect(lines.filter((line) => /^[.,!]/.test(line))).toEqual([]);
      expect(lines.map((line) => line.trim()).join(' ')).toBe('Press Join. Then wait, or press Leave!');
    }
  });

  it('is no wider than there is room, whatever stands in it', () => {
    const words = [{ text: 'Averyverylongword', bold: true }, { text: 'thatgoeson and ends\nhere' }];
    for (let width = 20; width < 250; width += 7) {
      const lines = breakLines(doc, words, { size: 10 }, width);
      expect(Math.max(...lines.map((line) => line.width))).toBeLessThanOrEqual(width);
      expect(linesOf(words, width).join('').replaceAll(' ', '')).toBe('Averyverylongwordthatgoesonandendshere');
    }
  });

  it('begins anew at a line feed, and is empty between two', () => {
    expect(linesOf('One\n\ntwo', 200)).toEqual(['One', '', 'two']);
    expect(linesOf('', 200)).toEqual(['']);
  });
});
