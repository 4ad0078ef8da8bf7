/** How many messages of others came while the chat was shut. */
import { useEffect, useRef } from 'react';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function useUnread(session: MeetingSession, isOpen: boolean): number {
  const { messages } = useStore(session.company.store);
  const selfId = useStore(session.store).roster.self?.participantId;
  /** What was there at the first look was written before. */
  const read = useRef<string | null | undefined>(undefined);
  const newest = messages.at(-1)?.messageId ?? null;
  if (read.current === undefined && selfId !== undefined) read.current = newest;
  useEffect(() => {
    if (isOpen) read.current = newest;
  }, [isOpen, newest]);
  if (isOpen || read.current === undefined) return 0;
  const after = messages.slice(messages.findIndex(({ messageId }) => messageId === read.current) + 1);
  return after.filter(({ from }) => from.participantId !== selfId).length;
}
