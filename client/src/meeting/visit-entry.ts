/** A visit's own entry in the browser's history, over the form's: the back button leads to the form, not out of the meeting. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * Whether the browser stands on the visit's entry. Read from the browser itself: the router tells its pages when they have the time, which on a busy computer may be
 * after the next press of the button. It keeps what it is given under `usr`.
 */
function isOnEntry(): boolean {
  const { usr } = (window.history.state ?? {}) as { usr?: { visit?: unknown } | null };
  return usr?.visit === true;
}

const useIsOnEntry = () => useSyncExternalStore(whenTravelled, isOnEntry);

function whenTravelled(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  return () => window.removeEventListener('popstate', changed);
}

/** Makes the entry when a visit begins; after a reload it is there already. */
export function useNewEntry(): () => void {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return () => {
    if (!isOnEntry()) void navigate({ pathname, search }, { state: { visit: true } });
  };
}

/** Whether the back button was pressed during the visit; false again when the person goes forward. */
export function useHasTurnedBack(): boolean {
  const isOn = useIsOnEntry();
  const [wasOn, setWasOn] = useState(isOn);
  if (isOn && !wasOn) setWasOn(true);
  return wasOn && !isOn;
}

/** Gives the entry back when the visit is over: otherwise the next press of the back button would seem to do nothing. */
export function useEntryGivenBack(isOver: boolean): void {
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the visit ends; who goes forward afterwards may stay there
  useEffect(() => {
    if (isOver && isOnEntry()) void navigate(-1);
  }, [isOver]);
}
