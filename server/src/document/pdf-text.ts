/** Text on paper: styles, line breaks that never lose a letter, and characters the typeface lacks. */
import type PDFDocument from 'pdfkit';
import type { FontName } from './fonts.ts';
import type { Words } from './layout.ts';

export type Doc = InstanceType<typeof PDFDocument>;

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
}

interface Piece {
  readonly text: string;
  readonly font: FontName;
  readonly strike: boolean;
  readonly width: number;
}
/** One printed line. */
export interface Line {
  readonly pieces: readonly Piece[];
  readonly width: number;
}

/** Room added to a space, as a share of the size: the typeface's own is narrow for running text. */
const wordSpacing = (size: number) => size * 0.07;
/** Width of a text as it is drawn; pdfkit itself does not count the added room. */
function widthOf(doc: Doc, text: string, font: FontName, size: number): number {
  const spaces = text.split(' ').length - 1;
  return doc.font(font).fontSize(size).widthOfString(text) + spaces * wordSpacing(size);
}

/** Height of a line as a multiple of its size. Lower packs more on a page, higher reads easier. */
const leading = 1.35;
export const lineHeight = (size: number): number => size * leading;

/**
 * Breaks text into lines no wider than `width`; a word that is wider alone is broken between letters. Line feeds begin a new line. What no space parts stays
 * together, also where a style ends: a name in bold and its full stop.
 */
export function breakLines(doc: Doc, words: Words, style: TextStyle, width: number): Line[] {
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  let used = 0;
  let word: Piece[] = [];
  const endLine = () => {
    lines.push({ pieces, width: used });
    pieces = [];
    used = 0;
  };
  /** Begins a line where the one there is has no room for so much. */
  const makeRoom = (needed: number) => {
    if (used > 0 && used + needed > width) endLine();
  };
  const add = (piece: Piece) => {
    pieces.push(piece);
    used += piece.width;
  };
  const endWord = () => {
    const wordWidth = word.reduce((sum, piece) => sum + piece.width, 0);
    makeRoom(wordWidth);
    if (wordWidth <= width) word.forEach(add);
    else
      for (const letter of word.flatMap((piece) => lettersOf(doc, piece, style.size))) {
        makeRoom(letter.width);
        add(letter);
      }
    word = [];
  };
  for (const run of typeof words === 'string' ? [{ text: words }] : words) {
    const font: FontName = run.bold || style.bold ? 'bold' : run.italic || style.italic ? 'italic' : 'regular';
    const strike = 'strike' in run && run.strike === true;
    const paragraphs = printable(doc, font, run.text).split('\n');
    for (const [index, paragraph] of paragraphs.entries()) {
      if (index > 0) {
        endWord();
        endLine();
      }
      for (const text of paragraph.match(/\s+|\S+/g) ?? []) {
        const piece = { text, font, strike, width: widthOf(doc, text, font, style.size) };
        if (text.trim() !== '') {
          word.push(piece);
          continue;
        }
        endWord();
        makeRoom(piece.width);
        // A space that a line break put first would indent the line.
        if (used > 0) add(piece);
      }
    }
  }
  endWord();
  endLine();
  return lines;
}

function lettersOf(doc: Doc, piece: Piece, size: number): Piece[] {
  return [...piece.text].map((text) => ({ ...piece, text, width: widthOf(doc, text, piece.font, size) }));
}

/** Draws one line with its top at `y`. */
export function drawLine(doc: Doc, line: Line, x: number, y: number, size: number): void {
  let at = x;
  for (const [text, font, strike, width] of joined(doc, line, size)) {
    // pdfkit drops the spaces that a text begins with; the room they take is left by hand.
    const words = text.trimStart();
    const space = widthOf(doc, text.slice(0, text.length - words.length), font, size);
    doc
      .font(font)
      .fontSize(size)
      .text(words, at + space, y, { lineBreak: false, wordSpacing: wordSpacing(size) });
    if (strike) {
      const middle = y + size * 0.62;
      doc
        .save()
        .lineWidth(0.7)
        .moveTo(at, middle)
        .lineTo(at + width, middle)
        .stroke()
        .restore();
    }
    at += width;
  }
}

/** Neighbours of one style are one string, so that a program that reads the file finds whole sentences. */
function joined(doc: Doc, line: Line, size: number): [string, FontName, boolean, number][] {
  const parts: [string, FontName, boolean, number][] = [];
  for (const { text, font, strike } of line.pieces) {
    const last = parts.at(-1);
    if (last && last[1] === font && last[2] === strike) last[0] += text;
    else parts.push([text, font, strike, 0]);
  }
  for (const part of parts) part[3] = widthOf(doc, part[0], part[1], size);
  return parts;
}

/** Draws lines below each other, aligned within `width`; answers the height they took. */
export function drawLines(
  doc: Doc,
  lines: readonly Line[],
  place: { x: number; y: number; width: number; align?: 'left' | 'center' | 'right' | undefined },
  size: number,
): number {
  for (const [index, line] of lines.entries()) {
    const spare = Math.max(0, place.width - line.width);
    const indent = place.align === 'center' ? spare / 2 : place.align === 'right' ? spare : 0;
    drawLine(doc, line, place.x + indent, place.y + index * lineHeight(size), size);
  }
  return lines.length * lineHeight(size);
}

/** pdfkit keeps the open font's own tables, of which one question is asked. */
interface OpenFont {
  readonly font?: { hasGlyphForCodePoint(codePoint: number): boolean };
}

/** What the typeface can print: tabs are spaces, control characters nothing, and a character it lacks is a question mark. */
function printable(doc: Doc, font: FontName, text: string): string {
  doc.font(font);
  const { font: face } = (doc as unknown as { _font: OpenFont })._font;
  let clean = '';
  for (const character of text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\t', ' ')) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (character === '\n') clean += character;
    else if (codePoint < 32 || codePoint === 127) continue;
    else clean += !face || face.hasGlyphForCodePoint(codePoint) ? character : '?';
  }
  return clean;
}
