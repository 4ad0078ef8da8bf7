/** What `npm run trace` prints: the trace, or a draw from it. */
import { draw } from './draw.ts';
import type { FoundTest, Requirement, Trace } from './trace.ts';

const where = ({ file, line }: FoundTest) => (line === null ? file : `${file}:${line}`);

/** Every requirement of the area with its tests. */
export function traceTable(traced: Trace, requirements: Requirement[], area: string | undefined, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(traced));
    return;
  }
  const { total, covered, excused, missing, tests } = traced;
  for (const { id, area: own, text } of requirements) {
    if (area !== undefined && area !== own) continue;
    const excuse = excused.find((one) => one.id === id);
    console.log(`${id} (${own}) ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`);
    for (const test of tests[id] ?? []) console.log(`    ${where(test)}  ${test.title}`);
    if (excuse) console.log(`    excused: ${excuse.reason}`);
    else if (!tests[id]) console.log('    MISSING');
  }
  console.log(`\n${total} requirements: ${covered} covered, ${excused.length} excused, ${missing.length} missing.`);
  if (missing.length > 0) console.log(`Missing: ${missing.join(', ')}`);
}

/** The drawn ids with their whole text and their tests. */
export function drawTable(
  traced: Trace,
  requirements: Requirement[],
  count: number,
  seed: number,
  json: boolean,
): void {
  const drawn = draw(traced, count, seed).map((id) => ({
    id,
    text: requirements.find((one) => one.id === id)?.text ?? '',
    tests: traced.tests[id] ?? [],
  }));
  if (json) {
    console.log(JSON.stringify({ seed, drawn }));
    return;
  }
  for (const { id, text, tests } of drawn) {
    console.log(`${id}  ${text}`);
    for (const test of tests) console.log(`    ${where(test)}  ${test.title}`);
  }
  console.log(`\n${drawn.length} of ${traced.covered} covered requirements, drawn with the seed ${seed}.`);
}
