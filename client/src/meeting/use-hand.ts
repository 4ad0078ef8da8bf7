/** Raises and lowers one's hand. */
import { useEffect, useRef } from 'react';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

/** What the button and the shortcut do. A press before the server knows this page counts as soon as it does; a second one takes it back. */
export function useHand(session: MeetingSession): () => void {
  const { self } = useStore(session.store).roster;
  const isWaiting = useRef(false);
  const set = (raised: boolean) => void session.company.setHand(raised).catch(() => {});
  const isKnown = self !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page becomes known
  useEffect(() => {
    if (isKnown && isWaiting.current) set(true);
    isWaiting.current = false;
  }, [isKnown]);
  return () => {
    if (self) set(self.handRaisedAt === null);
    else isWaiting.current = !isWaiting.current;
  };
}
