/** A shared screen: whole, never cropped, to be pinned and to be taken out into a window of its own. */
import { IconPictureInPicture, IconPin, IconPinnedOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { ScreenTileInfo } from './screens.ts';
import type { MeetingSession } from './session.ts';
import { screenWidth } from './thrift.ts';
import { useStore } from './use-store.ts';
import { Video } from './Video.tsx';

interface Props {
  session: MeetingSession;
  screen: ScreenTileInfo;
  widthPx: number;
  pinned: boolean;
  onPin: ((tileId: string) => void) | undefined;
}

export function ScreenTile({ session, screen, widthPx, pinned, onPin }: Props) {
  const t = useText();
  const { tracks } = useStore(session.store);
  const tile = useRef<HTMLLIElement>(null);
  const [visible, setVisible] = useState(true);
  const { producerId } = screen.producer;
  const askedPx = screenWidth(useStore(session.wishes.thrift), widthPx);
  const name = t('screenOf', { name: screen.entry.displayName });
  useEffect(() => {
    if (!tile.current) return;
    const observer = new IntersectionObserver((entries) => setVisible(entries.at(-1)?.isIntersecting ?? true));
    observer.observe(tile.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (widthPx === 0) return;
    const isWanted = visible && askedPx !== null;
    return session.show(producerId, isWanted ? Math.round(askedPx * window.devicePixelRatio) : null);
  }, [session, producerId, visible, widthPx, askedPx]);
  const popOut = () =>
    void tile.current
      ?.querySelector('video')
      ?.requestPictureInPicture?.()
      .catch(() => {});
  return (
    <li ref={tile} className={classes.tile} data-screen={screen.entry.participantId}>
      <Video track={tracks.get(producerId) ?? null} className={classes.screenVideo} label={name} />
      <span className={classes.tileButtons}>
        {document.pictureInPictureEnabled && (
          <button type="button" aria-label={t('popOut', { name })} onClick={popOut}>
            <IconPictureInPicture size={20} aria-hidden />
          </button>
        )}
        {onPin && (
          <button
            type="button"
            aria-pressed={pinned}
            aria-label={t(pinned ? 'unpin' : 'pin', { name })}
            onClick={() => onPin(screen.tileId)}
          >
            {pinned ? <IconPinnedOff size={20} aria-hidden /> : <IconPin size={20} aria-hidden />}
          </button>
        )}
      </span>
      <span className={classes.plate}>
        <span className={classes.plateName}>{name}</span>
      </span>
    </li>
  );
}
