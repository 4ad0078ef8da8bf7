/** Procedures as their administrators keep them. */
import type { ShippedSop, SopCheck, SopCreation, SopListItem, SopPublication, SopVersion } from '@sambung/contract/sop';
import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

export const sopListQuery = queryOptions({
  queryKey: ['sops', 'all'],
  queryFn: () => call<SopListItem[]>('GET', '/api/admin/sops'),
});
export const shippedSopsQuery = queryOptions({
  queryKey: ['shipped-sops'],
  queryFn: () => call<ShippedSop[]>('GET', '/api/shipped-sops'),
  staleTime: Number.POSITIVE_INFINITY,
});
/** One version with the history as it is now, so never from the cache alone. */
export const sopHistoryQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['sops', id, 'history', version],
    queryFn: () => call<SopVersion>('GET', `/api/sops/${id}/versions/${version}`),
  });

export const getShippedSource = (code: string) => call<{ source: string }>('GET', `/api/shipped-sops/${code}`);
export const checkSop = (source: string) => call<SopCheck>('POST', '/api/sops/check', { source });
export const createSop = (input: SopCreation) => call<SopVersion>('POST', '/api/sops', input);
export const publishSop = (id: string, input: SopPublication) =>
  call<SopVersion>('POST', `/api/sops/${id}/versions`, input);
export const retireSop = (id: string) => call<SopListItem>('POST', `/api/sops/${id}/retirement`);
export const restoreSop = (id: string) => call<SopListItem>('DELETE', `/api/sops/${id}/retirement`);
