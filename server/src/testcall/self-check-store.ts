/** Rows of self-checks: append-only until their retention period ends. */
import type { Side } from '@sambung/contract/http';
import { type SelfCheck, type SelfCheckFacts, selfCheckFactsSchema } from '@sambung/contract/self-check';
import type { Database } from '../db.ts';

interface NewSelfCheck {
  testCallId: string;
  side: Side;
  at: Date;
  facts: SelfCheckFacts;
}

/** False when this side has as many as are kept. */
export async function insertSelfCheck(db: Database, check: NewSelfCheck, atMost: number): Promise<boolean> {
  const { testCallId, side } = check;
  return await db.$transaction(async (tx) => {
    // One after the other, so that many at once are counted too.
    await tx.$queryRaw`SELECT 1 FROM test_calls WHERE id = ${testCallId}::uuid FOR UPDATE`;
    if ((await tx.testCallSelfCheck.count({ where: { testCallId, side } })) >= atMost) return false;
    await tx.testCallSelfCheck.create({ data: check });
    return true;
  });
}

export async function findNewestSelfCheck(db: Database, testCallId: string, side: Side): Promise<SelfCheck | null> {
  const row = await db.testCallSelfCheck.findFirst({
    where: { testCallId, side },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { at: true, facts: true },
  });
  return row && { at: row.at.toISOString(), facts: selfCheckFactsSchema.parse(row.facts) };
}
