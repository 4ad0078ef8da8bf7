/** The Stage layout: one large, the others in a strip beside or below. */
import { keptPlace } from './layout.ts';
import type { LocalMedia } from './local-media.ts';
import classes from './room.module.css';
import { ScreenTile } from './ScreenTile.tsx';
import { screensOf } from './screens.ts';
import type { MeetingSession } from './session.ts';
import { OtherTile, OwnTile, useMarks } from './Tiles.tsx';
import { useLastSpeaker } from './use-last-speaker.ts';
import { useSize } from './use-size.ts';
import { useStore } from './use-store.ts';

/** Of a tile in the strip. Higher: faces are seen better. Lower: more of the stage. */
const stripTileWidthPx = 200;

interface Props {
  session: MeetingSession;
  local: LocalMedia;
  stagedId: string;
  pinnedId: string | null;
  onPin: (participantId: string) => void;
}

export function Stage({ session, local, stagedId, pinnedId, onPin }: Props) {
  const { roster } = useStore(session.store);
  const marksOf = useMarks(session);
  const [container, size] = useSize();
  const staged = roster.others.find(({ participantId }) => participantId === stagedId);
  const screens = screensOf(roster.others);
  const stagedScreen = screens.find(({ tileId }) => tileId === stagedId);
  const others = roster.others.filter((entry) => entry !== staged);
  const faces = others.map(({ participantId }) => participantId);
  const speakerId = useLastSpeaker(roster.speakerIds, roster.self?.participantId ?? null);
  // The large one is kept before all of them.
  const placeOf = (id: string) => keptPlace(id, faces, speakerId) + (staged ? 1 : 0);
  const own = (
    <OwnTile
      session={session}
      local={local}
      marksOf={marksOf}
      pinned={pinnedId === roster.self?.participantId}
      onPin={onPin}
    />
  );
  return (
    <div className={classes.staged}>
      <div ref={container} className={classes.mainSpace}>
        <ul className={classes.mainTile}>
          {stagedScreen ? (
            <ScreenTile
              session={session}
              screen={stagedScreen}
              widthPx={size.widthPx}
              pinned={pinnedId === stagedId}
              onPin={onPin}
            />
          ) : staged ? (
            <OtherTile
              session={session}
              entry={staged}
              marksOf={marksOf}
              widthPx={size.widthPx}
              isMain
              place={0}
              pinned={pinnedId === stagedId}
              onPin={onPin}
            />
          ) : (
            own
          )}
        </ul>
      </div>
      <ul className={classes.strip}>
        {(staged || stagedScreen) && own}
        {screens
          .filter((screen) => screen !== stagedScreen)
          .map((screen) => (
            <ScreenTile
              key={screen.tileId}
              session={session}
              screen={screen}
              widthPx={stripTileWidthPx}
              pinned={false}
              onPin={onPin}
            />
          ))}
        {others.map((entry) => (
          <OtherTile
            key={entry.participantId}
            session={session}
            entry={entry}
            marksOf={marksOf}
            widthPx={stripTileWidthPx}
            place={placeOf(entry.participantId)}
            pinned={false}
            onPin={onPin}
          />
        ))}
      </ul>
    </div>
  );
}
