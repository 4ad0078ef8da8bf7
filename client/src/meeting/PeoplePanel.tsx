/** Who is here: raised hands first in their order, what each sends, what may be done. Beside the pictures on a wide screen, over them on a phone. */
import { leads } from '@sambung/contract/meeting';
import type { ParticipantInfo } from '@sambung/contract/socket';
import {
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconRosetteDiscountCheck,
  IconUserQuestion,
  IconVideo,
  IconVideoOff,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useCompanyText } from './company-messages.ts';
import { handsInOrder } from './hands.ts';
import { initialsOf } from './initials.ts';
import { LeadPanel } from './LeadPanel.tsx';
import { isLive, type LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import { OwnName } from './OwnName.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import classes from './room.module.css';
import { producerOf } from './roster.ts';
import type { MeetingSession } from './session.ts';
import { type MicrophoneState, microphoneWords } from './Tile.tsx';
import { useStore } from './use-store.ts';
import { WaitingList } from './WaitingList.tsx';

interface Props {
  session: MeetingSession;
  local: LocalMedia;
  /** A test call has two sides and nobody who leads. */
  plain: boolean;
  onWrite: (participantId: string) => void;
  onClose: () => void;
}

export function PeoplePanel({ session, local, plain, onWrite, onClose }: Props) {
  const t = useText();
  const { roster } = useStore(session.store);
  const { microphone, camera } = useStore(local.store);
  const heading = useRef<HTMLHeadingElement>(null);
  const headingId = useId();
  useEffect(() => heading.current?.focus(), []);
  const { self, others } = roster;
  const hands = handsInOrder(self ? [self, ...others] : others);
  const role = self?.role ?? 'participant';
  const isLeading = !plain && leads(role);
  const placeOf = (id: string) => hands.indexOf(id) + 1;
  const sorted = others.toSorted((a, b) => rank(placeOf(a.participantId)) - rank(placeOf(b.participantId)));

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
      <div className={classes.panelBody}>
        {isLeading && <WaitingList session={session} />}
        <ul className={classes.people}>
          {self && (
            <Person
              info={self}
              own
              plain={plain}
              place={placeOf(self.participantId)}
              microphone={microphone.track ? (isLive(microphone) ? 'on' : 'off') : 'none'}
              cameraOn={isLive(camera)}
            >
              {!plain && <OwnName session={session} self={self} />}
            </Person>
          )}
          {sorted.map((entry) => {
            const voice = producerOf(entry, 'microphone');
            const picture = producerOf(entry, 'camera');
            return (
              <Person
                key={entry.participantId}
                info={entry}
                plain={plain}
                place={placeOf(entry.participantId)}
                microphone={voice ? (voice.paused ? 'off' : 'on') : 'none'}
                cameraOn={picture !== null && !picture.paused}
              >
                {!plain && <PersonMenu session={session} entry={entry} role={role} onWrite={onWrite} />}
              </Person>
            );
          })}
        </ul>
        {isLeading && <LeadPanel session={session} />}
      </div>
    </section>
  );
}

/** Those without a hand keep their order, after the hands. */
const rank = (place: number) => (place === 0 ? Number.MAX_SAFE_INTEGER : place);

interface PersonProps {
  info: ParticipantInfo;
  own?: boolean;
  plain: boolean;
  /** Of the hand, 0 when it is down. */
  place: number;
  microphone: MicrophoneState;
  cameraOn: boolean;
  children?: ReactNode;
}

function Person({ info, own = false, plain, place, microphone, cameraOn, children }: PersonProps) {
  const t = useText();
  const c = useCompanyText();
  const Microphone = microphone === 'on' ? IconMicrophone : IconMicrophoneOff;
  const Camera = cameraOn ? IconVideo : IconVideoOff;
  const { displayName, role, verified } = info;
  return (
    <li className={classes.person}>
      <span className={classes.personAvatar} aria-hidden>
        {initialsOf(displayName)}
      </span>
      <span className={classes.personName}>
        {displayName}
        {own && ` (${t('you')})`}
        {verified ? (
          <IconRosetteDiscountCheck size={16} role="img" aria-label={c('verified')} />
        ) : (
          !plain && <IconUserQuestion size={16} role="img" aria-label={c('unverified')} data-guest />
        )}
        {!plain && <small className={classes.personRole}>{c(role)}</small>}
      </span>
      {place > 0 && (
        <span className={classes.handPlace} role="img" aria-label={c('handOf', { place })}>
          <IconHandStop size={20} aria-hidden />
          {place}
        </span>
      )}
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
      {children}
    </li>
  );
}
