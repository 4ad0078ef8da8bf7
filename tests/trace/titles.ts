/** The titles of the tests in a source file, as written: what the trace from requirements to tests is read from. */
import ts from 'typescript';

/** One test of a file. */
export interface Title {
  /** As written; a value that is filled in when the test runs stays `${…}` or `$name`. */
  text: string;
  line: number;
  /** Its ids are filled in when the file runs: only the runner knows them. */
  computed: boolean;
}

const runners = new Set(['it', 'test']);
/** A test so marked does not run, and proves nothing. */
const unproving = new Set(['skip', 'todo', 'fixme']);
/** Inside of a bracket, where ids stand, something that a table or a loop fills in. */
const filledIn = /\[[^\]]*(\$\{|\$\w|%[sdifjo])/;

/** The tests of a TypeScript file, in the order in which they stand there. */
export function titlesOf(source: string, fileName = 'a.test.ts'): Title[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const titles: Title[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isRunner(node.expression) && node.arguments.length > 1) {
      const [title] = node.arguments;
      if (title) titles.push(titleFrom(title, file));
    }
    node.forEachChild(visit);
  };
  visit(file);
  return titles;
}

/** `it`, `test.only`, `it.each(table)`, `test.extend(…)`: what is called with a title and a body. */
function isRunner(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return runners.has(callee.text);
  if (ts.isPropertyAccessExpression(callee)) return !unproving.has(callee.name.text) && isRunner(callee.expression);
  if (ts.isCallExpression(callee)) return isRunner(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return isRunner(callee.tag);
  return false;
}

function titleFrom(title: ts.Expression, file: ts.SourceFile): Title {
  const line = file.getLineAndCharacterOfPosition(title.getStart()).line + 1;
  if (ts.isStringLiteralLike(title)) return { text: title.text, line, computed: filledIn.test(title.text) };
  const text = title.getText();
  return { text, line, computed: ts.isTemplateExpression(title) ? filledIn.test(text) : true };
}

/** Tests in Rust carry their ids in the doc comment above them. */
export function rustTitlesOf(source: string): Title[] {
  const lines = source.split('\n');
  return lines.flatMap((text, index) => {
    if (!/^\s*\/\/\/ .*\[[A-Z]+-\d+/.test(text)) return [];
    const after = lines.slice(index + 1).find((line) => !/^\s*\/\/\//.test(line)) ?? '';
    return after.trim() === '#[test]'
      ? [{ text: text.replace(/^\s*\/\/\/ /, ''), line: index + 1, computed: false }]
      : [];
  });
}

/** The groups of ids in a title: `[UNSRI-25, X-06]`. */
export function idsOf(title: string): string[] {
  return [...title.matchAll(/\[([A-Z]+-\d+(?:\s*,\s*[A-Z]+-\d+)*)\]/g)].flatMap(([, ids = '']) => ids.split(/\s*,\s*/));
}
