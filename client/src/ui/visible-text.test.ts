/** No visible string is written into a component: it would exist in one language only. */
import ts from 'typescript';
import { expect, it } from 'vitest';

const sources = import.meta.glob<string>('../**/*.tsx', { eager: true, query: '?raw', import: 'default' });
const visibleAttributes = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'description',
  'label',
  'placeholder',
  'title',
]);
/** The product's name is the same in every language. */
const names = new Set(['Sambung']);
const isWords = (text: string) => /\p{L}{2,}/u.test(text) && !names.has(text.trim());

function visibleStrings(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWords(node.text)) found.push(node.text.trim());
    if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) {
      const literal = node.expression;
      if (literal && ts.isStringLiteralLike(literal) && isWords(literal.text)) found.push(literal.text);
    }
    if (ts.isJsxAttribute(node) && visibleAttributes.has(node.name.getText()) && node.initializer) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer;
      if (value && ts.isStringLiteralLike(value) && isWords(value.text)) found.push(value.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

it('finds words in elements and in visible attributes', () => {
  const source = `const a = <p title="Hello there">Some words {'and more'} {t('key')}<img alt={'A face'} className="not words" /></p>;`;
  expect(visibleStrings('a.tsx', source)).toEqual(['Hello there', 'Some words', 'and more', 'A face']);
});

it.each(Object.entries(sources))('%s takes its words from the messages', (file, source) => {
  expect(visibleStrings(file, source)).toEqual([]);
});
