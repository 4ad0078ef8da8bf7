/** The way into a room: the invitation in the address becomes a cookie at once, and never stays in the address bar. */
import type { Access } from '@sambung/contract/http';
import { useCallback, useEffect, useState } from 'react';
import { getAccess, postAccess } from '../api/http.ts';
import { crowdedForMs, hasCode } from '../api/problem.ts';

export type AccessStage =
  | { stage: 'checking' }
  /** So many come at once that this browser has to wait; it asks again by itself. */
  | { stage: 'crowded' }
  | { stage: 'granted'; access: Access }
  /** No invitation here: ask for the password. */
  | { stage: 'password' }
  | { stage: 'problem'; error: unknown };

export type RoomAccess = {
  state: AccessStage;
  retry: () => void;
  grant: (access: Access) => void;
  askPassword: () => void;
};

/** Invitations of this page's life by room code, with their exchange: React may mount twice, the fragment is there only once. */
const invitations = new Map<string, { invite: string; exchange: Promise<Access> }>();

/** Takes the invitation out of the address bar, before anything can copy, share or log it. */
function takeInvite(): string | null {
  const invite = window.location.hash.slice(1);
  if (invite === '') return null;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return invite;
}

function accessTo(code: string): { invited: boolean; exchange: Promise<Access> } {
  const invite = takeInvite();
  if (invite !== null) invitations.set(code, { invite, exchange: postAccess({ code, invite }) });
  const invitation = invitations.get(code);
  return invitation ? { invited: true, exchange: invitation.exchange } : { invited: false, exchange: getAccess(code) };
}

/** Opens the room of a code with what this browser has: an invitation in the address, or the cookie of an earlier one. */
export function useRoomAccess(code: string): RoomAccess {
  const [state, setState] = useState<AccessStage>({ stage: 'checking' });
  const [attempt, setAttempt] = useState(0);

  const retry = useCallback(() => {
    const known = invitations.get(code);
    if (known) invitations.set(code, { ...known, exchange: postAccess({ code, invite: known.invite }) });
    setAttempt((count) => count + 1);
  }, [code]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` only asks for another run
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Who waits in a crowd is not shown something else at every try.
    setState((before) => (before.stage === 'crowded' ? before : { stage: 'checking' }));
    const { invited, exchange } = accessTo(code);
    exchange.then(
      (access) => current && setState({ stage: 'granted', access }),
      (error: unknown) => {
        if (!current) return;
        const pauseMs = crowdedForMs(error);
        if (pauseMs !== null) {
          timer = setTimeout(retry, pauseMs);
          setState({ stage: 'crowded' });
          return;
        }
        const uninvited = !invited && hasCode(error, 'link-not-valid', 'not-found');
        setState(uninvited ? { stage: 'password' } : { stage: 'problem', error });
      },
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [code, attempt]);

  useEffect(() => {
    // The same tab may be given another invitation: the browser does not load the page again for a new fragment.
    window.addEventListener('hashchange', retry);
    return () => window.removeEventListener('hashchange', retry);
  }, [retry]);

  return {
    state,
    retry,
    grant: useCallback((access: Access) => setState({ stage: 'granted', access }), []),
    askPassword: useCallback(() => setState({ stage: 'password' }), []),
  };
}
