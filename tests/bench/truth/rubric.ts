/** The rubric that the cells are judged by: the shipped limits, with durations of a cell. Published in the product as an admin does. */
import { readFileSync } from 'node:fs';
import { type RubricDocument, rubricVersionSchema } from '@sambung/contract/rubric';
import { parseDocument } from 'yaml';
import type { Staff } from '../../support/staff.ts';

const shipped = new URL('../../../prisma/rubrics/default.yaml', import.meta.url);
/** By this one the product judges runs on one machine. */
const key = 'simulation';

/** How long a cell's phases last, in seconds, and what of it has to be measured. */
export const cellSeconds = { settle: 3, bandwidth: 32, synthetic: 48, real: 22, loop: 16 };

export async function publishRubric(admin: Staff): Promise<RubricDocument> {
  const document = parseDocument(readFileSync(shipped, 'utf8'));
  // The longest and the loosest that the guard rails let pass: a cell that lost more than a tenth of its seconds is void anyway.
  document.setIn(['gates', 'sampleShareAtLeast'], 0.9);
  document.setIn(['gates', 'connectWithinSeconds'], 20);
  document.setIn(['gates', 'gapAtMostSeconds'], 5);
  document.setIn(['gates', 'measuredSecondsAtLeast'], 50);
  document.setIn(['gates', 'realSecondsAtLeast'], 12);
  const answer = await admin.send('POST', `/api/rubrics/${key}/versions`, {
    source: document.toString(),
    changeNote: 'Durasi sel bangku uji',
    baseVersion: 0,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the rubric was refused: ${text}`);
  return rubricVersionSchema.parse(JSON.parse(text)).document;
}
