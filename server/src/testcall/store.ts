/** Rows of test calls and their samples (append-only). Opening and deciding are one transaction each, with their audit entry. */
import type { Certification, TestSample } from '@sambung/contract/http';
import { testSampleSchema } from '@sambung/contract/http';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { tell } from '../notify/index.ts';
import type { SimulatedReason } from './sampling.ts';

const details = {
  request: {
    select: {
      number: true,
      title: true,
      place: { select: { timeZone: true } },
      institution: { select: { timeZone: true } },
    },
  },
  decidedBy: { select: { name: true } },
} as const;

export type TestCallRow = NonNullable<Awaited<ReturnType<typeof findTestCall>>>;

/** The test call, or null when this institution has none with that id. */
export async function findTestCall(db: Database, institutionId: string, id: string) {
  return await db.testCall.findFirst({ where: { id, institutionId }, include: details });
}

/** The open test calls among these rooms. */
export async function findOpen(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.testCall.findMany({ where: { id: { in: [...ids] }, endedAt: null }, select: { id: true } });
  return rows.map(({ id }) => id);
}

interface Opening {
  institutionId: string;
  requestId: string;
  openedById: string;
  now: Date;
  hostTokenSealed: string;
  audienceTokenSealed: string;
  claimCode(tx: Transaction): Promise<string>;
}

export async function openTestCall(db: Database, { claimCode, now, ...opening }: Opening): Promise<string> {
  const { institutionId, requestId, openedById } = opening;
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const data = { ...opening, openedAt: now, code: await claimCode(tx), simulatedReasons: [] };
    const { id } = await tx.testCall.create({ data, select: { id: true } });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: openedById,
      action: 'test-call.opened',
      entityId: id,
      data: { requestId },
    });
    return id;
  });
}

export async function insertSamples(db: Database, testCallId: string, samples: readonly TestSample[]): Promise<void> {
  await db.testCallSample.createMany({
    data: samples.map(({ at, from, ...numbers }) => ({ testCallId, at: new Date(at), from, numbers })),
  });
}

/** The newest samples, oldest first, and how many there are in all. */
export async function readSamples(
  db: Database,
  testCallId: string,
  limit: number,
): Promise<{ samples: TestSample[]; sampleCount: number }> {
  const where = { testCallId };
  const [rows, sampleCount] = await Promise.all([
    db.testCallSample.findMany({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit }),
    db.testCallSample.count({ where }),
  ]);
  const samples = rows.map(({ at, from, numbers }) =>
    testSampleSchema.parse({ ...(numbers as object), at: at.toISOString(), from }),
  );
  return { samples: samples.reverse(), sampleCount };
}

/** Remembers why the call is a simulation; a reason once seen stays. */
export async function addSimulatedReasons(
  db: Database,
  testCallId: string,
  reasons: readonly SimulatedReason[],
): Promise<void> {
  for (const reason of reasons) {
    await db.testCall.updateMany({
      where: { id: testCallId, decidedAt: null, NOT: { simulatedReasons: { has: reason } } },
      data: { simulatedReasons: { push: reason } },
    });
  }
}

interface Decision {
  institutionId: string;
  testCallId: string;
  decidedById: string;
  decision: Certification;
  note: string;
  now: Date;
}

export type DecisionOutcome = 'decided' | 'already-decided' | 'not-sampled';

/** Stores the decision, which also ends the call; refused while a direction has no sample, and when there is a decision already. */
export async function decide(db: Database, { testCallId, now, ...input }: Decision): Promise<DecisionOutcome> {
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, input.institutionId);
    const directions = await tx.testCallSample.groupBy({ by: ['from'], where: { testCallId }, _count: true });
    const { count } =
      directions.length < 2
        ? { count: 0 }
        : await tx.testCall.updateMany({
            where: { id: testCallId, institutionId: input.institutionId, decidedAt: null },
            data: {
              decision: input.decision === 'certified' ? 'certified' : 'not_certified',
              note: input.note,
              decidedById: input.decidedById,
              decidedAt: now,
              endedAt: now,
            },
          });
    const row = await tx.testCall.findUniqueOrThrow({ where: { id: testCallId } });
    if (count === 0) return row.decidedAt === null ? 'not-sampled' : 'already-decided';
    await appendAudit(tx, {
      institutionId: input.institutionId,
      at: now,
      actorId: input.decidedById,
      action: input.decision === 'certified' ? 'test-call.certified' : 'test-call.not-certified',
      entityId: testCallId,
      data: {
        requestId: row.requestId,
        simulatedReasons: row.simulatedReasons,
        sampleCount: directions.reduce((total, { _count }) => total + _count, 0),
      },
    });
    await tell(tx, {
      institutionId: input.institutionId,
      event: 'test-result',
      requestId: row.requestId,
      data: { certified: input.decision === 'certified', note: input.note },
      dedupe: `test-call:${testCallId}`,
      now,
    });
    return 'decided';
  });
}
