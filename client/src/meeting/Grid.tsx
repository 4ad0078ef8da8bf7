/** The Grid layout: the person's own tile first, then everybody in the order they came; nobody's arrival moves a tile that is already there. */
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type CSSProperties, useEffect, useState } from 'react';
import { gridShape } from './grid.ts';
import { idsOnPage, keptPlace, pageCountOf, tilesPerPage } from './layout.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import { ScreenTile } from './ScreenTile.tsx';
import { screensOf } from './screens.ts';
import type { MeetingSession } from './session.ts';
import { OtherTile, OwnTile, useMarks } from './Tiles.tsx';
import { useLastSpeaker } from './use-last-speaker.ts';
import { useSize } from './use-size.ts';
import { useStore } from './use-store.ts';

/** Space between tiles. Higher: calmer. Lower: larger pictures. */
const gapPx = 10;

interface Props {
  session: MeetingSession;
  local: LocalMedia;
  onPin?: (participantId: string) => void;
}

export function Grid({ session, local, onPin }: Props) {
  const t = useText();
  const { roster, phase } = useStore(session.store);
  const marksOf = useMarks(session);
  const [page, setPage] = useState(0);
  const ownId = roster.self?.participantId ?? '';
  const screens = onPin ? screensOf(roster.others) : [];
  const ids = [
    ownId,
    ...roster.others.map(({ participantId }) => participantId),
    ...screens.map(({ tileId }) => tileId),
  ];
  const promotedId = usePromoted(ids, roster.speakerIds);
  const pageCount = pageCountOf(ids.length);
  const shownPage = Math.min(page, pageCount - 1);
  const shown = idsOnPage(ids, shownPage, promotedId);
  const speakerId = useLastSpeaker(roster.speakerIds, ownId);
  const faces = shown.filter((id) => roster.others.some(({ participantId }) => participantId === id));
  const [container, size] = useSize();
  const shape = gridShape(shown.length, size.widthPx, size.heightPx, gapPx);
  const style = {
    '--columns': shape.columns,
    '--tile-width': `${shape.tileWidthPx}px`,
    '--tile-height': `${shape.tileHeightPx}px`,
    '--gap': `${gapPx}px`,
  } as CSSProperties;

  return (
    <div ref={container} className={classes.gridSpace}>
      <ul className={classes.grid} style={style}>
        {shown.map((id) => {
          if (id === ownId)
            return <OwnTile key={id} session={session} local={local} marksOf={marksOf} pinned={false} onPin={onPin} />;
          const screen = screens.find(({ tileId }) => tileId === id);
          if (screen)
            return (
              <ScreenTile
                key={id}
                session={session}
                screen={screen}
                widthPx={shape.tileWidthPx}
                pinned={false}
                onPin={onPin}
              />
            );
          const entry = roster.others.find(({ participantId }) => participantId === id);
          return (
            entry && (
              <OtherTile
                key={id}
                session={session}
                entry={entry}
                marksOf={marksOf}
                widthPx={shape.tileWidthPx}
                isMain={ids.length === 2}
                place={keptPlace(id, faces, speakerId)}
                pinned={false}
                onPin={onPin}
              />
            )
          );
        })}
      </ul>
      {pageCount > 1 && (
        <nav className={classes.pages} aria-label={t('pages')}>
          <button
            type="button"
            aria-label={t('pageBefore')}
            disabled={shownPage === 0}
            onClick={() => setPage(shownPage - 1)}
          >
            <IconChevronLeft size={22} aria-hidden />
          </button>
          <span aria-live="polite">{t('pageOf', { page: shownPage + 1, count: pageCount })}</span>
          <button
            type="button"
            aria-label={t('pageAfter')}
            disabled={shownPage === pageCount - 1}
            onClick={() => setPage(shownPage + 1)}
          >
            <IconChevronRight size={22} aria-hidden />
          </button>
        </nav>
      )}
      {phase === 'live' && roster.others.length === 0 && <p className={classes.alone}>{t('alone')}</p>}
    </div>
  );
}

/** Who spoke last of those who do not stand on the first page. */
function usePromoted(ids: readonly string[], speakerIds: readonly string[]): string | null {
  const [promotedId, setPromotedId] = useState<string | null>(null);
  const loudest = speakerIds.find((id) => ids.indexOf(id) >= tilesPerPage);
  useEffect(() => {
    if (loudest) setPromotedId(loudest);
  }, [loudest]);
  return promotedId !== null && ids.includes(promotedId) ? promotedId : null;
}
