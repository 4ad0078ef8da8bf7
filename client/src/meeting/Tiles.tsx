/** The tiles of a room: the own one and those of the others, wherever they stand. */
import { useEffect, useState } from 'react';
import { handsInOrder } from './hands.ts';
import { isLive, type LocalMedia } from './local-media.ts';
import type { Reacted } from './ReactionMark.tsx';
import { producerOf, type RosterEntry } from './roster.ts';
import type { MeetingSession } from './session.ts';
import { Tile } from './Tile.tsx';
import { cameraWidth } from './thrift.ts';
import { useStore } from './use-store.ts';

/** What a tile shows beside the picture, by participant. */
export type MarksOf = (participantId: string) => { handPlace: number; reacted: Reacted | null; speaking: boolean };

export function useMarks(session: MeetingSession): MarksOf {
  const { roster } = useStore(session.store);
  const { reactions } = useStore(session.company.store);
  const hands = handsInOrder(roster.self ? [roster.self, ...roster.others] : roster.others);
  return (id) => ({
    handPlace: hands.indexOf(id) + 1,
    reacted: reactions.get(id) ?? null,
    speaking: roster.speakerIds.includes(id),
  });
}

interface Pinning {
  pinned: boolean;
  onPin: ((participantId: string) => void) | undefined;
}

interface OwnProps extends Pinning {
  session: MeetingSession;
  local: LocalMedia;
  marksOf: MarksOf;
}

export function OwnTile({ session, local, marksOf, ...pinning }: OwnProps) {
  const { roster, made } = useStore(session.store);
  const { microphone, camera } = useStore(local.store);
  const { self } = roster;
  if (!self) return null;
  const allowed = (source: 'microphone' | 'camera') => session.company.maySend(source);
  return (
    <Tile
      participantId={self.participantId}
      name={self.displayName}
      side={self.side}
      line={self.line}
      own
      microphone={microphone.track ? (isLive(microphone) && allowed('microphone') ? 'on' : 'off') : 'none'}
      track={made?.camera?.track ?? camera.track}
      cameraOn={(isLive(camera) && allowed('camera')) || (made?.camera ?? null) !== null}
      {...marksOf(self.participantId)}
      {...pinning}
    />
  );
}

interface OtherProps extends Pinning {
  session: MeetingSession;
  entry: RosterEntry;
  marksOf: MarksOf;
  /** As wide as it is shown. */
  widthPx: number;
  /** The one that is kept longest on a weak line. */
  isMain?: boolean;
  /** In which order faces are kept on a weak computer. */
  place: number;
}

/** Somebody else's tile; what it shows is asked for as large as it is, and not at all while it is scrolled away. */
export function OtherTile({ session, entry, marksOf, widthPx, isMain = false, place, ...pinning }: OtherProps) {
  const { tracks } = useStore(session.store);
  const [visible, setVisible] = useState(true);
  const voice = producerOf(entry, 'microphone');
  const picture = producerOf(entry, 'camera');
  const producerId = picture?.producerId;
  const { thrift, relief } = session.wishes;
  const askedPx = cameraWidth(useStore(thrift), useStore(relief), { widthPx, isMain, place });
  useEffect(() => {
    if (producerId === undefined || widthPx === 0) return;
    const isWanted = visible && askedPx !== null;
    return session.show(producerId, isWanted ? Math.round(askedPx * window.devicePixelRatio) : null);
  }, [session, producerId, visible, widthPx, askedPx]);
  return (
    <Tile
      participantId={entry.participantId}
      name={entry.displayName}
      side={entry.side}
      line={entry.line}
      microphone={voice ? (voice.paused ? 'off' : 'on') : 'none'}
      track={(picture && tracks.get(picture.producerId)) ?? null}
      cameraOn={picture !== null && !picture.paused && askedPx !== null}
      onVisible={setVisible}
      {...marksOf(entry.participantId)}
      {...pinning}
    />
  );
}
