/** `npm run trace -- --break`: breaks the product on purpose, prints which tests saw it, and writes docs/broken-on-purpose.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bookingDraw, changedFiles, putBackOnSignals, showBreakages } from './break.ts';
import { isProven, page, type Showing } from './breakage.ts';
import { breakages } from './breakages/index.ts';
import { draw } from './draw.ts';
import type { Trace } from './trace.ts';

interface Asked {
  /** None breaks everything. */
  readonly ids: readonly string[];
  readonly json: boolean;
  /** Writes the page, when everything was shown. */
  readonly write: boolean;
}

/**
 * Breaks what the ids name; `find` traces the drawn area. Refuses when one of the files has changes of its own, since putting it back must lose nothing.
 * Answers the process's exit code: 0 when every behaviour was missed by a test of its id.
 */
export async function breakOnPurpose(find: () => Trace, { ids, json, write }: Asked): Promise<number> {
  const wanted = breakages.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const unknown = ids.filter((id) => !wanted.some((one) => one.id === id));
  if (unknown.length > 0) return refuse(`Nothing is broken on purpose for ${unknown.join(', ')}.`);
  if (write && ids.length > 0) return refuse('The page is written of all ids, not of some.');
  const changed = changedFiles(wanted.map(({ file }) => file));
  if (changed.length > 0) return refuse(`There are changes in ${changed.join(', ')}: commit them or take them back.`);
  putBackOnSignals();
  const traced = find();
  const showings = await showBreakages(wanted, traced.tests, (showing) => !json && say(showing));
  const failed = showings.filter((showing) => !isProven(showing)).length;
  if (json) console.log(JSON.stringify(showings));
  else console.log(`\n${showings.length - failed} passed, ${failed} failed`);
  if (write && failed === 0) {
    const drawn = draw(traced, bookingDraw.count, bookingDraw.seed);
    writeFileSync(
      join(import.meta.dirname, '../../docs/broken-on-purpose.md'),
      page(showings, drawn, bookingDraw.seed),
    );
  }
  return failed > 0 ? 1 : 0;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 1;
}

function say(showing: Showing): void {
  const { id, broken, tests, trouble } = showing;
  const red = tests.filter(({ isRed }) => isRed);
  console.log(`${id} | ${broken} | ${isProven(showing) ? `${red.length} of ${tests.length} red` : 'NOT SHOWN'}`);
  if (trouble !== null) console.log(`    ${trouble.split('\n')[0]}`);
  for (const { file, title, message } of red) console.log(`    ${file}  ${title}\n        ${message}`);
}
