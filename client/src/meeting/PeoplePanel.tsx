/** Who is here: names and what each of them sends. Beside the pictures on a wide screen, over them on a phone. */
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { initialsOf } from './initials.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import { producerOf } from './roster.ts';
import type { MeetingSession } from './session.ts';
import { type MicrophoneState, microphoneWords } from './Tile.tsx';
import { useStore } from './use-store.ts';

interface Props {
  session: MeetingSession;
  local: LocalMedia;
  onClose: () => void;
}

export function PeoplePanel({ session, local, onClose }: Props) {
  const t = useText();
  const { roster } = useStore(session.store);
  const { microphone, camera } = useStore(local.store);
  const heading = useRef<HTMLHeadingElement>(null);
  const headingId = useId();
  useEffect(() => heading.current?.focus(), []);

  return (
    <section
      className={classes.panel}
      aria-labelledby={headingId}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={classes.panelHead}>
        <h2 ref={heading} id={headingId} tabIndex={-1} className={classes.panelTitle}>
          {t('peopleHere')}
        </h2>
        <button type="button" className={classes.panelClose} aria-label={t('close')} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </button>
      </div>
      <ul className={classes.people}>
        {roster.self && (
          <Person
            name={roster.self.displayName}
            own
            microphone={microphone.track ? (microphone.on ? 'on' : 'off') : 'none'}
            cameraOn={camera.on && camera.track !== null}
          />
        )}
        {roster.others.map((entry) => {
          const voice = producerOf(entry, 'microphone');
          const picture = producerOf(entry, 'camera');
          return (
            <Person
              key={entry.participantId}
              name={entry.displayName}
              microphone={voice ? (voice.paused ? 'off' : 'on') : 'none'}
              cameraOn={picture !== null && !picture.paused}
            />
          );
        })}
      </ul>
    </section>
  );
}

interface PersonProps {
  name: string;
  own?: boolean;
  microphone: MicrophoneState;
  cameraOn: boolean;
}

function Person({ name, own = false, microphone, cameraOn }: PersonProps) {
  const t = useText();
  const Microphone = microphone === 'on' ? IconMicrophone : IconMicrophoneOff;
  const Camera = cameraOn ? IconVideo : IconVideoOff;
  return (
    <li className={classes.person}>
      <span className={classes.personAvatar} aria-hidden>
        {initialsOf(name)}
      </span>
      <span className={classes.personName}>
        {name}
        {own && ` (${t('you')})`}
      </span>
      <Microphone
        size={20}
        role="img"
        aria-label={t(microphoneWords[microphone])}
        data-off={microphone !== 'on' || undefined}
      />
      <Camera
        size={20}
        role="img"
        aria-label={t(cameraOn ? 'cameraIsOn' : 'cameraIsOff')}
        data-off={!cameraOn || undefined}
      />
    </li>
  );
}
