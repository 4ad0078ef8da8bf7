/** One person's visit from the pre-join page to the goodbye: owns the devices and the session; what the room looks like is the caller's. */
import type { Access } from '@sambung/contract/http';
import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import { getAccess } from '../api/http.ts';
import { PublicShell } from '../ui/PublicShell.tsx';
import { IceServerSource } from './ice-servers.ts';
import { onceIdle } from './idle.ts';
import { LocalMedia } from './local-media.ts';
import { Prejoin } from './Prejoin.tsx';
import type { MeetingSession } from './session.ts';
import { useEntryGivenBack, useNewEntry } from './visit-entry.ts';

export type RoomProps = { access: Access; session: MeetingSession; local: LocalMedia; onLeave: () => void };

interface Props {
  access: Access;
  /** Shown above the pre-join form. */
  lead: ReactNode;
  /** What the room looks like, in code that is fetched ahead; the same function every time. */
  loadRoom: () => Promise<ComponentType<RoomProps>>;
}

/** What only somebody inside needs is a chunk of its own: it loads while the person looks at their picture. */
const loadInside = () => import('./inside.ts');
type Inside = Awaited<ReturnType<typeof loadInside>>;
type Visiting = { session: MeetingSession; Visit: Inside['Visit']; Room: ComponentType<RoomProps> };

export function Stay({ access, lead, loadRoom }: Props) {
  const [local] = useState(() => new LocalMedia());
  const [iceServers] = useState(() => iceServersOf(access));
  const [visiting, setVisiting] = useState<Visiting | null>(null);
  const [joining, setJoining] = useState(false);
  const [over, setOver] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const displayName = useRef('');
  useDevices(local, !over);
  const prepared = usePrepared(access.code, local, iceServers, loadRoom, visiting === null);
  useLeaveOnUnload(visiting?.session ?? null);
  const makeEntry = useNewEntry();
  useEntryGivenBack(over);

  const join = async (name: string) => {
    displayName.current = name;
    setJoining(true);
    try {
      const [{ MeetingSession, Visit }, Room] = await Promise.all([loadInside(), loadRoom()]);
      const next = prepared.current.take() ?? new MeetingSession({ code: access.code, local, iceServers });
      next.join(name);
      makeEntry();
      setVisiting({ session: next, Visit, Room });
      setOver(false);
    } catch (error) {
      setFailure(error);
    } finally {
      setJoining(false);
    }
  };
  // Most likely the code was replaced by a newer release meanwhile: the page's own net explains that and offers to reload.
  if (failure !== null) throw failure;

  if (visiting) {
    const { session, Visit, Room } = visiting;
    return (
      <Visit
        session={session}
        access={access}
        over={over}
        onOver={() => setOver(true)}
        onBackOutside={() => setVisiting(null)}
        onRejoin={() => void join(session.store.get().roster.self?.displayName ?? displayName.current)}
        joining={joining}
      >
        <Room access={access} session={session} local={local} onLeave={() => void session.leave()} />
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

const nothingPrepared: { take: () => MeetingSession | null } = { take: () => null };

/** Gets ready what joining needs while the person looks at their picture. Only a head start: joining loads it again and reports what is wrong. */
function usePrepared(
  code: string,
  local: LocalMedia,
  iceServers: IceServerSource,
  loadRoom: Props['loadRoom'],
  wanted: boolean,
) {
  const prepared = useRef(nothingPrepared);
  useEffect(() => {
    if (!wanted) return;
    let isWanted = true;
    let session: MeetingSession | null = null;
    prepared.current = {
      take: () => {
        // Whoever joins now needs no other one.
        isWanted = false;
        const ready = session?.isOver ? null : session;
        session = null;
        return ready;
      },
    };
    const prepare = async () => {
      const [{ MeetingSession, warmUp }] = await Promise.all([loadInside(), loadRoom()]);
      if (!isWanted) return;
      session = new MeetingSession({ code, local, iceServers });
      session.prepare();
      await warmUp();
    };
    // Only once the page stands: a slow line should show the form before it carries the room.
    const forget = onceIdle(() => void prepare().catch(() => {}));
    return () => {
      forget();
      isWanted = false;
      void session?.leave();
      prepared.current = nothingPrepared;
    };
  }, [code, local, iceServers, loadRoom, wanted]);
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
