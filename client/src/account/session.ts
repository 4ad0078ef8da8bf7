/** Who is signed in, for the pages inside the office frame. */
import type { Staff } from '@sambung/contract/http';
import { useQuery } from '@tanstack/react-query';
import { signOut } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { queryClient } from '../api/query.tsx';

/** The person who is signed in. Throws outside the office frame, which shows its pages only to somebody signed in. */
export function useStaff(): Staff {
  const { data } = useQuery(sessionQuery);
  if (!data?.staff) throw new Error('useStaff is only for pages inside the office frame');
  return data.staff;
}

/** Ends the session and forgets everything that was read and drafted in it. */
export async function endSession(): Promise<void> {
  await signOut();
  try {
    sessionStorage.clear();
  } catch {
    // Storage is blocked, so nothing was drafted in it.
  }
  queryClient.clear();
}

/** After signing in: only addresses of our own are followed. */
export function safePath(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}
