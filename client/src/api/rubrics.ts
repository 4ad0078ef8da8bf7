/** Rubrics of the test call as their administrators keep them. */
import type { RubricCheck, RubricPublication, RubricSummary, RubricVersion } from '@sambung/contract/rubric';
import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

export const rubricListQuery = queryOptions({
  queryKey: ['rubrics', 'all'],
  queryFn: () => call<RubricSummary[]>('GET', '/api/rubrics'),
});
/** One version with the history as it is now, so never from the cache alone. */
export const rubricVersionQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: ['rubrics', key, 'history', version],
    queryFn: () => call<RubricVersion>('GET', `/api/rubrics/${key}/versions/${version}`),
  });

export const checkRubric = (source: string) => call<RubricCheck>('POST', '/api/rubrics/check', { source });
export const publishRubric = (key: string, input: RubricPublication) =>
  call<RubricVersion>('POST', `/api/rubrics/${key}/versions`, input);
