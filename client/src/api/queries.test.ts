/** What a change says about what was read. */
import type { CaseDetail } from '@sambung/contract/request';
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { caseChanged, caseQuery } from './queries.ts';

const detail = (version: number) => ({ id: 'case', version }) as CaseDetail;

test('a reading that set out before a change does not bring back what was', async () => {
  const client = new QueryClient();
  const { queryKey } = caseQuery('case');
  client.setQueryData(queryKey, detail(1));
  const { promise, resolve } = Promise.withResolvers<CaseDetail>();
  const reading = client.fetchQuery({ queryKey, queryFn: () => promise, retry: false }).catch(() => undefined);

  caseChanged(client, detail(2));
  resolve(detail(1));
  await reading;

  expect(client.getQueryData(queryKey)).toEqual(detail(2));
});
