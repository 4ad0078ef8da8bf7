/** One participant: picture or initials, name, whether the microphone is open, a ring while speaking. */
import type { Side } from '@sambung/contract/http';
import type { LineGrade } from '@sambung/contract/line-state';
import {
  IconAntennaBars1,
  IconAntennaBars3,
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconPin,
  IconPinnedOff,
} from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import { useCompanyText } from './company-messages.ts';
import { initialsOf } from './initials.ts';
import { useText } from './messages.ts';
import { type Reacted, ReactionMark } from './ReactionMark.tsx';
import classes from './room.module.css';
import { Video } from './Video.tsx';

export type MicrophoneState = 'on' | 'off' | 'none';

interface Props {
  participantId: string;
  name: string;
  /** Only in a test call. */
  side: Side | null;
  own?: boolean;
  microphone: MicrophoneState;
  track: MediaStreamTrack | null;
  cameraOn: boolean;
  speaking: boolean;
  /** How the person's line is; said only where it is not good. */
  line?: LineGrade;
  /** Place of the raised hand, 0 when it is down. */
  handPlace?: number;
  reacted?: Reacted | null;
  /** Large on this page by its person's own choice. */
  pinned?: boolean;
  onPin?: ((participantId: string) => void) | undefined;
  /** Called with whether the tile can be seen, whenever that changes. */
  onVisible?: ((visible: boolean) => void) | undefined;
}

export const microphoneWords = { on: 'unmuted', off: 'muted', none: 'noMicrophone' } as const;

export const Tile = memo(function Tile({
  participantId,
  name,
  side,
  own = false,
  microphone,
  track,
  cameraOn,
  speaking,
  line = 'good',
  handPlace = 0,
  reacted = null,
  pinned = false,
  onPin,
  onVisible,
}: Props) {
  const t = useText();
  const c = useCompanyText();
  const tile = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!tile.current || !onVisible) return;
    const observer = new IntersectionObserver((entries) => onVisible(entries.at(-1)?.isIntersecting ?? true));
    observer.observe(tile.current);
    return () => observer.disconnect();
  }, [onVisible]);
  const audible = microphone === 'on';
  return (
    <li
      ref={tile}
      className={classes.tile}
      data-participant-id={participantId}
      data-own={own || undefined}
      data-speaking={(speaking && audible) || undefined}
    >
      {cameraOn ? (
        <Video track={track} className={classes.video} mirrored={own} />
      ) : (
        <span className={classes.avatar} aria-hidden>
          {initialsOf(name)}
        </span>
      )}
      {handPlace > 0 && (
        <span className={classes.tileHand} role="img" aria-label={c('handOf', { place: handPlace })}>
          <IconHandStop size={20} aria-hidden />
          {handPlace}
        </span>
      )}
      {onPin && (
        <button
          type="button"
          className={classes.pin}
          aria-pressed={pinned}
          aria-label={t(pinned ? 'unpin' : 'pin', { name })}
          onClick={() => onPin(participantId)}
        >
          {pinned ? <IconPinnedOff size={20} aria-hidden /> : <IconPin size={20} aria-hidden />}
        </button>
      )}
      {reacted && <ReactionMark key={reacted.number} {...reacted} />}
      <span className={classes.plate}>
        {audible ? (
          <IconMicrophone size={18} aria-hidden className={classes.plateIcon} />
        ) : (
          <IconMicrophoneOff size={18} aria-hidden className={classes.plateIcon} data-off />
        )}
        {line !== 'good' && <LineSign line={line} />}
        <span className={classes.plateName}>
          {name}
          {own && ` (${t('you')})`}
          {side && ` · ${t(`side_${side}`)}`}
        </span>
        <span className={classes.hidden}>
          {`, ${t(microphoneWords[microphone])}, ${t(cameraOn ? 'cameraIsOn' : 'cameraIsOff')}`}
        </span>
      </span>
    </li>
  );
});

function LineSign({ line }: { line: 'weak' | 'poor' }) {
  const t = useText();
  const Bars = line === 'weak' ? IconAntennaBars3 : IconAntennaBars1;
  return <Bars size={20} role="img" aria-label={t(`line_${line}`)} className={classes.plateIcon} data-line={line} />;
}
