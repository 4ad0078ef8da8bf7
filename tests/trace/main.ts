/**
 * `npm run trace [-- --json] [--area booking]`: every requirement with the tests that carry its id in their titles; ends with 1 when a title is wrong.
 * `--draw 30 [--seed 2026]` shows so many of the covered ones, always the same.
 */
import { parseArgs } from 'node:util';
import { drawTable, traceTable } from './answers.ts';
import { findTests, readExcuses, readRequirements } from './files.ts';
import { trace } from './trace.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    area: { type: 'string' },
    draw: { type: 'string' },
    seed: { type: 'string', default: '2026' },
  },
});
const requirements = readRequirements();
const areas = [...new Set(requirements.map(({ area }) => area))];
if (values.area !== undefined && !areas.includes(values.area)) {
  console.error(`There is no area ${values.area}. There are: ${areas.join(', ')}.`);
  process.exit(1);
}
const traced = trace(requirements, readExcuses(), findTests(), values.area);
const { json } = values;

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
