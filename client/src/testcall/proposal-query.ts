/** What the rubric says of a run so far. */
import type { TestCallDetail } from '@sambung/contract/test-run';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getTestProposal } from '../api/http.ts';

/** Read anew with each phase, with the decision and on demand: computing it from all samples costs the server too much to do it with every second. */
export const proposalQuery = ({ id, planNumber, decidedAt }: TestCallDetail) =>
  queryOptions({
    queryKey: ['test-calls', id, 'proposal', planNumber, decidedAt],
    queryFn: () => getTestProposal(id),
    placeholderData: keepPreviousData,
  });
