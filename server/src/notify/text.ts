/** Texts with `{{placeholders}}`: what is wrong with one, and what it says with its facts filled in, as plain text and as HTML. Pure. */

export type Facts = Readonly<Record<string, string>>;

/** A line of a template: words and placeholders in turn. */
type Piece = { readonly words: string } | { readonly placeholder: string };

const placeholderPattern = /\{\{\s*([a-z][a-z0-9-]*)\s*\}\}/g;

/** Placeholders the template names, in order. */
export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(placeholderPattern)].map(([, name = '']) => name);
}

/** What keeps a template from being used: names that are not known, needed ones that are missing, braces that are not closed. */
export function faultsOf(template: string, known: readonly string[], needed: readonly string[]) {
  const used = placeholdersIn(template);
  const rest = template.replace(placeholderPattern, '');
  return {
    unknown: [...new Set(used.filter((name) => !known.includes(name)))],
    missing: needed.filter((name) => !used.includes(name)),
    broken: /\{\{|\}\}/.test(rest),
  };
}

/**
 * The template with its facts. A line that has placeholders, none of which has a value, is left out ("Alasan: {{reason}}" without a reason), and so is
 * such a paragraph with its heading.
 */
export function renderText(template: string, facts: Facts): string {
  return paragraphs(template, facts)
    .map((lines) => lines.map((line) => line.map((piece) => wordsOf(piece, facts)).join('')).join('\n'))
    .join('\n\n');
}

/** The same as paragraphs of HTML: everything is escaped, and `link` becomes one. */
export function renderHtml(template: string, facts: Facts): string {
  const line = (pieces: Piece[]) =>
    pieces
      .map((piece) => {
        const words = escapeHtml(wordsOf(piece, facts));
        const isLink = 'placeholder' in piece && piece.placeholder === 'link' && /^https?:\/\//.test(facts.link ?? '');
        return isLink ? `<a href="${words}">${words}</a>` : words;
      })
      .join('');
  return paragraphs(template, facts)
    .map((lines) => `<p>${lines.map(line).join('\n').replaceAll('\n', '<br>\n')}</p>`)
    .join('\n');
}

/** One line for a header or a title: no line break can begin a header of its own, no control character reaches a screen. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
}

export function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

function wordsOf(piece: Piece, facts: Facts): string {
  return 'words' in piece ? piece.words : (facts[piece.placeholder] ?? '');
}

function paragraphs(template: string, facts: Facts): Piece[][][] {
  return template
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split('\n').map(piecesOf))
    .filter((lines) => saysSomething(lines.flat(), facts))
    .map((lines) => lines.filter((line) => saysSomething(line, facts)));
}

/** Words alone always do; with placeholders, one of them must have a value. */
function saysSomething(pieces: Piece[], facts: Facts): boolean {
  const placeholders = pieces.filter((piece) => 'placeholder' in piece);
  return placeholders.length === 0 || placeholders.some((piece) => wordsOf(piece, facts) !== '');
}

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(placeholderPattern)) {
    if (match.index > from) pieces.push({ words: line.slice(from, match.index) });
    pieces.push({ placeholder: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < line.length) pieces.push({ words: line.slice(from) });
  return pieces;
}
