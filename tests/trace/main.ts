/**
 * `npm run trace [-- --json] [--area booking]`: every requirement with the tests that carry its id in their titles; ends with 1 when a title is wrong.
 * `--draw 30 [--seed 2026]` shows so many of the covered ones, always the same; `--break [--id X …] [--write]` breaks the product on purpose to see their
 * tests go red.
 */
import { parseArgs } from 'node:util';
import { drawTable, traceTable } from './answers.ts';
import { bookingDraw } from './break.ts';
import { findTests, readExcuses, readRequirements } from './files.ts';
import { breakOnPurpose } from './showing.ts';
import { trace } from './trace.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    area: { type: 'string' },
    draw: { type: 'string' },
    seed: { type: 'string', default: '2026' },
    break: { type: 'boolean', default: false },
    id: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});
const requirements = readRequirements();
const areas = [...new Set(requirements.map(({ area }) => area))];
if (values.area !== undefined && !areas.includes(values.area)) {
  console.error(`There is no area ${values.area}. There are: ${areas.join(', ')}.`);
  process.exit(1);
}
const { json } = values;
if (values.break) {
  const find = () => trace(requirements, readExcuses(), findTests(), bookingDraw.area);
  process.exit(await breakOnPurpose(find, { ids: values.id, json, write: values.write }));
}
const traced = trace(requirements, readExcuses(), findTests(), values.area);

if (values.draw !== undefined) {
  const count = Number(values.draw);
  const seed = Number(values.seed);
  if (!Number.isInteger(count) || !Number.isInteger(seed)) {
    console.error('--draw and --seed take whole numbers.');
    process.exit(1);
  }
  drawTable(traced, requirements, count, seed, json);
} else traceTable(traced, requirements, values.area, json);

for (const fault of traced.faults) console.error(fault);
if (traced.faults.length > 0) process.exitCode = 1;
