/** `npm run trace [-- --json] [--area booking]`: every requirement with the tests that carry its id in their titles. Ends with 1 when a title is wrong. */
import { parseArgs } from 'node:util';
import { findTests, readExcuses, readRequirements } from './files.ts';
import { trace } from './trace.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, area: { type: 'string' } } });
const requirements = readRequirements();
const areas = [...new Set(requirements.map(({ area }) => area))];
if (values.area !== undefined && !areas.includes(values.area)) {
  console.error(`There is no area ${values.area}. There are: ${areas.join(', ')}.`);
  process.exit(1);
}
const { total, covered, excused, missing, tests, faults } = trace(
  requirements,
  readExcuses(),
  findTests(),
  values.area,
);

if (values.json) {
  console.log(JSON.stringify({ total, covered, excused, missing, tests, faults }));
} else {
  for (const { id, area, text } of requirements) {
    if (values.area !== undefined && values.area !== area) continue;
    const excuse = excused.find((one) => one.id === id);
    console.log(`${id} (${area}) ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`);
    for (const { file, line, title } of tests[id] ?? []) {
      console.log(`    ${line === null ? file : `${file}:${line}`}  ${title}`);
    }
    if (excuse) console.log(`    excused: ${excuse.reason}`);
    else if (!tests[id]) console.log('    MISSING');
  }
  console.log(`\n${total} requirements: ${covered} covered, ${excused.length} excused, ${missing.length} missing.`);
  if (missing.length > 0) console.log(`Missing: ${missing.join(', ')}`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
