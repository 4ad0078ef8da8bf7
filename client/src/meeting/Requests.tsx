/** What somebody who leads did to a device of this page, or asks for; and who waits at the door. Seen and heard. */
import type { MediaSource } from '@sambung/contract/ortc';
import { useEffect, useRef } from 'react';
import { chime } from './chime.ts';
import { useCompanyText } from './company-messages.ts';
import type { LocalMedia } from './local-media.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

const named = (source: MediaSource) => (source === 'screen-audio' ? 'screen' : source);

export function LeadersRequest({ session, local }: { session: MeetingSession; local: LocalMedia }) {
  const c = useCompanyText();
  const { request } = useStore(session.company.store);
  if (!request) return null;
  const { kind, source, byName } = request;
  const isAsked = kind === 'asked' && (source === 'microphone' || source === 'camera');
  const dismiss = () => session.company.dismissRequest();
  return (
    <div role="alert" className={classes.sound}>
      <span>{c(`${kind}_${named(source)}`, { name: byName })}</span>
      {isAsked && (
        <button
          type="button"
          className={classes.soundButton}
          onClick={() => {
            void local.turn(source, true);
            dismiss();
          }}
        >
          {c('turnOn')}
        </button>
      )}
      <button type="button" className={classes.noticeButton} onClick={dismiss}>
        {c(isAsked ? 'notNow' : 'understood')}
      </button>
    </div>
  );
}

/** For those who lead: somebody waits at the door. A sound for each who comes. */
export function SomebodyWaits({ session, onPeople }: { session: MeetingSession; onPeople: () => void }) {
  const c = useCompanyText();
  const { waiting } = useStore(session.company.store);
  const before = useRef(0);
  useEffect(() => {
    if (waiting.length > before.current) chime();
    before.current = waiting.length;
  }, [waiting]);
  if (waiting.length === 0) return null;
  return (
    <div role="alert" className={classes.sound}>
      <span>{c('waitingCount', { count: waiting.length })}</span>
      <button type="button" className={classes.soundButton} onClick={onPeople}>
        {c('waitingTitle')}
      </button>
    </div>
  );
}
