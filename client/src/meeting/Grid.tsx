/** The Grid layout: the person's own tile first, then everybody in the order they came; nobody's arrival moves a tile that is already there. */
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { gridShape } from './grid.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import { producerOf, type RosterEntry } from './roster.ts';
import type { MeetingSession } from './session.ts';
import type { SessionState } from './session-state.ts';
import { Tile } from './Tile.tsx';
import { useStore } from './use-store.ts';

/** Space between tiles. Higher: calmer. Lower: larger pictures. */
const gapPx = 10;

export function Grid({ session, local }: { session: MeetingSession; local: LocalMedia }) {
  const t = useText();
  const { roster, tracks, phase, made } = useStore(session.store);
  const { microphone, camera } = useStore(local.store);
  const [container, size] = useSize();
  const shape = gridShape(roster.others.length + 1, size.widthPx, size.heightPx, gapPx);
  const style = {
    '--columns': shape.columns,
    '--tile-width': `${shape.tileWidthPx}px`,
    '--tile-height': `${shape.tileHeightPx}px`,
    '--gap': `${gapPx}px`,
  } as CSSProperties;

  return (
    <div ref={container} className={classes.gridSpace}>
      <ul className={classes.grid} style={style}>
        {roster.self && (
          <Tile
            participantId={roster.self.participantId}
            name={roster.self.displayName}
            side={roster.self.side}
            own
            microphone={microphone.track ? (microphone.on ? 'on' : 'off') : 'none'}
            track={made?.camera?.track ?? camera.track}
            cameraOn={(camera.on && camera.track !== null) || (made?.camera ?? null) !== null}
            speaking={roster.speakerIds.includes(roster.self.participantId)}
          />
        )}
        {roster.others.map((entry) => (
          <OtherTile
            key={entry.participantId}
            session={session}
            entry={entry}
            tracks={tracks}
            speaking={roster.speakerIds.includes(entry.participantId)}
            widthPx={shape.tileWidthPx}
          />
        ))}
      </ul>
      {phase === 'live' && roster.others.length === 0 && <p className={classes.alone}>{t('alone')}</p>}
    </div>
  );
}

interface OtherTileProps {
  session: MeetingSession;
  entry: RosterEntry;
  tracks: SessionState['tracks'];
  speaking: boolean;
  widthPx: number;
}

/** Somebody else's tile; what it shows is asked for as large as it is, and not at all while it is scrolled away. */
function OtherTile({ session, entry, tracks, speaking, widthPx }: OtherTileProps) {
  const [visible, setVisible] = useState(true);
  const voice = producerOf(entry, 'microphone');
  const picture = producerOf(entry, 'camera');
  const producerId = picture?.producerId;
  useEffect(() => {
    if (producerId === undefined || widthPx === 0) return;
    return session.show(producerId, visible ? Math.round(widthPx * window.devicePixelRatio) : null);
  }, [session, producerId, visible, widthPx]);
  return (
    <Tile
      participantId={entry.participantId}
      name={entry.displayName}
      side={entry.side}
      microphone={voice ? (voice.paused ? 'off' : 'on') : 'none'}
      track={(picture && tracks.get(picture.producerId)) ?? null}
      cameraOn={picture !== null && !picture.paused}
      speaking={speaking}
      onVisible={setVisible}
    />
  );
}

function useSize() {
  const container = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 });
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ widthPx: entry.contentRect.width, heightPx: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [container, size] as const;
}
