/** Rows of what was measured: append-only samples of both directions, and the exchanges with both pages' clocks. */
import type { Side } from '@sambung/contract/http';
import type { Database, Transaction } from '../db.ts';
import { type ClockExchange, type SecondSample, secondSampleSchema } from '../measurement/index.ts';

export async function insertSamples(
  db: Database,
  testCallId: string,
  at: Date,
  samples: readonly SecondSample[],
): Promise<void> {
  await db.testCallSample.createMany({
    data: samples.map((sample) => ({ testCallId, at, from: sample.direction, numbers: sample })),
  });
}

export async function insertClock(
  db: Database,
  testCallId: string,
  side: Side,
  { askedAtMs, answeredAtMs, pageMs }: ClockExchange,
): Promise<void> {
  await db.testCallClock.create({ data: { testCallId, side, askedAtMs, answeredAtMs, pageMs } });
}

/** The newest samples, oldest first. `limit` counts both directions; without it all of them. */
export async function readSamples(
  db: Database | Transaction,
  testCallId: string,
  limit?: number,
): Promise<SecondSample[]> {
  const rows = await db.testCallSample.findMany({
    where: { testCallId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    ...(limit === undefined ? {} : { take: limit }),
    select: { numbers: true },
  });
  return rows.map(({ numbers }) => secondSampleSchema.parse(numbers)).reverse();
}

export async function countSamples(db: Database, testCallId: string): Promise<number> {
  return await db.testCallSample.count({ where: { testCallId } });
}

export async function readClocks(
  db: Database | Transaction,
  testCallId: string,
): Promise<Record<Side, ClockExchange[]>> {
  const rows = await db.testCallClock.findMany({ where: { testCallId }, orderBy: { id: 'asc' } });
  const of = (wanted: Side) =>
    rows
      .filter(({ side }) => side === wanted)
      .map(({ askedAtMs, answeredAtMs, pageMs }) => ({ askedAtMs, answeredAtMs, pageMs }));
  return { host: of('host'), audience: of('audience') };
}
