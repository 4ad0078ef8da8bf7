/** Plans are found in PostgreSQL's log, with what they scan. */
import { expect, it } from 'vitest';
import { readPlans } from './plans.ts';

const entry = (plan: object) =>
  `2026-11-22 15:00:00.000 UTC [7] LOG:  duration: 0.512 ms  plan:\n${JSON.stringify(plan, null, 2).replace(/^/gm, '\t')}\n`;

it('reads indexes and sequential scans of every level, each once', () => {
  const log =
    '2026-11-22 15:00:00.000 UTC [1] LOG:  checkpoint starting: time\n' +
    entry({
      'Query Text': 'SELECT 1\nFROM holds',
      Plan: {
        'Node Type': 'Nested Loop',
        Plans: [
          { 'Node Type': 'Index Scan', 'Relation Name': 'requests', 'Index Name': 'requests_pkey' },
          {
            'Node Type': 'Bitmap Heap Scan',
            'Relation Name': 'holds',
            Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'holds_do_not_overlap' }],
          },
          { 'Node Type': 'Seq Scan', 'Relation Name': 'places' },
          { 'Node Type': 'Seq Scan', 'Relation Name': 'places' },
        ],
      },
    }) +
    entry({ 'Query Text': 'COMMIT', Plan: { 'Node Type': 'Result' } }) +
    '2026-11-22 15:00:01.000 UTC [7] ERROR:  something else\n';
  expect(readPlans(log)).toEqual([
    { statement: 'SELECT 1\nFROM holds', indexes: ['holds_do_not_overlap', 'requests_pkey'], scanned: ['places'] },
    { statement: 'COMMIT', indexes: [], scanned: [] },
  ]);
  expect(readPlans('')).toEqual([]);
});
