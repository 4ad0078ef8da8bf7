/** The cache of what the server said, for the office screens: asks again when the page is looked at, never hides a problem. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { crowdedForMs, problemOf } from './problem.ts';

/** More tries ride out a longer restart of the server, fewer show the problem sooner. */
const maxRetries = 2;
/** Tries while many come in at once. More wait longer by themselves, fewer ask the person sooner. */
const maxCrowdedRetries = 8;
/** First and longest pause between tries. Shorter burdens a server that is coming up, longer shows the page later. */
const retryPauseMs = { first: 1_000, longest: 30_000 };
/** Longer asks the server less often, shorter shows others' changes sooner when one comes back to the page. */
const staleMs = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleMs,
      // What the server refused it will refuse again; what it could not answer may pass.
      retry: (failures, error) => {
        if (crowdedForMs(error) !== null) return failures < maxCrowdedRetries;
        const { status } = problemOf(error);
        return failures < maxRetries && (status === 0 || status >= 500);
      },
      retryDelay: (failures, error) =>
        crowdedForMs(error) ?? Math.min(retryPauseMs.longest, retryPauseMs.first * 2 ** failures),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
