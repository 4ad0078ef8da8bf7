/** The rubric that the cells are judged by: the shipped limits, with durations of a cell. Published in the product as an admin does. */
import { readFileSync } from 'node:fs';
import { type RubricDocument, rubricDocumentSchema, rubricVersionSchema } from '@sambung/contract/rubric';
import { parse, parseDocument } from 'yaml';
import type { Staff } from '../../support/staff.ts';

const shipped = new URL('../../../prisma/rubrics/default.yaml', import.meta.url);
/** By this one the product judges runs on one machine. */
const key = 'simulation';

/** How long a cell's phases last, in seconds; `base` is the stretch before anything is impaired. */
export const cellSeconds = { base: 18, bandwidth: 24, synthetic: 56, real: 22, loop: 16 };

function benchSource(): string {
  const document = parseDocument(readFileSync(shipped, 'utf8'));
  // The longest and the loosest that the guard rails let pass: a cell that lost more than a tenth of its seconds is void anyway.
  document.setIn(['gates', 'sampleShareAtLeast'], 0.9);
  document.setIn(['gates', 'connectWithinSeconds'], 20);
  document.setIn(['gates', 'gapAtMostSeconds'], 5);
  document.setIn(['gates', 'measuredSecondsAtLeast'], 50);
  document.setIn(['gates', 'realSecondsAtLeast'], 12);
  return document.toString();
}

export const benchRubric = (): RubricDocument => rubricDocumentSchema.parse(parse(benchSource()));

export async function publishRubric(admin: Staff): Promise<RubricDocument> {
  const answer = await admin.send('POST', `/api/rubrics/${key}/versions`, {
    source: benchSource(),
    changeNote: 'Durasi sel bangku uji',
    baseVersion: 0,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the rubric was refused: ${text}`);
  return rubricVersionSchema.parse(JSON.parse(text)).document;
}
