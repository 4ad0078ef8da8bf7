/** A visit's own entry in the browser's history, over the form's: the back button leads to the form, not out of the meeting. */
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** Whether the browser stands on the visit's entry. */
function useIsOnEntry(): boolean {
  const state: unknown = useLocation().state;
  return typeof state === 'object' && state !== null && 'visit' in state && state.visit === true;
}

/** Makes the entry when a visit begins; after a reload it is there already. */
export function useNewEntry(): () => void {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const isOnEntry = useIsOnEntry();
  return () => {
    if (!isOnEntry) void navigate({ pathname, search }, { state: { visit: true } });
  };
}

/** Whether the back button was pressed during the visit; false again when the person goes forward. */
export function useHasTurnedBack(): boolean {
  const isOnEntry = useIsOnEntry();
  const [wasOnEntry, setWasOnEntry] = useState(isOnEntry);
  if (isOnEntry && !wasOnEntry) setWasOnEntry(true);
  return wasOnEntry && !isOnEntry;
}

/** Gives the entry back when the visit is over: otherwise the next press of the back button would seem to do nothing. */
export function useEntryGivenBack(isOver: boolean): void {
  const navigate = useNavigate();
  const isOnEntry = useIsOnEntry();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the visit ends; who goes forward afterwards may stay there
  useEffect(() => {
    if (isOver && isOnEntry) void navigate(-1);
  }, [isOver]);
}
