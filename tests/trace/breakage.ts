/** What is broken on purpose, one behaviour at a time, to see that its tests miss it. */

/** One behaviour taken away from the product by one change of its text. */
export interface Breakage {
  /** The requirement whose tests must go red. */
  id: string;
  /** Of the product, from the repository's root. */
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
  /** What the product does no longer, as a sentence: "The superior is not told of a step that is late." */
  broken: string;
}

/** Applies a breakage to its file's text. Throws unless `find` stands there exactly once. */
export function broken(source: string, { id, file, find, replace }: Omit<Breakage, 'broken'>): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`${id}: what is to be broken stands ${times} times in ${file}: ${find}`);
  if (find === replace) throw new Error(`${id}: nothing changes in ${file}`);
  // A function, because `$&` in a replacement would mean something.
  return source.replace(find, () => replace);
}

/** A test of the requirement as it ended while the behaviour was away. */
export interface Outcome {
  file: string;
  title: string;
  isRed: boolean;
  /** The first line of why it went red. */
  message: string;
}

/** What one breakage showed. */
export interface Showing {
  id: string;
  file: string;
  broken: string;
  /** Every test that carries the id and that vitest runs. */
  tests: Outcome[];
  /** Why nothing was shown: the id has no such test, or its file did not even load. */
  trouble: string | null;
}

/** A behaviour is proven when at least one of its tests missed it. */
export const isProven = ({ tests, trouble }: Showing): boolean => trouble === null && tests.some(({ isRed }) => isRed);

/** The outcomes of a run of vitest (its JSON report), of the tests that carry the id. */
export function outcomesOf(report: Report, id: string, idsOf: (title: string) => string[], root: string): Outcome[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, title }) => ['passed', 'failed'].includes(status) && idsOf(title).includes(id))
      .map(({ title, status, failureMessages = [] }) => ({
        file: name.replace(`${root}/`, ''),
        title,
        isRed: status === 'failed',
        message: failureMessages[0]?.split('\n')[0] ?? '',
      })),
  );
}

/** The part of vitest's JSON report that is read here. */
export interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; status: string; failureMessages?: string[] }[];
  }[];
}

/** The results as a page: docs/broken-on-purpose.md. */
export function page(showings: readonly Showing[], drawn: readonly string[], seed: number): string {
  const row = ({ id, file, broken: what, tests }: Showing) => {
    const red = tests.filter(({ isRed }) => isRed);
    const names = red.map((test) => `\`${test.file}\`: ${cell(test.title)}`).join('<br>');
    return `| ${id} | ${cell(what)} (\`${file}\`) | ${red.length} of ${tests.length}: ${names} |`;
  };
  const table = (rows: readonly Showing[]) =>
    ['| id | what was broken | tests of the id that went red |', '|---|---|---|', ...rows.map(row)].join('\n');
  const inDraw = drawn.flatMap((id) => showings.filter((one) => one.id === id));
  const others = showings.filter(({ id }) => !drawn.includes(id));
  return `# Broken on purpose

Written by \`npm run trace -- --break --write\`; the changes themselves are in \`tests/trace/breakages/\`. One behaviour at a time is taken out of the product, the
tests that carry its requirement's id are run against a real PostgreSQL, and the file is put back. A test that stays green without the behaviour would prove nothing.

## Drawn

${drawn.length} of the covered requirements of area booking, drawn with the seed ${seed} (\`npm run trace -- --area booking --draw ${drawn.length} --seed ${seed}\`).

${table(inDraw)}

## Chosen

Because their titles name several ids, or because they looked weakly covered.

${table(others)}
`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
