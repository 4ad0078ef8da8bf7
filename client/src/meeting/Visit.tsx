/** A visit that has begun: at the door, in the room, or over. */
import type { Access } from '@sambung/contract/http';
import { type ReactNode, useEffect } from 'react';
import { Goodbye } from './Goodbye.tsx';
import { Outside } from './Outside.tsx';
import type { MeetingSession } from './session.ts';
import { isOver } from './session-state.ts';
import { useStore } from './use-store.ts';
import { useHasTurnedBack } from './visit-entry.ts';

interface Props {
  session: MeetingSession;
  access: Access;
  over: boolean;
  onOver: () => void;
  /** The back button was pressed at the door. */
  onBackOutside: () => void;
  onRejoin: () => void;
  joining: boolean;
  children: ReactNode;
}

export function Visit({ session, access, over, onOver, onBackOutside, onRejoin, joining, children }: Props) {
  const { phase } = useStore(session.store);
  const ended = isOver(phase);
  useEffect(() => {
    if (ended && !over) onOver();
  }, [ended, over, onOver]);
  const isGoingAway = useHasTurnedBack() && phase === 'outside';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each press of the button
  useEffect(() => {
    if (isGoingAway) onBackOutside();
  }, [isGoingAway]);
  const code = access.kind === 'meeting' ? access.code : null;
  if (phase === 'outside') return <Outside session={session} title={access.title} />;
  return ended ? <Goodbye session={session} code={code} joining={joining} onRejoin={onRejoin} /> : children;
}
