/** One person's visit from the pre-join page to the goodbye: owns the devices and the session; what the room looks like is the caller's. */
import type { Access } from '@sambung/contract/http';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { getAccess } from '../api/http.ts';
import { PublicShell } from '../ui/PublicShell.tsx';
import { Goodbye } from './Goodbye.tsx';
import { IceServerSource } from './ice-servers.ts';
import { LocalMedia } from './local-media.ts';
import { Outside } from './Outside.tsx';
import { Prejoin } from './Prejoin.tsx';
import type { MeetingSession } from './session.ts';
import { isOver } from './session-state.ts';
import { useStore } from './use-store.ts';

export type RoomProps = { access: Access; session: MeetingSession; local: LocalMedia; onLeave: () => void };

interface Props {
  access: Access;
  /** Shown above the pre-join form. */
  lead: ReactNode;
  room: (props: RoomProps) => ReactNode;
}

/** The media code is a chunk of its own: it loads while the person looks at their picture. */
const loadSession = () => import('./session.ts');

export function Stay({ access, lead, room }: Props) {
  const [local] = useState(() => new LocalMedia());
  const [iceServers] = useState(() => iceServersOf(access));
  const [session, setSession] = useState<MeetingSession | null>(null);
  const [joining, setJoining] = useState(false);
  const [over, setOver] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const displayName = useRef('');
  useDevices(local, !over);
  const prepared = usePrepared(access.code, local, iceServers, session === null);
  useLeaveOnUnload(session);

  const join = async (name: string) => {
    displayName.current = name;
    setJoining(true);
    try {
      const { MeetingSession } = await loadSession();
      const ready = prepared.current?.isOver ? null : prepared.current;
      prepared.current = null;
      const next = ready ?? new MeetingSession({ code: access.code, local, iceServers });
      next.join(name);
      setSession(next);
      setOver(false);
    } catch (error) {
      setFailure(error);
    } finally {
      setJoining(false);
    }
  };
  // Most likely the code was replaced by a newer release meanwhile: the page's own net explains that and offers to reload.
  if (failure !== null) throw failure;

  if (session) {
    return (
      <Visit
        session={session}
        access={access}
        over={over}
        onOver={() => setOver(true)}
        onRejoin={() => void join(displayName.current)}
        joining={joining}
      >
        {room({ access, session, local, onLeave: () => void session.leave() })}
      </Visit>
    );
  }
  return (
    <PublicShell title={access.title} width={920}>
      <Prejoin
        title={access.title}
        lead={lead}
        institutionId={access.institutionId}
        staffName={access.staffName}
        local={local}
        joining={joining}
        onJoin={(name) => void join(name)}
      />
    </PublicShell>
  );
}

interface VisitProps {
  session: MeetingSession;
  access: Access;
  over: boolean;
  onOver: () => void;
  onRejoin: () => void;
  joining: boolean;
  children: ReactNode;
}

function Visit({ session, access, over, onOver, onRejoin, joining, children }: VisitProps) {
  const { phase } = useStore(session.store);
  const ended = isOver(phase);
  useEffect(() => {
    if (ended && !over) onOver();
  }, [ended, over, onOver]);
  const code = access.kind === 'meeting' ? access.code : null;
  if (phase === 'outside') return <Outside session={session} title={access.title} />;
  return ended ? <Goodbye session={session} code={code} joining={joining} onRejoin={onRejoin} /> : children;
}

/** Opens the devices for the visit and lets them go when it is over. */
function useDevices(local: LocalMedia, wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    void local.start();
    return () => local.stop();
  }, [local, wanted]);
}

/** The way in gave the first credentials and gives the next ones. */
function iceServersOf({ code, iceServers }: Access): IceServerSource {
  return new IceServerSource(iceServers, async () => (await getAccess(code)).iceServers);
}

/** Gets ready what joining needs while the person looks at their picture. Only a head start: joining loads it again and reports what is wrong. */
function usePrepared(code: string, local: LocalMedia, iceServers: IceServerSource, wanted: boolean) {
  const prepared = useRef<MeetingSession | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let isWanted = true;
    loadSession()
      .then(({ MeetingSession, warmUp }) => {
        if (!isWanted) return;
        prepared.current = new MeetingSession({ code, local, iceServers });
        prepared.current.prepare();
        return warmUp();
      })
      .catch(() => {});
    return () => {
      isWanted = false;
      void prepared.current?.leave();
      prepared.current = null;
    };
  }, [code, local, iceServers, wanted]);
  return prepared;
}

/** A closed tab says goodbye, so that the others do not look at a frozen picture. */
function useLeaveOnUnload(session: MeetingSession | null): void {
  useEffect(() => {
    if (!session) return;
    const leave = () => void session.leave();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [session]);
}
