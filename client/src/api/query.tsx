/** The cache of what the server said, for the office screens: asks again when the page is looked at, never hides a problem. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from './problem.ts';

/** More tries ride out a longer restart of the server, fewer show the problem sooner. */
const maxRetries = 2;
/** Longer asks the server less often, shorter shows others' changes sooner when one comes back to the page. */
const staleMs = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleMs,
      // What the server refused it will refuse again; what it could not answer may pass.
      retry: (failures, error) => {
        const { status } = problemOf(error);
        return failures < maxRetries && (status === 0 || status >= 500);
      },
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
