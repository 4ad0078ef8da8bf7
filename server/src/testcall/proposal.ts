/** What the samples of a run come to by its rubric: the machine's proposal, before anybody decides. */

import type { RunEvidence } from '@sambung/contract/measurement';
import { type LineClass, lineClassSchema, type RubricDocument } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import { type Proposal, proposalSchema, testCallKindSchema } from '@sambung/contract/test-run';
import type { Context } from '../context.ts';
import { currentRubric, judge, simulationRubric, simulationRubricKey } from '../rubric/index.ts';
import { evidenceOf } from './evidence.ts';
import { rubricOfKind } from './rubric-of-kind.ts';
import type * as store from './store.ts';

export interface Judged {
  readonly evidence: RunEvidence;
  readonly proposal: Proposal;
  readonly rubric: RubricDocument;
}

/** Null while a direction has no sample. */
export async function judgeRun(context: Pick<Context, 'db' | 'env'>, row: store.TestCallRow): Promise<Judged | null> {
  const { key, version, document: whole } = await rubricOf(context, row);
  const document = rubricOfKind(whole, testCallKindSchema.parse(row.kind));
  const evidence = await evidenceOf(context, row, document);
  if (!evidence) return null;
  const lineClass: LineClass = lineClassSchema.parse(row.lineClass);
  return {
    evidence,
    rubric: document,
    proposal: {
      ...judge(document, lineClass, evidence),
      ...{ rubricKey: key, rubricVersion: version },
      metrics: document.metrics,
    },
  };
}

/** The procedure's rubric; for a simulated run of a demo or test installation the short one, unless the institution has its own of that name. */
async function rubricOf({ db, env }: Pick<Context, 'db' | 'env'>, row: store.TestCallRow) {
  const simulated = env.simulationCounts && row.simulatedReasons.length > 0;
  const key = simulated ? simulationRubricKey : documentOf(row).policies.rubric;
  const current = await currentRubric(db, row.institutionId, key);
  if (current) return current;
  if (simulated) return { key, version: 0, document: simulationRubric() };
  throw new Error(`the institution has no rubric ${key}`);
}

/** What was decided on; before the decision what the samples come to so far, null while a direction has none. */
export async function proposalOf(
  context: Pick<Context, 'db' | 'env'>,
  row: store.TestCallRow,
): Promise<Proposal | null> {
  if (row.judgement !== null) return proposalSchema.parse(row.judgement);
  return (await judgeRun(context, row))?.proposal ?? null;
}

/** The procedure the case began with. */
export function documentOf(row: store.TestCallRow): SopDocument {
  return row.request.sopVersion.document as unknown as SopDocument;
}
