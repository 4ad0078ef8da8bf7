/** The raw seconds of a run as the product keeps them, out of its database: what the bench's own sums start from. */
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../../server/src/database/embedded.ts';
import { type SecondSample, secondSampleSchema } from '../../../server/src/measurement/index.ts';

export async function readSeconds(dataDirectory: string, testCallId: string): Promise<SecondSample[]> {
  // Runs already: it is only joined.
  const { host, port, user, database } = await startEmbedded(join(dataDirectory, 'pg'));
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  try {
    const { rows } = await client.query<{ numbers: unknown }>(
      'select numbers from test_call_samples where test_call_id = $1 order by at, id',
      [testCallId],
    );
    return rows.map(({ numbers }) => secondSampleSchema.parse(numbers));
  } finally {
    await client.end();
  }
}
